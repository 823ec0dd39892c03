from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MarketplaceCareDecisions(models.AbstractModel):
    """The service takes what people decided by a button."""

    _name = "marketplace.care.decisions"
    _inherit = "marketplace.care.service"
    _description = "Decisions for the Service"

    @api.model
    def decision_open(self, limit=200, begins=None):
        """What people decided and the service has not taken yet, oldest first.

        :param begins: dict of account names to whether conversations can be begun
            there; orders of these accounts offer it from then on. Without it what
            people wish about orders is left out: an older service knows none.
        :return: list of dicts with ``id``, ``create_date``, ``account``, one of
            ``case_ref``, ``effect_key`` and ``order_id`` (the others are False),
            ``action``, ``text`` or False, ``by`` (the user's name) and ``at``;
            of a fact also ``fact_at``, ``fact_name`` and ``delivery`` (its name),
            which are False otherwise; times in UTC
        :raise AccessError: if the user is not of the service
        """
        with self._mc_service() as service:
            open_ones = Domain("state", "=", "open")
            if begins is None:
                open_ones &= Domain("sale_order_id", "=", False)
            else:
                service._mc_mark_begins(begins)
            decisions = service.env["marketplace.care.decision"].search(
                open_ones, order="id", limit=limit
            )
            return [decision._mc_row() for decision in decisions]

    def _mc_mark_begins(self, begins):
        """Keep where conversations can be begun."""
        accounts = self.env["marketplace.care.account"].search(
            [("name", "in", list(begins))]
        )
        for account in accounts:
            if account.begins_conversations != begins[account.name]:
                account.begins_conversations = begins[account.name]

    @api.model
    def decision_settle(self, rows):
        """Say what became of decisions.

        The same again changes nothing; one that was taken may be refused later.
        One that is gone is left out.

        :param rows: list of dicts with ``id``, ``outcome`` (taken or refused) and
            ``sentence`` for the person who decided
        :return: list of the ids of the decisions that were changed
        :raise AccessError: if the user is not of the service
        :raise ValidationError: if an outcome is none
        """
        with self._mc_service() as service:
            return [row["id"] for row in rows if service._mc_settle(row)]

    def _mc_settle(self, row):
        if row["outcome"] not in ("taken", "refused"):
            raise ValidationError(
                self.env._("%(outcome)s is no outcome.", outcome=row["outcome"])
            )
        decision = self.env["marketplace.care.decision"].browse(row["id"]).exists()
        wanted = (row["outcome"], self._mc_html(row.get("sentence")) or False)
        if not decision or (decision.state, decision.sentence) == wanted:
            return False
        decision.write({"state": wanted[0], "sentence": wanted[1]})
        return True
