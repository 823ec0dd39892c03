from odoo import api, fields, models


class MarketplaceCareCase(models.Model):
    _inherit = "marketplace.care.case"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _mc_stands_on(self):
        return [*super()._mc_stands_on(), "ticket_id"]

    def action_open_ticket(self):
        """Open the ticket."""
        return self._mc_open(self.ticket_id)
