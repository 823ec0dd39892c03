from odoo import api, fields, models

ACTIONS = [
    ("accept", "Accept"),
    ("clarify", "Clarify"),
    ("repair", "Repair"),
    ("reject", "Reject"),
]


class MarketplaceCareCase(models.Model):
    """A return, a claim or the like, as the service last saw it on the marketplace."""

    _name = "marketplace.care.case"
    _inherit = ["marketplace.care.visible"]
    _description = "Case on a Marketplace"
    _order = "is_open desc, decide_by, opened_at desc, id desc"
    _rec_names_search = ["name", "case_ref", "order_ref"]

    name = fields.Char(string="Title", required=True, readonly=True)
    state = fields.Char(
        readonly=True,
        help="How far the case is on the marketplace.",
    )
    is_open = fields.Boolean(string="Open", readonly=True)
    to_decide = fields.Boolean(
        compute="_compute_to_decide",
        store=True,
        help="The marketplace waits for a decision of ours.",
    )
    decide_by = fields.Datetime(
        readonly=True,
        help="Until when the marketplace wants a decision. Empty where it names no"
        " time.",
    )
    type = fields.Selection(
        selection=[
            ("return", "Return"),
            ("claim", "Claim"),
            ("dispute", "Dispute"),
            ("cancellation", "Cancellation"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True, help="Why, as the marketplace names it.")
    quantity = fields.Integer(readonly=True)
    opened_at = fields.Datetime(string="Opened", readonly=True)
    account_id = fields.Many2one(
        comodel_name="marketplace.care.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    marketplace = fields.Char(related="account_id.marketplace", store=True)
    case_ref = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        help="The case's number on the marketplace.",
    )
    order_ref = fields.Char(
        string="Marketplace Order",
        readonly=True,
        index="btree_not_null",
        help="The order's number on the marketplace.",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(related="sale_order_id.company_id", store=True)

    actions = fields.Json(
        string="Possible Decisions",
        readonly=True,
        help="What can be decided now, and what each decision does.",
    )
    can_accept = fields.Boolean(compute="_compute_can")
    can_clarify = fields.Boolean(compute="_compute_can")
    can_repair = fields.Boolean(compute="_compute_can")
    can_reject = fields.Boolean(compute="_compute_can")
    decision_ids = fields.One2many(
        comodel_name="marketplace.care.decision",
        inverse_name="case_id",
        string="Decisions",
        readonly=True,
    )
    decision_state = fields.Selection(
        selection=[
            ("open", "On Its Way"),
            ("taken", "Taken Over"),
            ("refused", "Not Taken Over"),
        ],
        string="Last Decision",
        compute="_compute_decision",
        help="Where the last decision stands, until the case itself has changed.",
    )
    decision_message = fields.Char(compute="_compute_decision")

    _ref_unique = models.UniqueIndex(
        "(account_id, case_ref)", "There is already a case of this number."
    )

    @api.model
    def _mc_stands_on(self):
        return ["sale_order_id"]

    @api.depends("actions", "is_open")
    def _compute_to_decide(self):
        for case in self:
            case.to_decide = bool(case.is_open and case.actions)

    @api.depends("actions", "is_open", "decision_ids.state")
    @api.depends_context("uid")
    def _compute_can(self):
        """A second decision waits until the first has been taken or refused."""
        for case in self:
            possible = case._mc_possible() if case._mc_may_decide() else {}
            if "open" in case.sudo().decision_ids.mapped("state"):
                possible = {}
            for action, _label in ACTIONS:
                case[f"can_{action}"] = action in possible

    @api.depends("decision_ids.state", "decision_ids.sentence")
    def _compute_decision(self):
        for case in self:
            last = case.sudo().decision_ids[:1]
            if last.state != "open":
                last = last.filtered(
                    lambda one: one.write_date >= one.case_id.write_date
                )
            case.decision_state = last.state
            case.decision_message = last._mc_message() if last else False

    def _mc_possible(self):
        """What can be decided, by its name."""
        self.ensure_one()
        actions = self.actions if self.is_open else []
        return {action["action"]: action for action in actions or []}

    def _mc_may_decide(self):
        """A decision may pay a buyer: who may only look at the order or the ticket
        takes none."""
        self.ensure_one()
        places = [self[name] for name in self._mc_stands_on() if self[name]]
        if not places:
            return self.env.user.has_group("marketplace_care.group_user")
        return any(place.has_access("write") for place in places)

    def action_decide(self):
        """Ask for a decision, named in the context, after saying what it does."""
        self.ensure_one()
        action = self.env.context["default_action"]
        wizard = self.env["marketplace.care.decide"]
        labels = dict(wizard._fields["action"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[action],
            "res_model": wizard._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_action": action},
        }

    def action_open_order(self):
        """Open the sales order."""
        return self._mc_open(self.sale_order_id)

    def _mc_open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    @api.model
    def _mc_action(self, domain):
        """Open these cases: one as a form, several as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "marketplace_care.action_marketplace_care_case"
        )
        cases = self.search(domain, limit=2)
        if len(cases) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=cases.id)
        action.update(domain=domain, context={"create": False})
        # The path is that of the list of all cases.
        action.pop("path", None)
        return action
