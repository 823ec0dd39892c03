from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.marketplace_care_decision import FACTS

# As the service takes them.
TEXT_MAX_CHARS = 20_000
NAME_MAX_CHARS = 500


class MarketplaceCareNoteFact(models.TransientModel):
    """Tells the service what Odoo does not know of an order."""

    _name = "marketplace.care.note.fact"
    _description = "Note a Fact"

    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    fact = fields.Selection(selection=FACTS, required=True)
    consequence = fields.Text(compute="_compute_consequence")
    fact_at = fields.Datetime(
        string="Happened On",
        required=True,
        default=fields.Datetime.now,
    )
    delivery_id = fields.Many2one(
        comodel_name="stock.picking",
        domain="[('id', 'in', delivery_ids)]",
        help="Leave it empty if all deliveries of the order have arrived.",
    )
    delivery_ids = fields.Many2many(
        comodel_name="stock.picking",
        string="Deliveries",
        compute="_compute_delivery_ids",
    )
    text = fields.Text(
        string="Words of the Buyer",
        help="Exactly as the buyer wrote them; they stand in the receipt.",
    )
    name = fields.Char(string="Declared By", size=NAME_MAX_CHARS)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        order = self.env["sale.order"].browse(values.get("sale_order_id"))
        if order:
            order._mc_check_may_note()
            values.setdefault("name", order.partner_id.name)
        return values

    @api.depends("fact")
    def _compute_consequence(self):
        words = {
            "delivered": self.env._(
                "The buyer is told that the goods have arrived, if the account sends"
                " such mails."
            ),
            "withdrawn": self.env._(
                "The buyer receives the receipt that the law demands at once, if the"
                " account sends it. The order gets a note and an activity."
            ),
            "objected": self.env._(
                "The buyer receives only what the law demands from now on, about all"
                " orders of this address."
            ),
        }
        for wizard in self:
            wizard.consequence = words.get(wizard.fact, False)

    @api.depends("sale_order_id")
    def _compute_delivery_ids(self):
        for wizard in self:
            wizard.delivery_ids = wizard.sale_order_id._mc_done_deliveries()

    def action_note(self):
        """Hand the fact to the service; the same again is handed over once."""
        self.ensure_one()
        order = self.sale_order_id
        order._mc_check_may_note()
        values = self._mc_values()
        decisions = self.env["marketplace.care.decision"].sudo()
        same = [(name, "=", values[name]) for name in ("action", "delivery_id")]
        waiting = decisions.search(
            [("sale_order_id", "=", order.id), ("state", "=", "open"), *same]
        )
        if not waiting:
            decisions.create(
                {
                    "sale_order_id": order.id,
                    "account_id": order.mc_account_id.id,
                    "user_id": self.env.uid,
                    **values,
                }
            )
        elif any(
            waiting[name] != values[name] for name in ("fact_at", "text", "fact_name")
        ):
            raise UserError(waiting._mc_fact_message())
        return {"type": "ir.actions.act_window_close"}

    def _mc_values(self):
        """What was filled in, without what belongs to another fact."""
        if self.fact_at > fields.Datetime.now() + timedelta(hours=1):
            raise UserError(self.env._("What is noted must have happened already."))
        text = (self.text or "").strip()
        if len(text) > TEXT_MAX_CHARS:
            raise UserError(
                self.env._(
                    "The words of the buyer are too long: at most %(max)s characters."
                    " Attach them to the order instead.",
                    max=TEXT_MAX_CHARS,
                )
            )
        delivered = self.fact == "delivered"
        withdrawn = self.fact == "withdrawn"
        delivery = self.delivery_id if delivered else self.delivery_id.browse()
        if delivery - self.delivery_ids:
            raise UserError(
                self.env._("Choose a delivery of this order that has been done.")
            )
        return {
            "action": self.fact,
            "fact_at": self.fact_at,
            "delivery_id": delivery.id,
            "text": withdrawn and text,
            "fact_name": withdrawn and (self.name or "").strip(),
        }
