from odoo import Command

from .common import HelpdeskCase


class TestMerge(HelpdeskCase):
    """The merge of helpdesk_mgmt_merge posts as the agent, in public."""

    def setUp(self):
        super().setUp()
        if "helpdesk.ticket.merge" not in self.env:
            self.skipTest("helpdesk_mgmt_merge is not installed")

    def _merge(self, tickets, **values):
        wizard = (
            self.env["helpdesk.ticket.merge"]
            .with_user(self.env.ref("base.user_admin"))
            .with_context(active_ids=tickets.ids)
        )
        wizard.create(
            {"ticket_ids": [Command.set(tickets.ids)], **values}
        ).merge_tickets()

    def test_its_comment_is_a_note(self):
        one, two = self._ticket(), self._ticket(number="2")
        self._merge(one | two, dst_ticket_id=one.id)
        told = (
            (one | two)
            .with_context(active_test=False)
            .message_ids.filtered(lambda message: "merged" in message.body)
        )
        self.assertEqual(len(told), 2)
        self.assertEqual(told.subtype_id, self.env.ref("mail.mt_note"))

    def test_a_ticket_that_takes_a_conversation_in_is_guarded(self):
        one = self._ticket(partner_id=self.customer.id)
        self._merge(
            one,
            create_new_ticket=True,
            dst_ticket_name="Both",
            dst_helpdesk_team_id=self.team.id,
        )
        target = self.env["helpdesk.ticket"].search([("name", "=", "Both")])
        self.assertEqual(target.mc_account_id, one.mc_account_id)
        self.assertFalse(target.partner_email)

    def test_other_merges_comment_as_ever(self):
        tickets = self.env["helpdesk.ticket"].create(
            [{"name": name, "description": "x"} for name in ("a", "b")]
        )
        self._merge(tickets, dst_ticket_id=tickets[0].id)
        told = tickets[0].message_ids.filtered(lambda message: "merged" in message.body)
        self.assertEqual(told.subtype_id, self.env.ref("mail.mt_comment"))
