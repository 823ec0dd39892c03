from odoo import models


class PortalShare(models.TransientModel):
    _inherit = "portal.share"

    def action_send_mail(self):
        """A ticket of a marketplace is shared with colleagues only."""
        action = super().action_send_mail()
        spared = self.partner_ids - self._mc_permitted(self.partner_ids)
        if not spared:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Nothing was sent to %(names)s: Odoo does not mail the buyer of"
                    " a marketplace.",
                    names=", ".join(spared.mapped("display_name")),
                ),
                "next": action,
            },
        }

    def _send_public_link(self, partners=None):
        partners = self.partner_ids if partners is None else partners
        return super()._send_public_link(self._mc_permitted(partners))

    def _send_signup_link(self, partners=None):
        if partners is None:
            partners = self.partner_ids.filtered(lambda partner: not partner.user_ids)
        return super()._send_signup_link(self._mc_permitted(partners))

    def _mc_permitted(self, partners):
        record = self.resource_ref
        mixin = self.pool["marketplace.care.ticket.mixin"]
        if isinstance(record, mixin) and record._mc_guarded():
            return partners & record._mc_internal(partners.ids)
        return partners
