from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .marketplace_care_service import XMLID_MODULE


class MarketplaceCareReceipts(models.AbstractModel):
    """What became of an effect is written into the chatter."""

    _name = "marketplace.care.receipts"
    _inherit = "marketplace.care.service"
    _description = "Receipts of Effects"

    @api.model
    def receipt_batch(self, batch):
        """Write what became of an effect into the chatter, as silent notes.

        A note that exists is left alone, and so is its activity: it may be done
        already. A note on a record that is gone is left out of the answer.

        :param batch: dict with ``notes``: ``[{model, res_id, message_id, body,
            date?, activity?: {xmlid, user_id, summary, note, date_deadline?},
            activities?: [the same]}]``
        :return: ``{messages: {message_id: id}, activities: {xmlid: id}}``
        :raise AccessError: if the user is not of the service
        :raise ValidationError: if the model is none that takes receipts
        """
        with self._mc_service() as service:
            return service._mc_write_receipts(batch.get("notes") or [])

    def _mc_write_receipts(self, note_rows):
        rows = {row["message_id"]: row for row in note_rows}
        named = {message_id: self._mc_note_xmlid(message_id) for message_id in rows}
        known = self._mc_known_messages(
            {message_id: {"xmlid": xmlid} for message_id, xmlid in named.items()}
        )
        missing = [
            row
            for message_id, row in rows.items()
            if message_id not in known and self._mc_receipt_record(row)
        ]
        activities, _count = self._mc_place(
            "mail.activity",
            [
                dict(activity, record=self._mc_receipt_record(row))
                for row in missing
                for activity in self._mc_activities_of(row)
            ],
            lambda new: [self._mc_activity_values(row) for row in new],
            mentioned=[
                activity["xmlid"]
                for row in rows.values()
                for activity in self._mc_activities_of(row)
            ],
        )
        notes = self.env["mail.message"].create(
            [self._mc_note_values(row) for row in missing]
        )
        self._mc_bind(
            "mail.message", [named[row["message_id"]] for row in missing], notes
        )
        created = {note.message_id: note.id for note in notes}
        return {"messages": known | created, "activities": activities}

    def _mc_activities_of(self, row):
        """The activities of a note; nobody is given one for what they cannot see."""
        record = self._mc_receipt_record(row)
        own = [row["activity"]] if row.get("activity") else []
        return own + [
            activity
            for activity in row.get("activities") or []
            if record.with_user(activity["user_id"]).has_access("read")
        ]

    def _mc_receipt_models(self):
        """The models whose chatter takes receipts."""
        return ["sale.order", "stock.picking", "account.move"]

    def _mc_receipt_record(self, row):
        if row["model"] not in self._mc_receipt_models():
            raise ValidationError(
                self.env._("%(model)s takes no receipts.", model=row["model"])
            )
        return self.env[row["model"]].browse(row["res_id"]).exists()

    def _mc_note_xmlid(self, message_id):
        """An external id per note: two callers at once cannot both write it."""
        return f"{XMLID_MODULE}.note.{sha256(message_id.encode()).hexdigest()[:40]}"

    def _mc_note_values(self, row):
        author = self.env.user.partner_id
        return {
            "model": row["model"],
            "res_id": row["res_id"],
            "message_id": row["message_id"],
            "message_type": "notification",
            "subtype_id": self._mc_subtype("note"),
            "is_internal": True,
            "body": self._mc_html(row["body"]),
            "author_id": author.id,
            "email_from": author.name,
            "date": row.get("date") or fields.Datetime.now(),
            "reply_to": False,
            "email_add_signature": False,
        }

    def _mc_activity_values(self, row):
        user = self.env["res.users"].browse(row["user_id"])
        return {
            "res_model_id": self.env["ir.model"]._get_id(row["record"]._name),
            "res_id": row["record"].id,
            "user_id": user.id,
            "activity_type_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mail_activity_data_todo"
            ),
            "automated": True,
            "summary": self._mc_line(row["summary"]),
            "note": self._mc_html(row.get("note")),
            "date_deadline": row.get("date_deadline") or self._mc_today(user),
        }
