from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import MarketplaceCareCase

WIZARD = "marketplace.care.note.fact"


class TestFacts(MarketplaceCareCase):
    """What Odoo does not know of an order is noted on it by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user("mc_seller", "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Flower pot", "type": "consu"}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "order_line": [(0, 0, {"product_id": cls.product.id})],
            }
        )
        cls._mark(cls.order)

    @classmethod
    def _mark(cls, order):
        row = {
            "order_id": order.id,
            "account": "shop-de",
            "marketplace": "Example Shop",
            "label": "Example Shop DE",
            "order_ref": "MX-1",
        }
        cls.service.orders_mark([row])

    def _ship(self):
        self.order.action_confirm()
        picking = self.order.picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.button_validate()
        return picking

    def _window(self, user=None, order=None):
        """The window as the order's menu opens it."""
        order = order or self.order
        action = self.env.ref("marketplace_care.action_marketplace_care_note_fact")
        self.assertEqual(action.binding_model_id.model, "sale.order")
        wizard = self.env[WIZARD].with_user(user or self.seller)
        return Form(wizard.with_context(default_sale_order_id=order.id))

    def _note(self, fact, **values):
        window = self._window()
        window.fact = fact
        for name, value in values.items():
            window[name] = value
        wizard = window.save()
        wizard.action_note()
        return wizard

    def _open(self):
        rows = self.service.decision_open(200, {})
        return [row for row in rows if row["account"] == "shop-de"]

    def _settle(self, outcome, sentence=""):
        rows = [
            {"id": row["id"], "outcome": outcome, "sentence": sentence}
            for row in self._open()
        ]
        self.service.decision_settle(rows)

    def test_a_withdrawal_goes_with_time_words_and_name(self):
        self._note(
            "withdrawn", fact_at="2026-01-02 10:00:00", text=" I withdraw.\n", name="E. M."
        )
        (row,) = self._open()
        self.assertEqual(
            {
                name: row[name]
                for name in ("order_id", "action", "text", "fact_at", "fact_name", "by")
            },
            {
                "order_id": self.order.id,
                "action": "withdrawn",
                "text": "I withdraw.",
                "fact_at": "2026-01-02 10:00:00",
                "fact_name": "E. M.",
                "by": self.seller.name,
            },
        )
        self.assertIs(row["delivery"], False)

    def test_the_window_begins_with_now_and_the_customer(self):
        window = self._window()
        window.fact = "withdrawn"
        self.assertEqual(window.name, self.customer.name)
        self.assertIn("law demands", window.consequence)
        passed = fields.Datetime.now() - fields.Datetime.to_datetime(window.fact_at)
        self.assertLess(abs(passed.total_seconds()), 60)

    def test_one_delivery_or_all_of_them(self):
        picking = self._ship()
        self._note("delivered", delivery_id=picking)
        (row,) = self._open()
        self.assertEqual(row["delivery"], picking.name)
        self.assertFalse(picking.mc_tracking_decided)
        self._note("delivered")
        self.assertEqual(
            [row["delivery"] for row in self._open()], [picking.name, False]
        )

    def test_only_a_done_delivery_of_the_order_can_be_chosen(self):
        wizard = self._window()
        wizard.fact = "delivered"
        record = wizard.save()
        self.assertFalse(record.delivery_ids)
        self.order.action_confirm()
        record.delivery_id = self.order.picking_ids
        with self.assertRaises(UserError):
            record.action_note()

    def test_what_belongs_to_another_fact_is_left_out(self):
        self._note("withdrawn", text="x")
        wizard = self.env[WIZARD].with_user(self.seller)
        values = {"sale_order_id": self.order.id, "fact": "objected", "text": "x"}
        wizard.create(values).action_note()
        last = self._open()[-1]
        self.assertEqual(
            (last["action"], last["text"], last["fact_name"]), ("objected", False, False)
        )

    def test_the_same_is_on_its_way_once(self):
        wizard = self._note("withdrawn", text="I withdraw.")
        wizard.action_note()
        (row,) = self._open()
        with self.assertRaises(UserError):
            self._note("withdrawn", text="Something else.")
        decision = self.env["marketplace.care.decision"].browse(row["id"])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            decision.copy()

    def test_the_order_says_what_is_on_its_way_and_what_was_refused(self):
        order = self.order.with_user(self.seller)
        self.assertFalse(order.mc_fact_state)
        self._note("objected")
        self.assertEqual(order.mc_fact_state, "open")
        self.assertIn("on its way", order.mc_fact_message)
        self._settle("refused", "Two accounts claim it.")
        self.assertEqual(order.mc_fact_state, "refused")
        self.assertIn("Two accounts claim it.", order.mc_fact_message)
        self._note("objected")
        self._settle("taken")
        self.assertFalse(order.mc_fact_state or order.mc_fact_message)

    def test_a_refusal_goes_when_the_order_has_changed(self):
        self._note("delivered")
        self._settle("refused", "Nothing has left yet.")
        self.env.cr.execute(
            "UPDATE marketplace_care_decision SET write_date = write_date"
            " - interval '1 minute'"
        )
        self.env.invalidate_all()
        self.assertFalse(self.order.mc_fact_state)

    def test_a_fact_does_not_hide_what_became_of_a_wish_to_write(self):
        self.service.decision_open(200, {"shop-de": True})
        order = self.order.with_user(self.seller)
        before = order.mc_message_state
        self._note("objected")
        self.assertEqual(order.mc_message_state, before)

    def test_an_older_service_reads_no_facts(self):
        self._note("objected")
        self.assertEqual(self.service.decision_open(), [])

    def test_an_order_of_no_account_says_so(self):
        order = self._order(user_id=self.seller.id)
        with self.assertRaises(UserError):
            self._window(order=order)

    def test_what_has_not_happened_yet_is_not_noted(self):
        with self.assertRaises(UserError):
            self._note("objected", fact_at="2099-01-01 00:00:00")

    def test_a_letter_is_too_long(self):
        with self.assertRaises(UserError):
            self._note("withdrawn", text="x" * 20_001)

    def test_only_sellers_who_may_see_the_order_note_facts(self):
        stranger = self._new_user("mc_other", "sales_team.group_sale_salesman")
        clerk = self._new_user("mc_clerk", "account.group_account_invoice")
        for user in (stranger, clerk, self.colleague):
            with self.assertRaises(AccessError, msg=user.login):
                self._window(user=user)

    def test_a_window_of_somebody_else_notes_nothing(self):
        stranger = self._new_user("mc_other", "sales_team.group_sale_salesman")
        values = {"sale_order_id": self.order.id, "fact": "objected"}
        wizard = self.env[WIZARD].with_user(self.seller).create(values)
        with self.assertRaises(AccessError):
            wizard.with_user(stranger).action_note()
        self.assertEqual(self._open(), [])

    def test_another_company_notes_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        manager = self._new_user(
            "mc_elsewhere",
            "sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        with self.assertRaises(AccessError):
            self._window(user=manager)

    def test_who_sees_the_order_sees_what_was_noted(self):
        self._note("objected")
        decisions = self.env["marketplace.care.decision"]
        noted = [("sale_order_id", "=", self.order.id)]
        self.assertEqual(decisions.with_user(self.seller).search_count(noted), 1)
        self.assertEqual(decisions.with_user(self.colleague).search_count(noted), 0)
