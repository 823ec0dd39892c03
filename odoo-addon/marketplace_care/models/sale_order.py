from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .marketplace_care_decision import FACTS


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "marketplace.care.has.cases"]

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
    mc_decision_ids = fields.One2many(
        comodel_name="marketplace.care.decision",
        inverse_name="sale_order_id",
        readonly=True,
        groups="base.group_user",
    )
    mc_message_state = fields.Selection(
        selection=[
            ("possible", "Possible"),
            ("open", "On Its Way"),
            ("refused", "Not Possible"),
        ],
        string="Message to the Buyer",
        compute="_compute_mc_message",
        groups="base.group_user",
        help="Whether the buyer can be written to. Empty where there is a ticket"
        " already, or the marketplace lets nobody begin a conversation.",
    )
    mc_message_refusal = fields.Text(
        string="Why There Is No Ticket",
        compute="_compute_mc_message",
        groups="base.group_user",
    )

    mc_fact_state = fields.Selection(
        selection=[("open", "On Its Way"), ("refused", "Not Noted")],
        string="Last Noted Fact",
        compute="_compute_mc_fact",
        groups="base.group_user",
        help="Empty where what was noted last has been taken over.",
    )
    mc_fact_message = fields.Text(
        string="What Became of the Fact",
        compute="_compute_mc_fact",
        groups="base.group_user",
    )

    @api.model
    def _mc_case_field(self):
        return "sale_order_id"

    @api.depends(
        "mc_order_ref",
        "mc_account_id.begins_conversations",
        "mc_decision_ids.state",
        "mc_decision_ids.sentence",
    )
    @api.depends_context("uid")
    def _compute_mc_message(self):
        may = self._mc_may_message()
        with_ticket = self.sudo()._mc_with_ticket()
        for order in self:
            last = order._mc_last_decision(["message"])
            begins = order.mc_order_ref and order.mc_account_id.begins_conversations
            if order in with_ticket or not may or not begins:
                order.mc_message_state = False
            elif last.state in ("open", "refused"):
                order.mc_message_state = last.state
            else:
                order.mc_message_state = "possible"
            refused = order.mc_message_state == "refused"
            order.mc_message_refusal = refused and last.sentence

    @api.depends("mc_decision_ids.state", "mc_decision_ids.sentence", "write_date")
    @api.depends_context("lang")
    def _compute_mc_fact(self):
        """A refusal is shown until the order itself has changed."""
        for order in self:
            last = order._mc_last_decision([fact for fact, _label in FACTS])
            seen = last.state == "refused" and last.write_date < order.write_date
            shown = last.state in ("open", "refused") and not seen
            order.mc_fact_state = shown and last.state
            order.mc_fact_message = shown and last._mc_fact_message()

    def _mc_last_decision(self, actions):
        """The newest decision on this order that is one of these."""
        decisions = self.sudo().mc_decision_ids
        return decisions.filtered(lambda one: one.action in actions).sorted("id")[-1:]

    def _mc_check_may_note(self):
        """Whoever sells and may see the order tells what is known of it.

        :raise AccessError: if the user may not
        :raise UserError: if the order belongs to no account
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(
                self.env._("Only users of sales may note what is known of an order.")
            )
        if not self.mc_account_id:
            raise UserError(
                self.env._(
                    "This order belongs to no account of Marketplace Care, so nothing"
                    " would follow from it."
                )
            )

    def _mc_done_deliveries(self):
        """Deliveries of this order that have left for the customer."""
        return self.picking_ids.filtered(
            lambda picking: picking.state == "done"
            and picking.location_dest_id.usage == "customer"
        )

    def _mc_with_ticket(self):
        """Those of these orders that have a ticket; a glue to a helpdesk knows it.

        Where there is no helpdesk nobody can write: then it is all of them.
        """
        return self

    @api.model
    def _mc_may_message(self):
        """Sales people and the users of Marketplace Care; whoever may see the
        order, that is."""
        user = self.env.user
        return user.has_group("sales_team.group_sale_salesman") or user.has_group(
            "marketplace_care.group_user"
        )

    def action_mc_message(self):
        """Ask the service for the ticket on which the buyer can be written to."""
        self.ensure_one()
        self.check_access("read")
        if not self._mc_may_message():
            raise AccessError(
                self.env._("Only users of sales or helpdesk may write to a buyer.")
            )
        if not self.mc_message_state:
            raise UserError(
                self.env._(
                    "Nobody can begin a conversation about this order from here, or it"
                    " has a ticket by now. Reload the page."
                )
            )
        if self.mc_message_state != "open":
            self.env["marketplace.care.decision"].sudo().create(
                {
                    "sale_order_id": self.id,
                    "account_id": self.mc_account_id.id,
                    "action": "message",
                    "user_id": self.env.uid,
                }
            )
        return True
