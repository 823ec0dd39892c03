from odoo import api, fields, models


class MarketplaceCareDeadlines(models.AbstractModel):
    """Tickets show who waits since when, and until when an answer is due."""

    _name = "marketplace.care.deadlines"
    _inherit = "marketplace.care.service"
    _description = "Deadlines of Conversations"

    @api.model
    def deadlines_batch(self, batch):
        """Show deadlines on tickets and take away reminders of earlier ones.

        Only what differs is written. A ticket that is gone is left out.

        :param batch: dict with

            - ``account``: ``{name, marketplace?, label?, answer_rule?,
              answer_warn_hours?}``
            - ``tickets``: ``[{ticket_id, waiting_since, answer_by, reminders,
              keep?}]``; times in UTC or False; ``reminders`` and ``keep`` = how
              the external ids of the conversation's reminders begin, and those
              of the ones that stay
        :return: list of the ids of the tickets that were changed
        :raise AccessError: if the user is not of the service
        """
        with self._mc_service() as service:
            account = service._mc_account(batch["account"])
            service._mc_show_rule(account, batch["account"])
            rows = batch.get("tickets") or []
            service._mc_take_reminders(rows)
            return service._mc_show_deadlines(rows)

    def _mc_show_rule(self, account, row):
        wanted = {
            "answer_rule": row.get("answer_rule") or False,
            "answer_warn_hours": row.get("answer_warn_hours", 4),
        }
        changed = {
            name: value for name, value in wanted.items() if account[name] != value
        }
        if changed:
            account.write(changed)

    def _mc_show_deadlines(self, rows):
        model = self._mc_ticket_model()
        existing = self._mc_existing(model, (row["ticket_id"] for row in rows))
        alike = {}
        for row in rows:
            ticket = self.env[model].browse(existing.get(row["ticket_id"]))
            wanted = tuple(
                fields.Datetime.to_datetime(row.get(name) or False) or False
                for name in ("waiting_since", "answer_by")
            )
            if ticket and (ticket.mc_waiting_since, ticket.mc_answer_by) != wanted:
                alike[wanted] = alike.get(wanted, ticket.browse()) | ticket
        for (since, by), tickets in alike.items():
            tickets.write({"mc_waiting_since": since, "mc_answer_by": by})
        return [number for tickets in alike.values() for number in tickets.ids]

    def _mc_take_reminders(self, rows):
        """Reminders are known by their external ids: an activity of an agent's own
        is never taken."""
        tickets = [row["ticket_id"] for row in rows]
        activities = self.env["mail.activity"].search(
            [("res_model", "=", self._mc_ticket_model()), ("res_id", "in", tickets)]
        )
        names = activities._get_external_ids()
        over = activities.filtered(
            lambda activity: any(
                self._mc_is_over(name, rows) for name in names[activity.id]
            )
        )
        # Even an empty unlink would empty Odoo's caches.
        if over:
            over.unlink()

    def _mc_is_over(self, xmlid, rows):
        return any(
            xmlid.startswith(row["reminders"])
            and not (row.get("keep") and xmlid.startswith(row["keep"]))
            for row in rows
        )
