from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import MarketplaceCareCase


class TestDecisions(MarketplaceCareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user("mc_seller", "sales_team.group_sale_salesman")

    def _own_case(self, **values):
        order = self._order(user_id=self.seller.id)
        return self._case(order_id=order.id, **values).with_user(self.seller)

    def _open(self):
        rows = self.service.decision_open(200)
        return [row for row in rows if row["account"] == "shop-de"]

    def _settle(self, outcome, sentence="Done."):
        (row,) = self._open()
        settled = {"id": row["id"], "outcome": outcome, "sentence": sentence}
        self.assertEqual(self.service.decision_settle([settled]), [row["id"]])
        return settled

    def test_the_wizard_says_what_a_decision_does(self):
        case = self._own_case()
        wizard = self.env["marketplace.care.decide"].with_user(self.seller)
        new = wizard.new({"case_id": case.id, "action": "accept"})
        self.assertEqual(new.consequence, "Accepting pays the buyer.")
        self.assertEqual(new.words, "none")
        new = wizard.new({"case_id": case.id, "action": "reject"})
        self.assertEqual(new.words, "required")
        self.assertFalse(case.decision_state or case.decision_message)
        self.assertTrue(case.can_accept and case.can_reject)
        self.assertFalse(case.can_clarify or case.can_repair)

    def test_the_window_asks_for_a_text_where_the_marketplace_wants_one(self):
        case = self._own_case()
        button = case.with_context(default_action="reject").action_decide()
        window = Form(case.env[button["res_model"]].with_context(**button["context"]))
        self.assertEqual(window.consequence, "The buyer reads your words.")
        with self.assertRaises(AssertionError):
            window.save()
        window.text = "It was used."
        window.save().action_decide()
        self.assertEqual(case.decision_ids.text, "It was used.")

    def test_a_decision_waits_for_the_service(self):
        case = self._own_case()
        self._decide(case, "reject", "  It was used. ")
        (row,) = self._open()
        self.assertEqual(
            {name: row[name] for name in ("case_ref", "action", "text", "by")},
            {
                "case_ref": "R-1",
                "action": "reject",
                "text": "It was used.",
                "by": self.seller.name,
            },
        )
        self.assertIs(row["effect_key"], False)
        self.assertEqual(case.decision_state, "open")
        self.assertIn("on its way", case.decision_message)
        self.assertFalse(case.can_accept or case.can_reject)

    def test_a_second_decision_waits_for_the_first(self):
        case = self._own_case()
        self._decide(case)
        with self.assertRaises(UserError):
            self._decide(case, "reject", "No.")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            case.sudo().decision_ids.copy({"action": "reject"})

    def test_a_decision_that_needs_words_needs_words(self):
        case = self._own_case()
        with self.assertRaises(UserError):
            self._decide(case, "reject", "  ")
        self.assertEqual(self._open(), [])

    def test_what_cannot_be_decided_is_refused(self):
        case = self._own_case()
        with self.assertRaises(UserError):
            self._decide(case, "repair")
        self.service.case_batch(
            [self._case_row(order_id=case.sale_order_id.id, is_open=False)]
        )
        with self.assertRaises(UserError):
            self._decide(case)

    def test_who_may_only_look_decides_nothing(self):
        looker = self._new_user("mc_looker", "account.group_account_readonly")
        case = self._own_case().with_user(looker)
        self.assertTrue(case.name)
        self.assertFalse(case.can_accept)
        with self.assertRaises(AccessError):
            self._decide(case)
        with self.assertRaises(AccessError):
            self._decide(self._own_case().with_user(self.colleague))

    def test_a_decision_is_made_by_the_button_only(self):
        case = self._own_case()
        values = {
            "case_id": case.id,
            "account_id": case.account_id.id,
            "action": "accept",
        }
        decisions = self.env["marketplace.care.decision"]
        for user in (self.seller, self.service_user, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError, msg=user.login):
                decisions.with_user(user).create(values)
        self._decide(case)
        with self.assertRaises(AccessError):
            case.decision_ids.write({"state": "taken"})

    def test_a_decision_that_was_taken_leaves_the_list(self):
        case = self._own_case()
        self._decide(case)
        settled = self._settle("taken", "It goes out now.")
        self.assertEqual(self._open(), [])
        self.assertEqual(case.decision_state, "taken")
        self.assertIn("It goes out now.", case.decision_message)
        self.assertEqual(self.service.decision_settle([settled]), [])

    def test_a_decision_that_was_refused_says_why(self):
        case = self._own_case()
        self._decide(case)
        self._settle("refused", "The marketplace has closed the case.")
        self.assertEqual(case.decision_state, "refused")
        self.assertIn("has closed the case", case.decision_message)
        self.assertTrue(case.can_accept)

    def test_a_decision_that_was_taken_may_be_refused_later(self):
        case = self._own_case()
        self._decide(case)
        settled = self._settle("taken")
        settled.update(outcome="refused", sentence="Too late.")
        self.assertEqual(self.service.decision_settle([settled]), [settled["id"]])
        self.assertEqual(case.decision_state, "refused")

    def test_the_sentence_goes_when_the_case_has_changed(self):
        case = self._own_case()
        self._decide(case)
        self._settle("taken")
        self.env.cr.execute(
            "UPDATE marketplace_care_decision SET write_date = write_date"
            " - interval '1 minute'"
        )
        self.env.invalidate_all()
        self.assertFalse(case.decision_state)
        self.assertEqual(case.decision_ids.state, "taken")

    def test_an_outcome_is_taken_or_refused(self):
        case = self._own_case()
        self._decide(case)
        (row,) = self._open()
        with self.assertRaises(ValidationError):
            self.service.decision_settle(
                [{"id": row["id"], "outcome": "open", "sentence": ""}]
            )

    def test_a_decision_that_is_gone_is_passed_over(self):
        row = {"id": 0, "outcome": "taken", "sentence": "x"}
        self.assertEqual(self.service.decision_settle([row]), [])

    def test_the_oldest_decisions_come_first(self):
        for number in ("R-1", "R-2", "R-3"):
            self._decide(self._own_case(case_ref=number))
        rows = self._open()
        self.assertEqual([row["case_ref"] for row in rows], ["R-1", "R-2", "R-3"])
        self.assertEqual(len(self.service.decision_open(2)), 2)
