from datetime import datetime
from hashlib import sha256

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .marketplace_care_account import XMLID_MODULE


class MarketplaceCareAccount(models.Model):
    _inherit = "marketplace.care.account"

    @api.model
    def receipt_batch(self, batch):
        """Write what became of an effect into the chatter, as silent notes.

        A note that exists is left alone, and so is its activity: it may be done
        already. A note on a record that is gone is left out of the answer.

        :param batch: dict with ``notes``: ``[{model, res_id, message_id, body,
            date?, activity?: {xmlid, user_id, summary, note, date_deadline?}}]``
        :return: ``{messages: {message_id: id}, activities: {xmlid: id}}``
        :raise AccessError: if the user is not of the service
        :raise ValidationError: if the model is none that takes receipts
        """
        service = self._mc_service()
        rows = {row["message_id"]: row for row in batch.get("notes") or []}
        named = {message_id: service._mc_note_xmlid(message_id) for message_id in rows}
        known = service._mc_known_messages(
            {key: {"xmlid": xmlid} for key, xmlid in named.items()}
        )
        missing = [
            row
            for message_id, row in rows.items()
            if message_id not in known and service._mc_receipt_record(row)
        ]
        activities, _count = service._mc_place(
            "mail.activity",
            [
                dict(row["activity"], record=service._mc_receipt_record(row))
                for row in missing
                if row.get("activity")
            ],
            lambda new: [service._mc_activity_values(row) for row in new],
            mentioned=[
                row["activity"]["xmlid"] for row in rows.values() if row.get("activity")
            ],
        )
        notes = service.env["mail.message"].create(
            [service._mc_note_values(row) for row in missing]
        )
        service._mc_bind(
            "mail.message", [named[row["message_id"]] for row in missing], notes
        )
        created = {note.message_id: note.id for note in notes}
        return {"messages": known | created, "activities": activities}

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

    def _mc_today(self, user):
        """Today where that user lives."""
        return datetime.now(pytz.timezone(user.tz or "UTC")).date()
