from odoo import api, fields, models
from odoo.modules.module import get_manifest


class MarketplaceCareAccount(models.Model):
    _name = "marketplace.care.account"
    _inherit = [
        "marketplace.care.mirror",
        "marketplace.care.receipts",
        "marketplace.care.deadlines",
        "marketplace.care.tracking",
        "marketplace.care.decisions",
    ]
    _description = "Marketplace Account"
    _order = "marketplace, label, name"
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
        help="The account's name in the settings of the service. It never changes.",
    )
    active = fields.Boolean(default=True)
    answer_rule = fields.Text(
        readonly=True,
        help="Until when this marketplace wants an answer, and where that is written.",
    )
    answer_warn_hours = fields.Float(
        string="Remind Before",
        readonly=True,
        default=4,
        help="So many hours before an answer is due it is soon due.",
    )

    begins_conversations = fields.Boolean(
        readonly=True,
        help="From here a buyer can be written to who has not written.",
    )

    _name_unique = models.UniqueIndex(
        "(name)", "There is already an account of this name."
    )

    @api.depends("label", "name")
    def _compute_display_name(self):
        """Two accounts on one marketplace may bear the same label."""
        for account in self:
            same = account.label == account.name
            account.display_name = (
                account.name if same else f"{account.label} ({account.name})"
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
        with self._mc_service() as service:
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
        with self._mc_service() as service:
            return [row["order_id"] for row in rows if service._mc_mark_order(row)]

    def _mc_mark_order(self, row):
        """Mark one order; False if it is gone or marked so already."""
        order = self.env["sale.order"].browse(row["order_id"]).exists()
        account = self._mc_account(dict(row, name=row["account"]))
        wanted = (account, row.get("order_ref") or False)
        if not order or (order.mc_account_id, order.mc_order_ref) == wanted:
            return False
        order.write({"mc_account_id": account.id, "mc_order_ref": wanted[1]})
        return True

    def _mc_helpdesk(self):
        """The helpdesk that an installed glue serves, False without one."""
        return False

    def _mc_features(self):
        return [
            "info",
            "orders_mark",
            "receipt_batch",
            "case_batch",
            "tracking_batch",
            "activities_take",
            "decision_open",
            "decision_orders",
            "decision_settle",
        ]

    def _mc_account(self, values):
        """The account of that name, made if it is new."""
        account = self.with_context(active_test=False).search(
            [("name", "=", values["name"])], limit=1
        )
        if not account:
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
