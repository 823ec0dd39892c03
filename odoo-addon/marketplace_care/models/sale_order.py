from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # The service asks for what changed since a moment; Odoo has no index for that.
    _mc_feed_idx = models.Index("(write_date, id)")

    mc_account_id = fields.Many2one(
        comodel_name="marketplace.care.account",
        string="Marketplace Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The marketplace account to which this order belongs.",
    )
    mc_order_ref = fields.Char(
        string="Marketplace Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order's number on the marketplace.",
    )
    mc_case_count = fields.Integer(
        string="Marketplace Cases",
        compute="_compute_mc_case_count",
        groups="base.group_user",
    )

    @api.depends_context("uid")
    def _compute_mc_case_count(self):
        """Of returns and the like, as far as the user may see them."""
        groups = self.env["marketplace.care.case"]._read_group(
            [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.mc_case_count = counts.get(order.id, 0)

    def action_mc_cases(self):
        """Open the cases of this order."""
        return self.env["marketplace.care.case"]._mc_action(
            [("sale_order_id", "in", self.ids)]
        )
