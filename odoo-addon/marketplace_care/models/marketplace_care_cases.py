from collections import defaultdict

from odoo import api, fields, models


class MarketplaceCareCases(models.AbstractModel):
    """Cases of marketplaces stand on orders and tickets."""

    _name = "marketplace.care.cases"
    _inherit = "marketplace.care.service"
    _description = "Cases for the Service"

    @api.model
    def case_batch(self, rows):
        """Show cases as they stand on the marketplace now.

        Makes those that do not exist; of the others only what differs is written.
        An order or a ticket that is gone is left out.

        :param rows: list of dicts with ``account``, ``marketplace``, ``label``,
            ``case_ref``, ``name``, ``type`` (return, claim, dispute,
            cancellation), ``order_ref``, ``order_id``, ``ticket_id``, ``state``,
            ``is_open``, ``reason``, ``quantity``, ``decide_by``, ``opened_at``
            (times in UTC or False) and ``actions``: ``[{action, consequence,
            text: "none", "optional" or "required"}]``, empty where nothing can be
            decided
        :return: list of the ids of the cases that were made or changed
        :raise AccessError: if the user is not of the service
        """
        with self._mc_service() as service:
            by_account = defaultdict(dict)
            for row in rows:
                by_account[row["account"]][row["case_ref"]] = row
            return [
                number
                for cases in by_account.values()
                for number in service._mc_show_cases(cases)
            ]

    def _mc_show_cases(self, rows):
        """Cases of one account, by their numbers."""
        first = next(iter(rows.values()))
        account = self._mc_account(dict(first, name=first["account"]))
        known = {
            case.case_ref: case
            for case in self.env["marketplace.care.case"].search(
                [("account_id", "=", account.id), ("case_ref", "in", list(rows))]
            )
        }
        changed, missing = [], []
        for case_ref, row in rows.items():
            values = self._mc_case_values(row)
            case = known.get(case_ref)
            if case is None:
                missing.append(dict(values, account_id=account.id, case_ref=case_ref))
            elif changes := self._mc_changes(case, values):
                case.write(changes)
                changed.append(case.id)
        return changed + self.env["marketplace.care.case"].create(missing).ids

    def _mc_case_values(self, row):
        return {
            "name": self._mc_line(row["name"]),
            "state": self._mc_line(row.get("state")) or False,
            "is_open": bool(row.get("is_open")),
            "decide_by": self._mc_time(row.get("decide_by")),
            "type": row["type"],
            "reason": self._mc_line(row.get("reason")) or False,
            "quantity": int(row.get("quantity") or 0),
            "opened_at": self._mc_time(row.get("opened_at")),
            "order_ref": row.get("order_ref") or False,
            "sale_order_id": self._mc_link("sale.order", row.get("order_id")),
            "actions": row.get("actions") or False,
        }

    def _mc_link(self, model, number):
        """The id of a record that may be gone, or False."""
        return bool(number) and self.env[model].browse(number).exists().id

    def _mc_time(self, value):
        return fields.Datetime.to_datetime(value or False) or False

    def _mc_changes(self, record, values):
        """What of these values the record does not have already."""
        return {
            name: value
            for name, value in values.items()
            if self._mc_plain(record, name) != value
        }

    def _mc_plain(self, record, name):
        value = record[name]
        return value.id if record._fields[name].type == "many2one" else value
