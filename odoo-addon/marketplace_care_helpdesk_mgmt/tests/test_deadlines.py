from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .common import HelpdeskCase

START = "__mc__.shop-de.w.conversation."


class TestDeadlines(HelpdeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()

    def _show(self, ticket, hours_ago=None, hours_left=None, **row):
        def moment(hours):
            return hours is not None and str(self.now + timedelta(hours=hours))

        return self.service.deadlines_batch(
            {
                "account": {"name": "shop-de", "answer_rule": "48 hours"},
                "tickets": [
                    {
                        "ticket_id": ticket.id,
                        "waiting_since": moment(hours_ago and -hours_ago),
                        "answer_by": moment(hours_left),
                        "reminders": START,
                        **row,
                    }
                ],
            }
        )

    def _remind(self, ticket, until, users):
        return self.service.receipt_batch(
            {
                "notes": [
                    {
                        "model": "helpdesk.ticket",
                        "res_id": ticket.id,
                        "message_id": f"<shop-de.w.{until}@marketplace-care>",
                        "body": "<p>Reminded.</p>",
                        "activities": [
                            {
                                "xmlid": f"{START}{until}.{user.id}",
                                "user_id": user.id,
                                "summary": "Answer due",
                                "note": "<p>48 hours</p>",
                                "date_deadline": "2026-01-05",
                            }
                            for user in users
                        ],
                    }
                ]
            }
        )

    def _numbered(self, number):
        answer = self._mirror(self._conversation(number))
        return self.env["helpdesk.ticket"].browse(answer["tickets"].values())

    def test_a_ticket_shows_its_deadline(self):
        ticket = self._ticket()
        self.assertFalse(ticket.mc_deadline_state)
        self.assertEqual(self._show(ticket, 1, 47), ticket.ids)
        self.assertEqual(ticket.mc_answer_by, self.now + timedelta(hours=47))
        self.assertEqual(ticket.mc_deadline_state, "waiting")
        self.assertEqual(ticket.mc_answer_rule, "48 hours")
        self.assertEqual(self._show(ticket, 1, 47), [])
        self._show(ticket)
        self.assertFalse(ticket.mc_waiting_since or ticket.mc_deadline_state)

    def test_the_state_follows_the_time(self):
        ticket = self._ticket()
        for left, state in ((5, "waiting"), (3, "soon"), (-1, "late")):
            self._show(ticket, 40, left)
            self.assertEqual(ticket.mc_deadline_state, state)
        self._show(ticket, 40)
        self.assertEqual(ticket.mc_deadline_state, "waiting")

    def test_the_nearest_deadline_comes_first(self):
        late, soon, nobody = (self._numbered(number) for number in "123")
        self._show(soon, 40, 8)
        self._show(late, 60, -12)
        view = self.env.ref(
            "marketplace_care_helpdesk_mgmt.view_helpdesk_ticket_list_marketplace"
        )
        arch = self.env["helpdesk.ticket"].get_view(view.id, "list")["arch"]
        order = arch.split('default_order="')[1].split('"')[0]
        tickets = self.env["helpdesk.ticket"].search(
            [("id", "in", (late | soon | nobody).ids)], order=order
        )
        self.assertEqual(tickets.ids, [late.id, soon.id, nobody.id])

    def test_other_menus_keep_the_list_of_the_helpdesk(self):
        arch = self.env["helpdesk.ticket"].get_view(view_type="list")["arch"]
        self.assertIn("mc_answer_by, priority desc, sequence, number desc", arch)

    def test_an_agent_does_not_move_a_deadline(self):
        ticket = self._ticket()
        self._show(ticket, 1, 47)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).write({"mc_answer_by": False})
        with self.assertRaises(AccessError):
            self.service.with_user(self.agent).deadlines_batch({})

    def test_a_reminder_goes_with_its_deadline(self):
        ticket = self._ticket()
        own = ticket.with_user(self.agent).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id
        )
        self._remind(ticket, "1", self.agent | self.env.ref("base.user_admin"))
        self.assertEqual(len(ticket.activity_ids), 3)
        self._remind(ticket, "2", self.agent)
        self._show(ticket, 1, 47, keep=f"{START}2.")
        self.assertEqual(len(ticket.activity_ids), 2)
        self._show(ticket)
        self.assertEqual(ticket.activity_ids, own)

    def test_a_reminder_that_is_done_does_not_come_back(self):
        ticket = self._ticket()
        self._remind(ticket, "1", self.agent)
        ticket.activity_ids.with_user(self.agent).action_feedback(feedback="Done")
        self._remind(ticket, "1", self.agent)
        self.assertFalse(ticket.activity_ids)

    def test_nobody_is_reminded_of_what_they_cannot_see(self):
        stranger = self._new_user("mc_stranger", "base.group_user")
        ticket = self._ticket()
        self._remind(ticket, "1", self.agent | stranger)
        self.assertEqual(ticket.activity_ids.user_id, self.agent)
