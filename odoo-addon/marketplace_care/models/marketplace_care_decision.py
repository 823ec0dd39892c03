from odoo import api, fields, models

from .marketplace_care_case import ACTIONS

# What Odoo does not know of an order.
FACTS = [
    ("delivered", "Parcels Have Arrived"),
    ("withdrawn", "Buyer Withdrew From the Contract"),
    ("objected", "Buyer Wants No More Mails"),
]


class MarketplaceCareDecision(models.Model):
    """What a person decided by a button, until the service has taken it."""

    _name = "marketplace.care.decision"
    _inherit = ["marketplace.care.visible"]
    _description = "Decision for a Marketplace"
    _rec_name = "action"
    _order = "id desc"

    case_id = fields.Many2one(
        comodel_name="marketplace.care.case",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    effect_key = fields.Char(
        readonly=True,
        help="What is to be tried again, by the name that the service gave it.",
    )
    account_id = fields.Many2one(
        comodel_name="marketplace.care.account",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    action = fields.Selection(
        selection=[
            *ACTIONS,
            ("not-sent", "Try Again"),
            ("sent", "Mark as Arrived"),
            ("message", "Message the Buyer"),
            *FACTS,
        ],
        string="Decision",
        required=True,
        readonly=True,
    )
    text = fields.Text(
        readonly=True,
        help="To the buyer; where he withdrew from the contract, his own words.",
    )
    fact_at = fields.Datetime(string="Happened On", readonly=True)
    fact_name = fields.Char(string="Declared By", readonly=True)
    delivery_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The delivery that has arrived. Empty means all of the order.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    create_date = fields.Datetime(string="Decided On", readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "On Its Way"),
            ("taken", "Taken Over"),
            ("refused", "Not Taken Over"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    sentence = fields.Text(
        string="What Became of It",
        readonly=True,
    )

    # Two people who press at the same moment decide once.
    _case_unique = models.UniqueIndex(
        "(case_id) WHERE state = 'open' AND case_id IS NOT NULL",
        "A decision on this case is on its way already.",
    )
    _effect_unique = models.UniqueIndex(
        "(picking_id, effect_key) WHERE state = 'open' AND picking_id IS NOT NULL",
        "A decision on this delivery is on its way already.",
    )
    _order_unique = models.UniqueIndex(
        "(sale_order_id, action, COALESCE(delivery_id, 0))"
        " WHERE state = 'open' AND sale_order_id IS NOT NULL",
        "This is on its way already for this order.",
    )

    @api.model
    def _mc_stands_on(self):
        return ["case_id", "picking_id", "sale_order_id"]

    def _mc_message(self):
        """One sentence for the one who looks at what was decided."""
        self.ensure_one()
        action = dict(self._fields["action"]._description_selection(self.env))
        words = {
            "open": self.env._("The decision “%(action)s” is on its way."),
            "taken": self.env._("The decision “%(action)s” has been taken over."),
            "refused": self.env._("The decision “%(action)s” could not be taken over."),
        }
        message = words[self.state] % {"action": action[self.action]}
        return f"{message} {self.sentence}" if self.sentence else message

    def _mc_fact_message(self):
        """One sentence on the order for the one who noted a fact."""
        self.ensure_one()
        fact = dict(self._fields["action"]._description_selection(self.env))
        if self.state == "open":
            words = self.env._("“%(fact)s” is on its way. Reload the page in a moment.")
        else:
            words = self.env._("“%(fact)s” was not noted.")
        message = words % {"fact": fact[self.action]}
        return f"{message} {self.sentence}" if self.sentence else message

    def _mc_row(self):
        """As the service reads it."""
        self.ensure_one()
        made = fields.Datetime.to_string(self.create_date)
        return {
            "id": self.id,
            "create_date": made,
            "account": self.account_id.name,
            "case_ref": self.case_id.case_ref or False,
            "effect_key": self.effect_key or False,
            "order_id": self.sale_order_id.id or False,
            "action": self.action,
            "text": self.text or False,
            "fact_at": fields.Datetime.to_string(self.fact_at),
            "fact_name": self.fact_name or False,
            "delivery": self.delivery_id.name or False,
            "by": self.user_id.name,
            "at": made,
        }
