from odoo import api, models
from odoo.tools.mail import email_normalize, email_split_and_format


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        mails._mc_spare_buyers()
        return mails

    def _mc_spare_buyers(self):
        """The last barrier: whatever made a mail on a ticket of a marketplace
        (a template, an automation, another addon), it goes to colleagues only,
        and if there are none, to nobody."""
        mixin = self.pool["marketplace.care.ticket.mixin"]
        for mail in self:
            model = self.env.get(mail.model) if mail.model else None
            if not isinstance(model, mixin) or not mail.res_id:
                continue
            ticket = model.browse(mail.res_id).exists()
            if ticket._mc_guarded():
                mail._mc_keep_colleagues(ticket)

    def _mc_keep_colleagues(self, ticket):
        partners = ticket._mc_internal(self.recipient_ids.ids)
        addresses = self._mc_addresses_of_colleagues()
        values = {
            "recipient_ids": [(6, 0, partners.ids)],
            "email_to": ", ".join(addresses) or False,
            "email_cc": False,
        }
        if not partners and not addresses:
            values["state"] = "cancel"
            values["failure_reason"] = self.env._(
                "Odoo does not mail the buyer of a marketplace. Write the answer"
                " in the ticket: the service takes it there."
            )
        self.write(values)

    def _mc_addresses_of_colleagues(self):
        addresses = email_split_and_format(self.email_to or "")
        normalized = [email_normalize(address) for address in addresses]
        colleagues = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("email_normalized", "in", list(filter(None, normalized))),
                    ("partner_share", "=", False),
                ]
            )
        )
        known = set(colleagues.mapped("email_normalized"))
        return [
            address
            for address, plain in zip(addresses, normalized, strict=True)
            if plain in known
        ]
