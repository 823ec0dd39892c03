from odoo import Command

from ..hooks import SETUP, post_init_hook, uninstall_hook
from .common import ADDON, HelpdeskCase


class TestSetup(HelpdeskCase):
    def _forget_addon(self):
        """As it is before the addon comes: its records are those of a fresh
        installation, and ``marketplace-care setup`` has made its own."""
        self.env["ir.model.data"].search(
            [("module", "=", "__mc__"), ("name", "in", list(SETUP.values()))]
        ).unlink()

    def _service_setup(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Our Marketplaces"})
        made = {
            "team": team,
            "channel": self.env["helpdesk.ticket.channel"].create({"name": "M"}),
        }
        for name in SETUP:
            if name.startswith("stage_"):
                made[name] = self.env["helpdesk.ticket.stage"].create(
                    {
                        "name": f"Our {name}",
                        "closed": name == "stage_closed",
                        "team_ids": [Command.set(team.ids)],
                    }
                )
        for name, record in made.items():
            self.env["ir.model.data"].create(
                {
                    "module": "__mc__",
                    "name": SETUP[name],
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
            )
        return made

    def test_team_and_stages_are_our_own_and_silent(self):
        stages = self.env["helpdesk.ticket.stage"].search(
            [("team_ids", "in", self.team.ids)]
        )
        self.assertEqual(
            stages.mapped("name"), ["New", "In progress", "Waiting", "Closed"]
        )
        self.assertFalse(stages.mail_template_id)
        self.assertEqual(stages.filtered("closed").mapped("name"), ["Closed"])
        self.assertFalse(self.team.show_in_portal)

    def test_a_ticket_moves_among_the_stages_of_its_team(self):
        ticket = self._ticket()
        names = ["New", "In progress", "Waiting", "Closed"]
        self.assertEqual(ticket.mc_stage_ids.mapped("name"), names)
        tickets = self.env["helpdesk.ticket"].with_context(mc_tickets=True)
        columns = tickets._read_group_stage_ids(ticket.stage_id, [])
        self.assertEqual(columns.mapped("name"), names)
        ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        self.assertTrue(ticket.mc_stage_ids)
        self.assertFalse(ticket.mc_stage_ids.team_ids)

    def test_team_and_stages_speak_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"].search(
            [("name", "=", ADDON)]
        )._update_translations(["de_DE"])
        team = self.team.with_context(lang="de_DE")
        self.assertEqual(team.name, "Marktplätze")
        self.assertEqual(
            self.env.ref(f"{ADDON}.stage_progress").with_context(lang="de_DE").name,
            "In Bearbeitung",
        )

    def test_what_the_service_made_before_is_adopted(self):
        self._forget_addon()
        made = self._service_setup()
        post_init_hook(self.env)
        for name, record in made.items():
            self.assertEqual(self.env.ref(f"{ADDON}.{name}"), record)
            self.assertEqual(self.env.ref(f"__mc__.{SETUP[name]}"), record)
        self.assertEqual(made["team"].name, "Our Marketplaces")
        self.assertEqual(self._ticket().team_id, made["team"])
        stages = self.env["helpdesk.ticket.stage"].search(
            [("team_ids", "in", made["team"].ids)]
        )
        self.assertEqual(len(stages), 4)

    def test_what_is_missing_of_a_setup_is_added(self):
        self._forget_addon()
        made = self._service_setup()
        made.pop("stage_waiting").unlink()
        post_init_hook(self.env)
        waiting = self.env.ref(f"{ADDON}.stage_waiting")
        self.assertIn(made["team"], waiting.team_ids)
        self.assertEqual(self.env.ref("__mc__.setup.stage_waiting"), waiting)

    def test_the_hook_may_run_twice(self):
        post_init_hook(self.env)
        post_init_hook(self.env)
        self.assertEqual(self.env.ref(f"{ADDON}.team"), self.team)

    def test_tickets_made_without_the_addon_are_guarded_from_now_on(self):
        ticket = self._ticket()
        ticket.write({"mc_account_id": False, "mc_conversation": False})
        post_init_hook(self.env)
        self.assertEqual(ticket.mc_account_id.name, "shop-de")
        self.assertEqual(ticket.mc_conversation, "1")

    def test_uninstalling_leaves_tickets_and_messages(self):
        ticket = self._ticket(partner_id=self.customer.id)
        messages = ticket.message_ids
        uninstall_hook(self.env)
        self.assertEqual(ticket.exists().message_ids, messages)
        self.assertEqual(ticket.team_id, self.team)
        self.assertFalse(
            ticket.partner_id.email, "without the guard an answer would be mailed"
        )
        for name in SETUP.values():
            self.assertTrue(self.env.ref(f"__mc__.{name}"))
