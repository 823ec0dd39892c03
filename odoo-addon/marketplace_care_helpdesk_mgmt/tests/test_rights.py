from odoo.exceptions import AccessError

from .common import HelpdeskCase

READ = {
    "helpdesk.ticket": """
        number name description partner_id partner_email team_id stage_id closed
        unattended user_id active channel_id write_date create_date mc_account_id
        mc_conversation mc_order_ref mc_url
    """,
    "helpdesk.ticket.stage": "name closed team_ids mail_template_id sequence",
    "helpdesk.ticket.team": "name user_ids active",
    "helpdesk.ticket.channel": "name",
}


class TestRights(HelpdeskCase):
    def test_the_service_reads_every_ticket(self):
        ticket = self._ticket()
        for model, names in READ.items():
            self.env[model].with_user(self.service_user).search([], limit=3).read(
                names.split()
            )
        seen = self.env["helpdesk.ticket"].with_user(self.service_user).search([])
        self.assertIn(ticket, seen)
        self.assertTrue(ticket.with_user(self.service_user).message_ids.read(["body"]))

    def test_the_service_writes_tickets_by_its_methods_only(self):
        ticket = self._ticket().with_user(self.service_user)
        with self.assertRaises(AccessError):
            ticket.write({"name": "x"})
        with self.assertRaises(AccessError):
            ticket.unlink()
        with self.assertRaises(AccessError):
            ticket.create({"name": "x", "description": "x"})

    def test_an_agent_cannot_take_the_account_off_a_ticket(self):
        ticket = self._ticket().with_user(self.agent)
        with self.assertRaises(AccessError):
            ticket.write({"mc_account_id": False})
        ticket.write({"priority": "3"})
        self.assertEqual(ticket.priority, "3")

    def test_an_agent_cannot_make_up_a_ticket_of_a_marketplace(self):
        account = self._ticket().mc_account_id
        with self.assertRaises(AccessError):
            self.env["helpdesk.ticket"].with_user(self.agent).create(
                {"name": "x", "description": "x", "mc_account_id": account.id}
            )

    def test_a_copy_is_no_ticket_of_a_marketplace(self):
        copy = self._ticket().copy()
        self.assertFalse(copy.mc_account_id)
        self.assertFalse(copy.mc_conversation)

    def test_agents_read_the_account_of_their_ticket(self):
        ticket = self._ticket().with_user(self.agent)
        self.assertEqual(
            ticket.mc_account_id.display_name, "Example Market DE (shop-de)"
        )
        self.assertEqual(
            ticket.action_mc_open()["url"], "https://market.example/conversations/1"
        )
