import re
from contextlib import contextmanager
from datetime import datetime

import pytz
from psycopg2.errors import UniqueViolation

from odoo import models
from odoo.exceptions import AccessError, ConcurrencyError, ValidationError

# External ids of what the service makes. No installed module has this name, so
# that no uninstallation takes a ticket or a message with it.
XMLID_MODULE = "__mc__"

# The service works silently: no mail, no follower, no tracking, no log.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
    "mail_auto_subscribe_no_notify": True,
    # A file that looks like HTML must not be shown as a page of this Odoo.
    "attachments_mime_plainxml": True,
}

NAME_MAX_CHARS = 250
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class MarketplaceCareService(models.AbstractModel):
    """What every method has in common that the service calls."""

    _name = "marketplace.care.service"
    _description = "Methods of the Service"

    @contextmanager
    def _mc_service(self):
        """This model with all rights and without a sound, for the service only.

        Where somebody else made the same thing at the same time, Odoo repeats the
        whole call, which then finds what the other one made.
        """
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("marketplace_care.group_service")
            or user.has_group("base.group_system")
        ):
            raise AccessError(
                self.env._(
                    "Only the service of Marketplace Care may do this. Its user needs"
                    " the group “Marketplace Care / Service”."
                )
            )
        try:
            yield self.sudo().with_context(**SILENT)
            self.env.flush_all()
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    # ------------------------------------------------------------------
    # External ids
    # ------------------------------------------------------------------

    def _mc_find(self, model, xmlids):
        """The records that already carry one of these external ids.

        :return: dict of external id to record id; an external id whose record
            is gone is forgotten, so that it can be given anew
        """
        data = self.env["ir.model.data"].search_fetch(
            [
                ("module", "=", XMLID_MODULE),
                ("name", "in", [self._mc_xmlid_name(xmlid) for xmlid in xmlids]),
            ],
            ["name", "model", "res_id"],
        )
        if strange := data.filtered(lambda row: row.model != model):
            raise ValidationError(
                self.env._(
                    "The external id %(xmlid)s is that of a record of another kind.",
                    xmlid=f"{XMLID_MODULE}.{strange[0].name}",
                )
            )
        living = set(self.env[model].browse(data.mapped("res_id")).exists().ids)
        found = data.filtered(lambda row: row.res_id in living)
        # Even an empty unlink would empty Odoo's caches, that of passwords too.
        if lost := data - found:
            lost.unlink()
        return {f"{XMLID_MODULE}.{row.name}": row.res_id for row in found}

    def _mc_bind(self, model, xmlids, records):
        """Give records their external ids, each of which exists once only."""
        self.env["ir.model.data"].create(
            [
                {
                    "module": XMLID_MODULE,
                    "name": self._mc_xmlid_name(xmlid),
                    "model": model,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for xmlid, record in zip(xmlids, records, strict=True)
            ]
        )

    def _mc_xmlid_name(self, xmlid):
        module, _dot, name = xmlid.partition(".")
        if module != XMLID_MODULE or not name:
            raise ValidationError(
                self.env._(
                    "The external id %(xmlid)s does not begin with %(module)s.",
                    xmlid=xmlid,
                    module=XMLID_MODULE,
                )
            )
        return name

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

    def _mc_known_messages(self, rows_by_message_id):
        """As ``_mc_find``, by ``message_id`` or external id, for messages."""
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

    def _mc_existing(self, model, ids):
        """The ids that exist, as a dict of id to id."""
        records = self.env[model].browse({number for number in ids if number}).exists()
        return {number: number for number in records.ids}

    def _mc_subtype(self, name):
        return self.env["ir.model.data"]._xmlid_to_res_id(f"mail.mt_{name}")

    def _mc_today(self, user):
        """Today where that user lives."""
        return datetime.now(pytz.timezone(user.tz or "UTC")).date()

    # ------------------------------------------------------------------
    # Text that came from outside
    # ------------------------------------------------------------------

    def _mc_line(self, text):
        """One line without control characters, not longer than a title may be."""
        words = CONTROL_CHARACTERS.sub(" ", text or "").split()
        return " ".join(words)[:NAME_MAX_CHARS]

    def _mc_html(self, text):
        """HTML for a field that sanitises by itself; the database takes no NUL."""
        return (text or "").replace("\x00", "")
