import re
from base64 import b64decode
from collections import defaultdict

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError

NAME_MAX_CHARS = 250
FILE_NAME_MAX_CHARS = 120
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class MarketplaceCareAccount(models.Model):
    _inherit = "marketplace.care.account"

    @api.model
    def mirror_batch(self, batch):
        """Place a batch of conversations: contacts, tickets, messages, files.

        Creates only what does not exist; a record that exists is never written
        to, except by ``updates``. Nobody is mailed. All or nothing.

        :param batch: dict with

            - ``account``: ``{name, marketplace, label}``
            - ``contacts``: ``[{xmlid, name}]``, buyers without an address
            - ``tickets``: ``[{xmlid, name, description, contact_xmlid?,
              partner_id?, sale_order_ids?, mc_conversation?, mc_order_ref?,
              mc_url?, user_id?}]``
            - ``messages``: ``[{ticket_xmlid or ticket_id, message_id, xmlid?,
              body, author: {contact_xmlid} or null, email_from, date,
              message_type, subtype: "comment" or "note",
              attachments: [{name, mimetype?, data}]?, notify: [user ids]?}]``;
              ``date`` in UTC, ``data`` in base64
            - ``updates``: ``[{ticket_id, stage?: "open" or "closed",
              unarchive?}]``

        :return: ``{tickets: {xmlid: id}, messages: {message_id: id},
            created: {contacts, tickets, messages}}``
        :raise AccessError: if the user is not of the service
        :raise ValidationError: if a row names what does not exist
        """
        service = self._mc_service()
        account = service._mc_account(batch["account"])
        ticket_rows = batch.get("tickets") or []
        message_rows = batch.get("messages") or []

        contacts, new_contacts = service._mc_place(
            "res.partner",
            batch.get("contacts") or [],
            lambda rows: [service._mc_contact_values(row) for row in rows],
            mentioned=service._mc_mentioned_contacts(ticket_rows, message_rows),
        )
        tickets, new_tickets = service._mc_place(
            service._mc_ticket_model(),
            ticket_rows,
            lambda rows: service._mc_ticket_values(rows, account, contacts),
            mentioned=[row["ticket_xmlid"] for row in message_rows if row.get("ticket_xmlid")],
        )
        messages, new_messages = service._mc_place_messages(
            message_rows, tickets, contacts
        )
        service._mc_update_tickets(batch.get("updates") or [])
        return {
            "tickets": tickets,
            "messages": messages,
            "created": {
                "contacts": new_contacts,
                "tickets": new_tickets,
                "messages": new_messages,
            },
        }

    def _mc_ticket_model(self):
        """The helpdesk's ticket model; a glue to a helpdesk names it."""
        raise UserError(
            self.env._(
                "No helpdesk is connected. Install the addon that joins Marketplace"
                " Care with your helpdesk."
            )
        )

    def _mc_stage(self, ticket, wanted):
        """The stage that makes a ticket "open" or "closed"; a glue knows it."""
        raise NotImplementedError()

    def _mc_place(self, model, rows, prepare, mentioned=()):
        """Find records by external id and make those that are missing.

        :param prepare: gives the values for a list of rows
        :param mentioned: external ids that are only looked up
        :return: dict of external id to record id, number of records made
        """
        wanted = {row["xmlid"]: row for row in rows}
        known = self._mc_find(model, {*wanted, *mentioned})
        missing = {xmlid: row for xmlid, row in wanted.items() if xmlid not in known}
        if missing:
            records = self.env[model].create(prepare(list(missing.values())))
            self._mc_bind(model, missing, records)
            known.update(zip(missing, records.ids, strict=True))
        return known, len(missing)

    # ------------------------------------------------------------------
    # Contacts and tickets
    # ------------------------------------------------------------------

    def _mc_mentioned_contacts(self, ticket_rows, message_rows):
        rows = [*ticket_rows, *(row.get("author") or {} for row in message_rows)]
        return {row["contact_xmlid"] for row in rows if row.get("contact_xmlid")}

    def _mc_contact_values(self, row):
        """A buyer as author of messages: archived, so that no list shows it,
        and without an address, so that nothing can be sent to it."""
        return {
            "name": self._mc_line(row["name"]) or self.env._("Buyer"),
            "active": False,
            "company_id": False,
            "user_id": False,
        }

    def _mc_ticket_values(self, rows, account, contacts):
        """Values of new tickets as far as every helpdesk knows them."""
        partners = self._mc_existing("res.partner", (row.get("partner_id") for row in rows))
        return [
            {
                "name": self._mc_line(row["name"]),
                "description": self._mc_html(row.get("description")),
                "partner_id": partners.get(row.get("partner_id"))
                or contacts.get(row.get("contact_xmlid"))
                or False,
                "user_id": row.get("user_id") or False,
                "mc_account_id": account.id,
                "mc_conversation": row.get("mc_conversation") or False,
                "mc_order_ref": row.get("mc_order_ref") or False,
                "mc_url": row.get("mc_url") or False,
            }
            for row in rows
        ]

    def _mc_update_tickets(self, rows):
        """Close, reopen and unarchive tickets, where they are not so already."""
        tickets = self.env[self._mc_ticket_model()] if rows else ()
        for row in rows:
            ticket = tickets.browse(row["ticket_id"]).exists()
            if not ticket:
                continue
            values = {}
            if row.get("unarchive") and not ticket.active:
                values["active"] = True
            if row.get("stage") and ticket.closed != (row["stage"] == "closed"):
                values["stage_id"] = self._mc_stage(ticket, row["stage"]).id
            if values:
                ticket.write(values)

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _mc_place_messages(self, rows, tickets, contacts):
        """As ``_mc_place``, for messages: known by ``message_id`` or external id.

        :return: dict of message_id to record id, number of records made
        """
        wanted = {row["message_id"]: row for row in rows}
        known = self._mc_known_messages(wanted)
        missing = [row for row in wanted.values() if row["message_id"] not in known]
        if not missing:
            return known, 0
        tickets_of_rows = self._mc_tickets_of_messages(missing, tickets)
        files = self._mc_create_files(missing, tickets_of_rows)
        messages = self.env["mail.message"].create(
            [
                self._mc_message_values(row, ticket_id, files[row["message_id"]], contacts)
                for row, ticket_id in zip(missing, tickets_of_rows, strict=True)
            ]
        )
        named = [
            (row["xmlid"], message)
            for row, message in zip(missing, messages, strict=True)
            if row.get("xmlid")
        ]
        self._mc_bind(
            "mail.message", [xmlid for xmlid, _m in named], [m for _x, m in named]
        )
        for row, message in zip(missing, messages, strict=True):
            known[row["message_id"]] = message.id
            self._mc_notify(message, row.get("notify"))
        return known, len(missing)

    def _mc_known_messages(self, rows_by_message_id):
        known = {
            message.message_id: message.id
            for message in self.env["mail.message"].search_fetch(
                [("message_id", "in", list(rows_by_message_id))], ["message_id"]
            )
        }
        xmlids = {
            row["xmlid"]: message_id
            for message_id, row in rows_by_message_id.items()
            if row.get("xmlid") and message_id not in known
        }
        found = self._mc_find("mail.message", xmlids)
        return known | {xmlids[xmlid]: res_id for xmlid, res_id in found.items()}

    def _mc_tickets_of_messages(self, rows, tickets):
        """The ticket's id for each row."""
        model = self._mc_ticket_model()
        existing = self._mc_existing(model, (row.get("ticket_id") for row in rows))
        result = []
        for row in rows:
            ticket_id = existing.get(row.get("ticket_id")) or tickets.get(
                row.get("ticket_xmlid")
            )
            if not ticket_id:
                raise ValidationError(
                    self.env._(
                        "There is no ticket for the message %(message)s.",
                        message=row["message_id"],
                    )
                )
            result.append(ticket_id)
        return result

    def _mc_message_values(self, row, ticket_id, files, contacts):
        note = row.get("subtype") == "note"
        contact = (row.get("author") or {}).get("contact_xmlid")
        if contact and contact not in contacts:
            raise ValidationError(
                self.env._("There is no contact %(xmlid)s.", xmlid=contact)
            )
        return {
            "model": self._mc_ticket_model(),
            "res_id": ticket_id,
            "message_id": row["message_id"],
            "message_type": row.get("message_type") or "email",
            "subtype_id": self._mc_subtype("note" if note else "comment"),
            "is_internal": note,
            "body": self._mc_html(row.get("body")),
            "author_id": contacts[contact] if contact else False,
            "email_from": self._mc_line(row.get("email_from")) or False,
            "date": row["date"],
            "attachment_ids": [Command.set(files)] if files else [],
            # Nobody is mailed, so nothing is computed for a mail.
            "reply_to": False,
            "email_add_signature": False,
        }

    def _mc_subtype(self, name):
        return self.env["ir.model.data"]._xmlid_to_res_id(f"mail.mt_{name}")

    def _mc_create_files(self, rows, ticket_ids):
        """The ids of the new attachments by ``message_id``."""
        values, owners = [], []
        for row, ticket_id in zip(rows, ticket_ids, strict=True):
            for file in row.get("attachments") or []:
                owners.append(row["message_id"])
                values.append(
                    {
                        "name": self._mc_file_name(file.get("name")),
                        "raw": b64decode(file.get("data") or ""),
                        "res_model": self._mc_ticket_model(),
                        "res_id": ticket_id,
                        **({"mimetype": file["mimetype"]} if file.get("mimetype") else {}),
                    }
                )
        result = defaultdict(list)
        for owner, file in zip(owners, self.env["ir.attachment"].create(values), strict=True):
            result[owner].append(file.id)
        return result

    # ------------------------------------------------------------------
    # Telling agents
    # ------------------------------------------------------------------

    def _mc_notify(self, message, user_ids):
        """Tell internal users of a message inside Odoo: in their inbox, or by an
        activity where they prefer mails, since Odoo hides the inbox then."""
        users = (
            self.env["res.users"]
            .browse(user_ids or [])
            .exists()
            .filtered(lambda user: user.active and not user.share)
        )
        if not users:
            return
        ticket = self.env[message.model].browse(message.res_id)
        inbox = users.filtered(lambda user: user.notification_type == "inbox")
        if inbox:
            ticket._notify_thread_by_inbox(
                message,
                [
                    {"id": user.partner_id.id, "uid": user.id, "notif": "inbox"}
                    for user in inbox
                ],
            )
        for user in users - inbox:
            self._mc_remind(ticket, user)

    def _mc_remind(self, ticket, user):
        todo = self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_todo")
        open_ones = [
            ("res_model", "=", ticket._name),
            ("res_id", "=", ticket.id),
            ("user_id", "=", user.id),
            ("activity_type_id", "=", todo),
            ("automated", "=", True),
        ]
        if self.env["mail.activity"].search_count(open_ones, limit=1):
            return
        self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(ticket._name),
                "res_id": ticket.id,
                "user_id": user.id,
                "activity_type_id": todo,
                "automated": True,
                "summary": self.with_context(lang=user.lang).env._("The buyer has written"),
                "date_deadline": self._mc_today(user),
            }
        )

    # ------------------------------------------------------------------
    # Text that came from outside
    # ------------------------------------------------------------------

    def _mc_existing(self, model, ids):
        """The ids that exist, as a dict of id to id."""
        records = self.env[model].browse({number for number in ids if number}).exists()
        return {number: number for number in records.ids}

    def _mc_line(self, text):
        """One line without control characters, not longer than a title may be."""
        return CONTROL_CHARACTERS.sub(" ", text or "").strip()[:NAME_MAX_CHARS]

    def _mc_html(self, text):
        """HTML for a field that sanitises by itself; the database takes no NUL."""
        return (text or "").replace("\x00", "")

    def _mc_file_name(self, name):
        """A file's name without any path."""
        base = self._mc_line((name or "").replace("\\", "/").rsplit("/", 1)[-1])
        return base.lstrip(". ")[-FILE_NAME_MAX_CHARS:] or self.env._("file")
