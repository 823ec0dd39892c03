from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, ValidationError

from .common import ADDON, HelpdeskCase


class TestMirror(HelpdeskCase):
    def _first(self, answer):
        ticket = self.env["helpdesk.ticket"].browse(answer["tickets"].values())
        return ticket, self.env["mail.message"].browse(answer["messages"].values())

    def test_a_conversation_becomes_a_ticket_with_its_message(self):
        answer = self._mirror()
        self.assertEqual(
            answer["created"], {"contacts": 1, "tickets": 1, "messages": 1}
        )
        ticket, message = self._first(answer)
        self.assertEqual(ticket, self.env.ref("__mc__.shop-de.t.1"))
        self.assertEqual(message, self.env.ref("__mc__.shop-de.m.1"))
        self.assertEqual(ticket.mc_account_id.name, "shop-de")
        self.assertEqual(ticket.mc_marketplace, "Example Market")
        self.assertEqual(ticket.mc_order_ref, "MX-1")
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.stage_id, self.env.ref(f"{ADDON}.stage_new"))
        self.assertEqual(ticket.channel_id, self.env.ref(f"{ADDON}.channel"))
        self.assertRegex(ticket.number, r"\d+")
        self.assertEqual(ticket.message_ids, message)
        self.assertEqual(message.message_type, "email")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(str(message.date), "2026-01-02 10:00:00")

    def test_the_buyer_is_an_archived_contact_without_an_address(self):
        ticket, message = self._first(self._mirror())
        buyer = message.author_id
        self.assertEqual(
            (buyer.name, buyer.active, buyer.email), ("Erika M.", False, False)
        )
        self.assertEqual(ticket.partner_id, buyer)
        self.assertEqual(ticket.partner_name, "Erika M.")

    def test_the_same_batch_again_adds_and_changes_nothing(self):
        answer = self._mirror()
        ticket, message = self._first(answer)
        ticket.name = "Renamed by the agent"
        self.env.flush_all()
        again = self._mirror()
        self.assertEqual(again["created"], {"contacts": 0, "tickets": 0, "messages": 0})
        self.assertEqual(again["tickets"], answer["tickets"])
        self.assertEqual(again["messages"], answer["messages"])
        self.assertEqual(ticket.name, "Renamed by the agent")
        self.assertEqual(ticket.message_ids, message)

    def test_a_row_that_comes_twice_in_a_batch_is_made_once(self):
        batch = self._conversation()
        for rows in ("contacts", "tickets", "messages"):
            batch[rows] *= 2
        self.assertEqual(
            self._mirror(batch)["created"], {"contacts": 1, "tickets": 1, "messages": 1}
        )

    def test_a_follow_up_goes_to_the_ticket_that_is_there(self):
        ticket, _message = self._first(self._mirror())
        more = self._conversation()
        more["messages"] = [
            self._message(
                message_id="<2@marketplace-care>", xmlid="__mc__.shop-de.m.2"
            ),
            self._message(
                message_id="<3@marketplace-care>",
                xmlid="__mc__.shop-de.m.3",
                ticket_id=ticket.id,
                ticket_xmlid=None,
            ),
        ]
        self.assertEqual(self._mirror(more)["created"]["messages"], 2)
        self.assertEqual(len(ticket.message_ids), 3)

    def test_a_ticket_that_was_deleted_is_made_anew(self):
        ticket, _message = self._first(self._mirror())
        ticket.unlink()
        self.assertEqual(
            self._mirror()["created"], {"contacts": 0, "tickets": 1, "messages": 1}
        )

    def test_who_comes_second_starts_again_and_finds_the_first(self):
        data = type(self.env["ir.model.data"])
        with (
            patch.object(
                data, "create", side_effect=UniqueViolation("somebody was faster")
            ),
            self.assertRaises(ConcurrencyError),
        ):
            self._mirror()

    def test_all_or_nothing(self):
        batch = self._conversation()
        batch["messages"].append(
            self._message(
                message_id="<x@y>", xmlid="__mc__.x", ticket_xmlid="__mc__.nowhere"
            )
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._mirror(batch)
        self.assertFalse(self.env.ref("__mc__.shop-de.t.1", raise_if_not_found=False))

    def test_external_ids_lie_under_our_module_only(self):
        with self.assertRaises(ValidationError):
            self._mirror(self._conversation(xmlid="base.main_company"))
        with self.assertRaises(ValidationError):
            self._mirror(self._conversation(xmlid="__mc__.shop-de.c.1"))

    def test_hostile_text_does_no_harm(self):
        batch = self._conversation(
            name="Subject\r\nBcc: x\x00y", description="<p>a\x00b</p>"
        )
        batch["contacts"][0]["name"] = "Erika\r\n\x00 M."
        batch["messages"][0]["body"] = '<p onclick="x()">Hi<script>x()</script>\x00</p>'
        ticket, message = self._first(self._mirror(batch))
        self.assertEqual(ticket.name, "Subject Bcc: x y")
        self.assertEqual(message.author_id.name, "Erika M.")
        self.assertEqual(message.body, "<p>Hi</p>")

    def test_a_buyer_without_a_name_has_one(self):
        batch = self._conversation()
        batch["contacts"][0]["name"] = " "
        self.assertTrue(self._first(self._mirror(batch))[1].author_id.name)

    def test_files_lie_on_the_message_with_safe_names(self):
        batch = self._conversation()
        batch["messages"][0]["attachments"] = [
            self._file("photo.png", b"\x89PNG\r\n\x1a\n", mimetype="image/png"),
            self._file("../../etc/pass\x00wd"),
            self._file("C:\\temp\\bill.pdf"),
            self._file(""),
        ]
        ticket, message = self._first(self._mirror(batch))
        files = message.attachment_ids.sorted("id")
        self.assertEqual(
            files.mapped("name"), ["photo.png", "pass wd", "bill.pdf", "file"]
        )
        self.assertEqual(files[0].raw, b"\x89PNG\r\n\x1a\n")
        self.assertEqual(set(files.mapped("res_id")), set(ticket.ids))

    def test_a_file_of_html_is_no_page_of_this_odoo(self):
        batch = self._conversation()
        page = self._file(
            "x.html", b"<html><script>x()</script></html>", mimetype="text/html"
        )
        batch["messages"][0]["attachments"] = [page]
        admin = self.env["marketplace.care.account"].with_user(
            self.env.ref("base.user_admin")
        )
        message = self._first(admin.mirror_batch(batch))[1]
        self.assertEqual(message.attachment_ids.mimetype, "text/plain")

    def test_what_the_seller_or_the_marketplace_wrote_keeps_its_name(self):
        batch = self._conversation()
        batch["messages"].append(
            self._message(
                message_id="<4@marketplace-care>",
                xmlid="__mc__.shop-de.m.4",
                author=None,
                email_from="Customer service of the marketplace",
                message_type="notification",
                subtype="note",
            )
        )
        self._mirror(batch)
        message = self.env.ref("__mc__.shop-de.m.4")
        self.assertFalse(message.author_id)
        self.assertEqual(message.email_from, "Customer service of the marketplace")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))

    def test_the_order_is_linked_where_the_helpdesk_can(self):
        order = self._order()
        ticket, _message = self._first(
            self._mirror(
                self._conversation(
                    sale_order_ids=[order.id, 0], partner_id=self.customer.id
                )
            )
        )
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertFalse(ticket.partner_email)
        if "sale_order_ids" in ticket._fields:
            self.assertEqual(ticket.sale_order_ids, order)

    def test_agents_are_told_inside_odoo(self):
        by_mail = self.colleague
        batch = self._conversation()
        batch["messages"][0]["notify"] = [self.agent.id, by_mail.id]
        self.agent.notification_type, by_mail.notification_type = "inbox", "email"
        ticket, message = self._first(self._mirror(batch))
        self.assertEqual(message.notification_ids.res_partner_id, self.agent.partner_id)
        self.assertEqual(message.notification_ids.notification_type, "inbox")
        self.assertEqual(ticket.activity_ids.user_id, by_mail)
        self.assertFalse(self.env["mail.mail"].search([("res_id", "=", ticket.id)]))

    def test_an_agent_is_reminded_once_until_it_is_done(self):
        self.agent.notification_type = "email"
        batch = self._conversation()
        batch["messages"] = [
            self._message(
                message_id=f"<{n}@x>", xmlid=f"__mc__.m.{n}", notify=self.agent.ids
            )
            for n in range(3)
        ]
        ticket, _messages = self._first(self._mirror(batch))
        self.assertEqual(len(ticket.activity_ids), 1)

    def test_tickets_close_reopen_and_come_back_from_the_archive(self):
        ticket, _message = self._first(self._mirror())

        def update(**values):
            self._mirror(
                {
                    "account": {"name": "shop-de"},
                    "updates": [{"ticket_id": ticket.id, **values}],
                }
            )

        update(stage="closed")
        self.assertEqual(ticket.stage_id, self.env.ref(f"{ADDON}.stage_closed"))
        ticket.active = False
        update(stage="open", unarchive=True)
        self.assertTrue(ticket.active)
        self.assertEqual(ticket.stage_id, self.env.ref(f"{ADDON}.stage_progress"))
        ticket.stage_id = self.env.ref(f"{ADDON}.stage_waiting")
        update(stage="open")
        self.assertEqual(ticket.stage_id, self.env.ref(f"{ADDON}.stage_waiting"))

    def test_a_ticket_that_an_agent_moved_closes_in_its_team(self):
        ticket, _message = self._first(self._mirror())
        ticket.team_id = self.env["helpdesk.ticket.team"].create({"name": "Elsewhere"})
        self._mirror(
            {
                "account": {"name": "shop-de"},
                "updates": [{"ticket_id": ticket.id, "stage": "closed"}],
            }
        )
        self.assertTrue(ticket.closed)
        self.assertIn(ticket.stage_id, ticket.team_id._get_applicable_stages())

    def test_conversations_arrive_even_where_team_and_stages_were_deleted(self):
        for name in ("stage_new", "channel", "team"):
            self.env.ref(f"{ADDON}.{name}").unlink()
        ticket, message = self._first(self._mirror())
        self.assertEqual(ticket.message_ids, message)
        self.assertFalse(ticket.closed)

    def test_receipts_come_to_the_ticket(self):
        ticket, _message = self._first(self._mirror())
        self.service.receipt_batch(
            {
                "notes": [
                    {
                        "model": "helpdesk.ticket",
                        "res_id": ticket.id,
                        "message_id": "<r@marketplace-care>",
                        "body": "<p>Delivered</p>",
                    }
                ]
            }
        )
        self.assertEqual(ticket.message_ids[0].message_id, "<r@marketplace-care>")
