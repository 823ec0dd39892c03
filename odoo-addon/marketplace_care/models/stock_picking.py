from odoo import api, fields, models
from odoo.exceptions import AccessError

SERVICE_FIELDS = {
    "mc_account_id",
    "mc_tracking_state",
    "mc_tracking_sentence",
    "mc_tracking_again",
}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # The service asks for what changed since a moment; Odoo has no index for that.
    _mc_feed_idx = models.Index("(write_date, id)")

    mc_account_id = fields.Many2one(
        comodel_name="marketplace.care.account",
        string="Marketplace Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The marketplace account to which the tracking of this delivery goes.",
        groups="base.group_user",
    )
    mc_tracking_state = fields.Selection(
        selection=[
            ("waiting", "Waits for a Tracking Reference"),
            ("pushed", "Handed Over"),
            ("refused", "Refused"),
            ("unclear", "Unclear"),
            ("different", "Stored Differently"),
        ],
        string="Tracking on the Marketplace",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What became of handing the tracking over to the marketplace.",
        groups="base.group_user",
    )
    mc_tracking_sentence = fields.Text(
        string="What the Marketplace Says",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    mc_tracking_again = fields.Json(
        string="May Be Tried Again",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    mc_tracking_decided = fields.Boolean(
        string="Decision on Its Way",
        compute="_compute_mc_tracking_decided",
        groups="base.group_user",
    )
    mc_tracking_refusal = fields.Text(
        string="Why a Decision Was Not Taken Over",
        compute="_compute_mc_tracking_decided",
        groups="base.group_user",
    )
    mc_decision_ids = fields.One2many(
        comodel_name="marketplace.care.decision",
        inverse_name="picking_id",
        readonly=True,
        groups="base.group_user",
    )

    @api.depends("mc_tracking_again", "mc_decision_ids.state")
    def _compute_mc_tracking_decided(self):
        """A refusal is shown as long as the same may still be tried again."""
        for picking in self:
            again = picking.mc_tracking_again or []
            decisions = picking.sudo().mc_decision_ids
            last = decisions.filtered(lambda one, again=again: one.effect_key in again)[
                :1
            ]
            picking.mc_tracking_decided = "open" in decisions.mapped("state")
            picking.mc_tracking_refusal = last.state == "refused" and last._mc_message()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._mc_check_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._mc_check_fields(vals)
        return super().write(vals)

    def _mc_check_fields(self, vals):
        """What may be tried again is named by the service alone: whoever could
        name it would let anything go out a second time."""
        if SERVICE_FIELDS.isdisjoint(vals) or self.env.su or self.env.is_system():
            return
        if any(vals[name] for name in SERVICE_FIELDS.intersection(vals)) or any(
            picking.mc_tracking_state for picking in self
        ):
            raise AccessError(
                self.env._(
                    "What a delivery says of its marketplace is not changed by hand."
                )
            )

    def action_mc_try_again(self):
        """Hand the tracking over once more."""
        return self._mc_decide("not-sent")

    def action_mc_arrived(self):
        """Say that the marketplace has the tracking: it is not handed over again."""
        return self._mc_decide("sent")

    def _mc_decide(self, action):
        self.ensure_one()
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(
                self.env._("Only users of the inventory may decide about tracking.")
            )
        self.check_access("write")
        if not self.mc_tracking_decided:
            self.env["marketplace.care.decision"].sudo().create(
                [
                    {
                        "picking_id": self.id,
                        "account_id": self.mc_account_id.id,
                        "effect_key": key,
                        "action": action,
                        "user_id": self.env.uid,
                    }
                    for key in self.mc_tracking_again or []
                ]
            )
        return True
