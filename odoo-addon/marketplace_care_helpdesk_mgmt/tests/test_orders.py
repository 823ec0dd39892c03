from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import HelpdeskCase


class TestOrders(HelpdeskCase):
    """From an order somebody writes to a buyer who has not written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user("mc_seller", "sales_team.group_sale_salesman")
        cls.order = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "user_id": cls.seller.id}
        )
        cls.service.orders_mark(
            [
                {
                    "order_id": cls.order.id,
                    "account": "shop-de",
                    "marketplace": "Example Market",
                    "label": "Example Market DE",
                    "order_ref": "MX-1",
                }
            ]
        )

    def _open(self, begins=True):
        return self.service.decision_open(200, {"shop-de": begins})

    def _wish(self):
        """As the seller does; gives the request as the service reads it."""
        self._open()
        self.order.with_user(self.seller).action_mc_message()
        (row,) = self._open()
        return row

    def _settle(self, row, outcome, sentence):
        self.service.decision_settle(
            [{"id": row["id"], "outcome": outcome, "sentence": sentence}]
        )

    def test_an_order_offers_it_where_the_marketplace_does(self):
        order = self.order.with_user(self.seller)
        self.assertFalse(order.mc_message_state)
        self._open(begins=True)
        self.assertEqual(order.mc_message_state, "possible")
        self.assertFalse(self._order().with_user(self.seller).mc_message_state)
        self._open(begins=False)
        self.assertFalse(order.mc_message_state)
        with self.assertRaises(UserError):
            order.action_mc_message()

    def test_a_wish_is_on_its_way_once(self):
        row = self._wish()
        self.assertEqual(row["order_id"], self.order.id)
        self.assertEqual(row["action"], "message")
        self.assertEqual(row["by"], self.seller.name)
        order = self.order.with_user(self.seller)
        self.assertEqual(order.mc_message_state, "open")
        order.action_mc_message()
        self.assertEqual(len(self._open()), 1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["marketplace.care.decision"].create(
                {
                    "sale_order_id": order.id,
                    "account_id": order.mc_account_id.id,
                    "action": "message",
                }
            )

    def test_an_older_service_reads_no_wishes_of_orders(self):
        self._wish()
        self.assertEqual(self.service.decision_open(), [])

    def test_the_order_leads_to_its_ticket(self):
        row = self._wish()
        ticket = self._ticket()
        self._settle(row, "taken", "There it is.")
        order = self.order.with_user(self.env.ref("base.user_admin"))
        self.assertFalse(order.mc_message_state)
        self.assertEqual(order.mc_ticket_count, 1)
        self.assertEqual(order.action_mc_tickets()["res_id"], ticket.id)
        ticket.active = False
        order.invalidate_recordset()
        self.assertEqual(order.mc_ticket_count, 1)

    def test_a_refusal_is_said_and_may_be_tried_again(self):
        self._settle(self._wish(), "refused", "Two accounts claim it.")
        order = self.order.with_user(self.seller)
        self.assertEqual(order.mc_message_state, "refused")
        self.assertEqual(order.mc_message_refusal, "Two accounts claim it.")
        order.action_mc_message()
        self.assertEqual(order.mc_message_state, "open")

    def test_who_may_not_see_the_ticket_is_not_led_there(self):
        self._ticket()
        self._open()
        order = self.order.with_user(self.seller)
        self.assertFalse(order.mc_message_state)
        self.assertEqual(order.mc_ticket_count, 0)

    def test_only_sales_and_helpdesk_write_to_buyers(self):
        self._open()
        clerk = self._new_user("mc_clerk", "account.group_account_invoice")
        order = self.order.with_user(clerk)
        self.assertFalse(order.mc_message_state)
        with self.assertRaises(AccessError):
            order.action_mc_message()
        with self.assertRaises(AccessError):
            self.order.with_user(self.colleague).action_mc_message()
        stranger = self._new_user("mc_other", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.order.with_user(stranger).action_mc_message()

    def test_a_wish_is_seen_by_who_sees_the_order(self):
        self._wish()
        decisions = self.env["marketplace.care.decision"]
        wished = [("sale_order_id", "=", self.order.id)]
        self.assertEqual(decisions.with_user(self.seller).search_count(wished), 1)
        self.assertEqual(decisions.with_user(self.colleague).search_count(wished), 0)

    def test_the_form_shows_it(self):
        self._open()
        with Form(self.order.with_user(self.seller)) as form:
            self.assertEqual(form.mc_message_state, "possible")
