from odoo.exceptions import AccessError

from .common import HelpdeskCase


class TestCases(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_agent = cls._new_user(
            "mc_own_agent", "helpdesk_mgmt.group_helpdesk_user_own"
        )

    def test_a_case_stands_on_its_ticket(self):
        ticket = self._ticket()
        case = self._case(ticket_id=ticket.id)
        self.assertEqual(case.ticket_id, ticket)
        self.assertEqual(ticket.with_user(self.agent).mc_case_count, 1)
        action = ticket.with_user(self.agent).action_mc_cases()
        self.assertEqual(action["res_id"], case.id)
        again = self._case_row(ticket_id=ticket.id)
        self.assertEqual(self.service.case_batch([again]), [])

    def test_several_cases_of_a_ticket_are_a_list(self):
        ticket = self._ticket()
        cases = self._case(ticket_id=ticket.id)
        cases |= self._case(ticket_id=ticket.id, case_ref="R-2")
        action = ticket.action_mc_cases()
        self.assertNotIn("form", action["view_mode"].split(",")[0])
        self.assertEqual(cases.search(action["domain"]), cases)

    def test_a_ticket_that_is_gone_is_left_out(self):
        self.assertFalse(self._case(ticket_id=999999999).ticket_id)

    def test_a_case_is_seen_and_decided_by_those_who_answer_its_ticket(self):
        ticket = self._ticket()
        ticket.user_id = self.agent
        case = self._case(ticket_id=ticket.id)
        self.assertTrue(case.with_user(self.agent).can_accept)
        self._decide(case.with_user(self.agent))
        self.assertEqual(case.decision_ids.user_id, self.agent)
        with self.assertRaises(AccessError):
            case.with_user(self.own_agent).read(["name"])
        stranger = self.env["marketplace.care.case"].with_user(self.colleague)
        self.assertNotIn(case, stranger.search([]))

    def test_a_case_goes_with_its_ticket_when_tickets_are_merged(self):
        first, second = (
            self.env["helpdesk.ticket"].browse(
                self._mirror(self._conversation(number))["tickets"].values()
            )
            for number in "12"
        )
        case = self._case(ticket_id=first.id)
        self.env["helpdesk.ticket"]._mc_before_merge(first | second, second)
        self.assertEqual(case.ticket_id, second)
