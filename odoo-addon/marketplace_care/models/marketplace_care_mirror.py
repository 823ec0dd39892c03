from base64 import b64decode
from collections import defaultdict

from odoo import Command, api, models
from odoo.exceptions import UserError, ValidationError

FILE_NAME_MAX_CHARS = 120


class MarketplaceCareMirror(models.AbstractModel):
    """Conversations become tickets, in batches."""

    _name = "marketplace.care.mirror"
    _inherit = "marketplace.care.service"
    _description = "Mirror of Conversations"

    @api.model
    def mirror_batch(self, batch):
        """Place a batch of conversations: contacts, tickets, messages, files.

        Creates only what does not exist; a record that exists is never written
        to, except by ``updates``. Nobody is mailed. All or nothing.

        :param batch: dict with

            - ``account``: ``{name, marketplace, label}``; needed for tickets only
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
        with self._mc_service() as service:
            return service._mc_mirror(
                service._mc_account(batch["account"]) if batch.get("tickets") else None,
                batch.get("contacts") or [],
                batch.get("tickets") or [],
                batch.get("messages") or [],
                batch.get("updates") or [],
            )

    def _mc_mirror(self, account, contact_rows, ticket_rows, message_rows, update_rows):
        contacts, new_contacts = self._mc_place(
            "res.partner",
            contact_rows,
            lambda rows: [self._mc_contact_values(row) for row in rows],
            mentioned=self._mc_mentioned_contacts(ticket_rows, message_rows),
        )
        tickets, new_tickets = self._mc_place(
            self._mc_ticket_model(),
            ticket_rows,
            lambda rows: self._mc_ticket_values(rows, account, contacts),
            mentioned=[
                row["ticket_xmlid"] for row in message_rows if row.get("ticket_xmlid")
            ],
        )
        messages, new_messages = self._mc_place_messages(
            message_rows, tickets, contacts
        )
        self._mc_update_tickets(update_rows)
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
        partners = self._mc_existing(
            "res.partner", (row.get("partner_id") for row in rows)
        )
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
                self._mc_message_values(
                    row, ticket_id, files[row["message_id"]], contacts
                )
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
                        **(
                            {"mimetype": file["mimetype"]}
                            if file.get("mimetype")
                            else {}
                        ),
                    }
                )
        result = defaultdict(list)
        for owner, file in zip(
            owners, self.env["ir.attachment"].create(values), strict=True
        ):
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
        todo = self.env["ir.model.data"]._xmlid_to_res_id(
            "mail.mail_activity_data_todo"
        )
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
                "summary": self.with_context(lang=user.lang).env._(
                    "The buyer has written"
                ),
                "date_deadline": self._mc_today(user),
            }
        )

    def _mc_file_name(self, name):
        """A file's name without any path."""
        base = self._mc_line((name or "").replace("\\", "/").rsplit("/", 1)[-1])
        return base.lstrip(". ")[-FILE_NAME_MAX_CHARS:] or self.env._("file")
