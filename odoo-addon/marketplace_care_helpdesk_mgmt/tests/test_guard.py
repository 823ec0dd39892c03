from odoo import Command

from .common import HelpdeskCase


class TestGuard(HelpdeskCase):
    """Whatever happens on the ticket of a marketplace, Odoo mails no buyer."""

    def setUp(self):
        super().setUp()
        self.ticket = self._ticket(partner_id=self.customer.id)
        self.known_mails = self.env["mail.mail"].search([])

    def _flush(self):
        """Tracking and stage templates work at the end of a transaction."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def assertNoMailToBuyer(self):
        self._flush()
        mails = self.env["mail.mail"].search([]) - self.known_mails
        for mail in mails:
            self.assertFalse(mail.recipient_ids.filtered("partner_share"), mail.subject)
            everything = f"{mail.email_to} {mail.email_cc}"
            self.assertNotIn("@buyer.example", everything)
        pending = mails.filtered(lambda mail: mail.state in ("outgoing", "exception"))
        self.assertFalse(
            pending.filtered(lambda mail: not mail.recipient_ids and not mail.email_to),
            "a mail to nobody is an error in the outbox",
        )
        told = self.env["mail.notification"].search(
            [("mail_message_id", "in", self.ticket.message_ids.ids)]
        )
        self.assertFalse(told.res_partner_id.filtered("partner_share"))

    def _answer(self, **values):
        return self.ticket.with_user(self.agent).message_post(
            body="It is on its way.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def test_mirroring_sends_nothing(self):
        self.assertNoMailToBuyer()
        self.assertFalse(
            self.ticket.message_follower_ids.partner_id.filtered("partner_share")
        )

    def test_an_answer_stays_inside(self):
        answer = self._answer(partner_ids=self.customer.ids)
        self.assertFalse(answer.partner_ids)
        self.assertNoMailToBuyer()

    def test_an_answer_with_a_typed_address_stays_inside(self):
        self._answer(outgoing_email_to="erika@buyer.example")
        self.assertNoMailToBuyer()

    def test_a_colleague_is_still_told(self):
        answer = self._answer(
            partner_ids=(self.customer | self.colleague.partner_id).ids
        )
        self.assertEqual(answer.partner_ids, self.colleague.partner_id)
        self.assertEqual(
            answer.notification_ids.res_partner_id, self.colleague.partner_id
        )
        self.assertNoMailToBuyer()

    def test_a_buyer_cannot_follow(self):
        self.ticket.message_subscribe((self.customer | self.colleague.partner_id).ids)
        self.assertIn(self.colleague.partner_id, self.ticket.message_partner_ids)
        self.assertNotIn(self.customer, self.ticket.message_partner_ids)

    def test_a_buyer_who_followed_before_is_not_mailed(self):
        self.env["mail.followers"].create(
            {
                "res_model": "helpdesk.ticket",
                "res_id": self.ticket.id,
                "partner_id": self.customer.id,
                "subtype_ids": [Command.set(self.env.ref("mail.mt_comment").ids)],
            }
        )
        self._answer()
        self.assertNoMailToBuyer()

    def test_an_invitation_to_follow_is_not_mailed(self):
        self.env["mail.followers.edit"].with_user(self.agent).create(
            {
                "res_model": "helpdesk.ticket",
                "res_ids": str(self.ticket.ids),
                "operation": "add",
                "partner_ids": [Command.set(self.customer.ids)],
                "notify": True,
                "message": "Please follow",
            }
        ).edit_followers()
        self.assertNoMailToBuyer()

    def test_a_buyer_is_not_suggested(self):
        self.ticket.sudo().write({"email_cc": "erika@buyer.example"})
        suggested = self.ticket.with_user(self.agent)._message_get_suggested_recipients(
            reply_discussion=True
        )
        self.assertFalse(
            [row for row in suggested if row["partner_id"] == self.customer.id]
        )
        self.assertFalse([row for row in suggested if not row["partner_id"]])

    def test_the_ticket_takes_no_address(self):
        self.ticket.with_user(self.agent).write(
            {"partner_email": "erika@buyer.example"}
        )
        self.assertFalse(self.ticket.partner_email)

    def test_every_stage_of_the_helpdesk_is_silent(self):
        for stage in self.env["helpdesk.ticket.stage"].search([]):
            self.ticket.with_user(self.agent).write({"stage_id": stage.id})
            self._flush()
            self.assertEqual(self.ticket.stage_id, stage)
        self.assertTrue(
            self.env["helpdesk.ticket.stage"].search_count(
                [("mail_template_id", "!=", False)]
            ),
            "the stages of helpdesk_mgmt do have templates",
        )
        outgoing = self.ticket.message_ids.filtered(
            lambda message: message.message_type in ("email_outgoing", "auto_comment")
        )
        self.assertFalse(outgoing)
        self.assertNoMailToBuyer()

    def test_a_template_sent_by_hand_reaches_nobody(self):
        template = self.env.ref("helpdesk_mgmt.closed_ticket_template")
        template.send_mail(self.ticket.id)
        template.write({"email_to": "erika@buyer.example", "partner_to": False})
        template.send_mail(self.ticket.id)
        self.assertNoMailToBuyer()

    def test_a_mail_to_many_tickets_leaves_those_of_marketplaces_out(self):
        other = self.env["helpdesk.ticket"].create(
            {"name": "By mail", "description": "x", "partner_id": self.customer.id}
        )
        composer = self.env["mail.compose.message"].with_context(
            default_composition_mode="mass_mail",
            default_model="helpdesk.ticket",
            default_res_ids=(self.ticket | other).ids,
        )
        mails, _messages = composer.create(
            {"subject": "News", "body": "<p>News</p>"}
        )._action_send_mail()
        self.assertEqual(mails.mapped("res_id"), other.ids)

    def test_the_share_button_reaches_colleagues_only(self):
        share = self.env["portal.share"].with_context(
            active_model="helpdesk.ticket", active_id=self.ticket.id
        )
        action = share.create(
            {
                "partner_ids": [
                    Command.set((self.customer | self.colleague.partner_id).ids)
                ]
            }
        ).action_send_mail()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("Erika", action["params"]["message"])
        self.assertNoMailToBuyer()

    def test_no_rating_is_asked_for(self):
        if "rating_status" not in self.ticket._fields:
            self.skipTest("helpdesk_mgmt_rating is not installed")
        template = self.env.ref("helpdesk_mgmt_rating.rating_ticket_email_template")
        stage = self.env.ref("marketplace_care_helpdesk_mgmt.stage_closed")
        stage.rating_mail_template_id = template
        self.ticket.rating_status = "stage_change"
        self.ticket.write({"stage_id": stage.id})
        self.ticket.rating_send_request(template)
        self.assertNoMailToBuyer()
        self.assertFalse(
            self.ticket.message_ids.filtered(lambda m: "rate our" in m.body)
        )

    def test_a_portal_user_does_not_see_the_ticket(self):
        portal = self.env["res.users"].create(
            {
                "name": "Erika",
                "login": "erika@buyer.example",
                "partner_id": self.customer.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        found = self.env["helpdesk.ticket"].with_user(portal).search([])
        self.assertNotIn(self.ticket, found)

    def test_other_tickets_work_as_ever(self):
        other = self.env["helpdesk.ticket"].create(
            {"name": "By mail", "description": "x", "partner_id": self.customer.id}
        )
        other.message_subscribe(self.customer.ids)
        self.assertIn(self.customer, other.message_partner_ids)
        answer = other.with_user(self.agent).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn(self.customer, answer.notification_ids.res_partner_id)
