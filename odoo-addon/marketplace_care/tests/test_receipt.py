from odoo.exceptions import ValidationError

from .common import MarketplaceCareCase


class TestReceipt(MarketplaceCareCase):
    def setUp(self):
        super().setUp()
        self.order = self._order()

    def _note(self, **values):
        return {
            "model": "sale.order",
            "res_id": self.order.id,
            "message_id": "<shop-de.r.1@marketplace-care>",
            "body": "<p>Sent to <b>Erika</b><script>alert(1)</script></p>",
            **values,
        }

    def _activity(self):
        return {
            "xmlid": "__mc__.shop-de.a.1",
            "user_id": self.colleague.id,
            "summary": "Could not be sent",
            "note": "<p>Please look.</p>",
            "date_deadline": "2026-01-05",
        }

    def _write(self, *notes):
        return self.service.receipt_batch({"notes": list(notes)})

    def test_a_receipt_is_a_note_that_nobody_is_told_of(self):
        mails = self.env["mail.mail"].search_count([])
        self.order.message_subscribe(self.customer.ids)
        answer = self._write(self._note(date="2026-01-02 10:00:00"))
        note = self.env["mail.message"].browse(answer["messages"].values())
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(note.author_id, self.service_user.partner_id)
        self.assertEqual(str(note.date), "2026-01-02 10:00:00")
        self.assertIn("<b>Erika</b>", note.body)
        self.assertNotIn("script", note.body)
        self.assertFalse(note.notification_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_the_same_receipt_again_adds_nothing(self):
        row = self._note(activity=self._activity())
        first = self._write(row)
        notes = len(self.order.message_ids)
        self.assertEqual(self._write(row), first)
        self.assertEqual(len(self.order.message_ids), notes)
        self.assertEqual(len(self.order.activity_ids), 1)

    def test_an_activity_is_for_its_user_and_silent(self):
        mails = self.env["mail.mail"].search_count([])
        self._write(self._note(activity=self._activity()))
        activity = self.order.activity_ids
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(activity.summary, "Could not be sent")
        self.assertEqual(str(activity.date_deadline), "2026-01-05")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_an_activity_that_was_done_does_not_come_back(self):
        row = self._note(activity=self._activity())
        self._write(row)
        self.order.activity_ids.unlink()
        self.assertEqual(self._write(row)["activities"], {})
        self.assertFalse(self.order.activity_ids)

    def test_a_receipt_for_a_record_that_is_gone_is_left_out(self):
        lost = self._note(res_id=0, message_id="<lost@marketplace-care>")
        answer = self._write(lost, self._note())
        self.assertEqual(list(answer["messages"]), ["<shop-de.r.1@marketplace-care>"])

    def test_receipts_are_for_the_models_of_the_service_only(self):
        with self.assertRaises(ValidationError):
            self._write(self._note(model="res.partner", res_id=self.customer.id))
