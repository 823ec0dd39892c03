from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _manage_mail_values(self, mail_values_all):
        """A mail to the customers of many records leaves out those of a
        marketplace; so does a template that a stage or an automation sends."""
        values = super()._manage_mail_values(mail_values_all)
        model = self.env.get(self.model) if self.model else None
        if self.composition_mode != "mass_mail" or not isinstance(
            model, self.pool["marketplace.care.ticket.mixin"]
        ):
            return values
        guarded = model.browse(values).exists()._mc_guarded()
        return {key: value for key, value in values.items() if key not in guarded.ids}
