from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.marketplace_care_case import ACTIONS


class MarketplaceCareDecide(models.TransientModel):
    """Says what a decision does before it is taken."""

    _name = "marketplace.care.decide"
    _description = "Decide a Case"

    case_id = fields.Many2one(
        comodel_name="marketplace.care.case",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    action = fields.Selection(
        selection=ACTIONS,
        string="Decision",
        required=True,
        readonly=True,
    )
    consequence = fields.Text(compute="_compute_consequence")
    words = fields.Selection(
        selection=[
            ("none", "None"),
            ("optional", "Optional"),
            ("required", "Required"),
        ],
        compute="_compute_consequence",
        help="Whether this decision takes a text to the buyer.",
    )
    text = fields.Text(
        string="Text to the Buyer",
        help="It goes to the buyer with the decision, exactly as it stands here.",
    )
    reason = fields.Char(related="case_id.reason")
    quantity = fields.Integer(related="case_id.quantity")
    decide_by = fields.Datetime(related="case_id.decide_by")

    @api.depends("case_id", "action")
    def _compute_consequence(self):
        for wizard in self:
            case = wizard.case_id
            action = case._mc_possible().get(wizard.action, {}) if case else {}
            wizard.consequence = action.get("consequence") or False
            wizard.words = action.get("text") or "none"

    def action_decide(self):
        """Hand the decision to the service, which carries it to the marketplace."""
        self.ensure_one()
        case = self.case_id
        case.check_access("read")
        if not case._mc_may_decide():
            raise AccessError(
                self.env._(
                    "Only who may change the sales order or the ticket of a case may"
                    " decide it."
                )
            )
        if not case[f"can_{self.action}"]:
            raise UserError(
                case.decision_message
                if case.decision_state == "open"
                else self.env._(
                    "This cannot be decided any more: the case has changed on the"
                    " marketplace."
                )
            )
        text = (self.text or "").strip()
        if self.words == "required" and not text:
            raise UserError(self.env._("Write the text to the buyer."))
        self.env["marketplace.care.decision"].sudo().create(
            {
                "case_id": case.id,
                "account_id": case.account_id.id,
                "action": self.action,
                "text": self.words != "none" and text,
                "user_id": self.env.uid,
            }
        )
        return {"type": "ir.actions.act_window_close"}
