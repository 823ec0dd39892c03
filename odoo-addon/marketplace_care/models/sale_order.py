from odoo import fields, models


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
