from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _inherit = "sale.order"

    mc_ticket_count = fields.Integer(
        string="Marketplace Tickets",
        compute="_compute_mc_ticket_count",
        groups="base.group_user",
    )

    @api.depends("mc_account_id", "mc_order_ref")
    @api.depends_context("uid")
    def _compute_mc_ticket_count(self):
        """Of those that the user may see."""
        tickets = self._mc_tickets()
        for order in self:
            order.mc_ticket_count = len(tickets[order])

    def _mc_tickets(self):
        """The tickets of each of these orders, archived ones too."""
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        orders = self.filtered("mc_order_ref")
        found = defaultdict(tickets.browse)
        if not orders or not tickets.has_access("read"):
            return found
        domain = Domain.OR(
            Domain("mc_account_id", "=", order.mc_account_id.id)
            & Domain("mc_order_ref", "=", order.mc_order_ref)
            for order in orders
        )
        by_order = defaultdict(tickets.browse)
        for ticket in tickets.search(domain):
            by_order[ticket.mc_account_id, ticket.mc_order_ref] |= ticket
        for order in orders:
            found[order] = by_order[order.mc_account_id, order.mc_order_ref]
        return found

    def _mc_with_ticket(self):
        tickets = self._mc_tickets()
        return self.filtered(lambda order: tickets[order])

    @api.model
    def _mc_may_message(self):
        return super()._mc_may_message() or self.env.user.has_group(
            "helpdesk_mgmt.group_helpdesk_user_own"
        )

    def action_mc_tickets(self):
        """Open the tickets of this order: one as a form, several as a list."""
        self.ensure_one()
        tickets = self._mc_tickets()[self]
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "helpdesk.ticket",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", tickets.ids)],
            "context": {"create": False, "active_test": False},
        }
        if len(tickets) == 1:
            action.update(views=[(False, "form")], res_id=tickets.id)
        return action
