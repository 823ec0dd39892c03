from odoo import api, fields, models


class MarketplaceCareHasCases(models.AbstractModel):
    """Cases of marketplaces stand on these records."""

    _name = "marketplace.care.has.cases"
    _description = "Has Cases on a Marketplace"

    mc_case_count = fields.Integer(
        string="Marketplace Cases",
        compute="_compute_mc_case_count",
        groups="base.group_user",
    )

    @api.model
    def _mc_case_field(self):
        """The field of a case that leads here."""
        raise NotImplementedError()

    @api.depends_context("uid")
    def _compute_mc_case_count(self):
        """Of returns and the like, as far as the user may see them."""
        field = self._mc_case_field()
        groups = self.env["marketplace.care.case"]._read_group(
            [(field, "in", self.ids)], [field], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.mc_case_count = counts.get(record.id, 0)

    def action_mc_cases(self):
        """Open the cases that stand here."""
        return self.env["marketplace.care.case"]._mc_action(
            [(self._mc_case_field(), "in", self.ids)]
        )
