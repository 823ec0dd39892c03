from odoo import fields
from odoo.exceptions import AccessError

from .common import MarketplaceCareCase


class TestCases(MarketplaceCareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user("mc_seller", "sales_team.group_sale_salesman")
        cls.reader = cls._new_user("mc_reader", "marketplace_care.group_user")

    def _cases(self, user):
        return self.env["marketplace.care.case"].with_user(user).search([])

    def test_a_case_is_shown_with_its_order(self):
        order = self._order()
        case = self._case(order_id=order.id)
        self.assertEqual(case.account_id.label, "Example Market DE")
        self.assertEqual(case.marketplace, "Example Market")
        self.assertEqual(case.name, "Return R-1: Flower pot")
        self.assertEqual(case.sale_order_id, order)
        self.assertEqual(case.company_id, order.company_id)
        self.assertEqual(str(case.decide_by), "2026-12-01 10:00:00")
        self.assertEqual(case.quantity, 2)
        self.assertTrue(case.to_decide)
        self.assertEqual(order.mc_case_count, 1)
        self.assertEqual(order.action_mc_cases()["res_id"], case.id)

    def test_only_what_differs_is_written(self):
        case = self._case()
        self.assertEqual(self.service.case_batch([self._case_row()]), [])
        row = self._case_row(state="Accepted", actions=[], is_open=False)
        self.assertEqual(self.service.case_batch([row]), case.ids)
        self.assertEqual(case.state, "Accepted")
        self.assertFalse(case.to_decide)
        self.assertEqual(self.service.case_batch([row]), [])

    def test_numbers_are_those_of_an_account(self):
        here = self._case()
        there = self._case(account="shop-fr")
        self.assertNotEqual(here, there)
        self.assertEqual(here.case_ref, there.case_ref)

    def test_the_same_number_twice_in_a_batch_is_one_case(self):
        rows = [self._case_row(), self._case_row(state="Accepted")]
        (number,) = self.service.case_batch(rows)
        case = self.env["marketplace.care.case"].browse(number)
        self.assertEqual(case.state, "Accepted")

    def test_an_order_that_is_gone_is_left_out(self):
        order = self._order()
        case = self._case(order_id=order.id)
        order.unlink()
        self.assertFalse(case.sale_order_id)
        row = self._case_row(order_id=order.id)
        self.assertEqual(self.service.case_batch([row]), [])

    def test_open_cases_come_first_the_most_urgent_on_top(self):
        closed = self._case(case_ref="R-2", is_open=False, actions=[])
        later = self._case(case_ref="R-3", decide_by="2026-12-05 10:00:00")
        never = self._case(case_ref="R-4", decide_by=False)
        soon = self._case(case_ref="R-5", decide_by="2026-11-25 10:00:00")
        cases = closed | later | never | soon
        found = self.env["marketplace.care.case"].search([("id", "in", cases.ids)])
        self.assertEqual(found.ids, [soon.id, later.id, never.id, closed.id])

    def test_a_case_is_seen_by_those_who_see_its_order(self):
        foreign = self._case(
            case_ref="R-2",
            order_id=self._order(user_id=self.env.ref("base.user_admin").id).id,
        )
        own = self._case(
            case_ref="R-3", order_id=self._order(user_id=self.seller.id).id
        )
        alone = self._case(case_ref="R-4")
        every = foreign | own | alone
        seen = {
            user.login: self._cases(user) & every
            for user in (self.seller, self.colleague, self.reader, self.service_user)
        }
        self.assertEqual(seen["mc_seller"], own)
        self.assertFalse(seen["mc_colleague"])
        self.assertEqual(seen["mc_reader"], alone)
        self.assertEqual(seen["mc_service"], every)
        own.with_user(self.seller).read(["name"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).read(["name"])
        self.assertEqual(own.with_user(self.seller).sale_order_id.mc_case_count, 1)

    def test_a_case_of_another_company_is_not_seen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = self._order(company_id=company.id)
        case = self._case(order_id=order.id)
        admin = self.env.ref("base.user_admin")
        self.assertNotIn(case, self._cases(admin))
        admin.company_ids |= company
        both = self.env["marketplace.care.case"].with_user(admin)
        both = both.with_context(allowed_company_ids=admin.company_ids.ids)
        self.assertIn(case, both.search([]))

    def test_a_case_is_not_changed_by_hand(self):
        case = self._case(order_id=self._order(user_id=self.seller.id).id)
        for user in (self.seller, self.reader, self.service_user):
            with self.assertRaises(AccessError, msg=user.login):
                case.with_user(user).write({"state": "Accepted"})
            with self.assertRaises(AccessError, msg=user.login):
                case.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.service.with_user(self.reader).case_batch([self._case_row()])

    def test_text_from_outside_is_one_line(self):
        case = self._case(name="Return\r\nR-1\x00: pot", reason="a\nb")
        self.assertEqual(case.name, "Return R-1 : pot")
        self.assertEqual(case.reason, "a b")

    def test_times_are_utc(self):
        case = self._case(opened_at="2026-11-20 23:30:00")
        self.assertEqual(
            case.opened_at, fields.Datetime.to_datetime("2026-11-20 23:30:00")
        )
