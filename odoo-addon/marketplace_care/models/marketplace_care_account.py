from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, ValidationError
from odoo.modules.module import get_manifest

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


class MarketplaceCareAccount(models.Model):
    _name = "marketplace.care.account"
    _description = "Marketplace Account"
    _order = "marketplace, label, name"
    _rec_name = "label"
    _rec_names_search = ["label", "name", "marketplace"]

    label = fields.Char(
        required=True,
        help="The name under which people know this account.",
    )
    marketplace = fields.Char(
        readonly=True,
        help="The marketplace on which this account sells.",
    )
    name = fields.Char(
        string="Technical Name",
        required=True,
        readonly=True,
        index=True,
        help="The name of the account in the settings of the service. It never changes.",
    )
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(name)", "There is already an account of this name."
    )

    # ------------------------------------------------------------------
    # For the service
    # ------------------------------------------------------------------

    @api.model
    def info(self):
        """Tell the service what it talks to.

        :return: dict with ``version`` (of this addon), ``uuid`` (of the
            database), ``neutralized``, ``helpdesk`` (flavour or False) and
            ``features`` (names of the methods that can be called)
        :raise AccessError: if the user is not of the service
        """
        service = self._mc_service()
        parameter = service.env["ir.config_parameter"].get_param
        return {
            "version": get_manifest("marketplace_care")["version"],
            "uuid": parameter("database.uuid") or False,
            "neutralized": bool(parameter("database.is_neutralized")),
            "helpdesk": service._mc_helpdesk(),
            "features": service._mc_features(),
        }

    @api.model
    def orders_mark(self, rows):
        """Show on sale orders to which account they belong.

        :param rows: list of dicts with ``order_id``, ``account``,
            ``marketplace``, ``label`` and ``order_ref``
        :return: list of the order ids that were changed
        :raise AccessError: if the user is not of the service
        """
        service = self._mc_service()
        changed = []
        for row in rows:
            order = service.env["sale.order"].browse(row["order_id"]).exists()
            account = service._mc_account(dict(row, name=row["account"]))
            reference = row.get("order_ref") or False
            if not order or (order.mc_account_id, order.mc_order_ref) == (
                account,
                reference,
            ):
                continue
            order.write({"mc_account_id": account.id, "mc_order_ref": reference})
            changed.append(order.id)
        return changed

    def _mc_helpdesk(self):
        """The helpdesk that an installed glue serves, False without one."""
        return False

    def _mc_features(self):
        return ["info", "orders_mark", "receipt_batch"]

    def _mc_service(self):
        """This model with all rights and without a sound, for the service only."""
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
        return self.sudo().with_context(**SILENT)

    def _mc_account(self, values):
        """The account of that name, made if it is new."""
        account = self.with_context(active_test=False).search(
            [("name", "=", values["name"])], limit=1
        )
        if not account:
            with self._mc_once():
                account = self.create(
                    {
                        "name": values["name"],
                        "marketplace": values.get("marketplace") or False,
                        "label": values.get("label") or values["name"],
                    }
                )
        elif not account.marketplace and values.get("marketplace"):
            account.marketplace = values["marketplace"]
        return account

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
        data.filtered(lambda row: row.res_id not in living).unlink()
        return {
            f"{XMLID_MODULE}.{row.name}": row.res_id
            for row in data.exists()
        }

    def _mc_bind(self, model, xmlids, records):
        """Give records their external ids; who comes second starts again."""
        with self._mc_once():
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

    @contextmanager
    def _mc_once(self):
        """Turn "somebody was faster" into Odoo's own repetition of the whole
        call, which then finds what the other one made."""
        try:
            yield
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error
