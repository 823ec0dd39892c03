from odoo import Command, models

ADDON = "marketplace_care_helpdesk_mgmt"
STAGE_OF = {"open": "stage_progress", "closed": "stage_closed"}


class MarketplaceCareAccount(models.Model):
    _inherit = "marketplace.care.account"

    def _mc_helpdesk(self):
        return "oca"

    def _mc_features(self):
        return [*super()._mc_features(), "mirror_batch", "deadlines_batch"]

    def _mc_ticket_model(self):
        return "helpdesk.ticket"

    def _mc_receipt_models(self):
        return [*super()._mc_receipt_models(), "helpdesk.ticket"]

    def _mc_case_values(self, row):
        ticket = self._mc_link("helpdesk.ticket", row.get("ticket_id"))
        return dict(super()._mc_case_values(row), ticket_id=ticket)

    def _mc_ticket_values(self, rows, account, contacts):
        numbers = self._mc_ticket_numbers(len(rows))
        placed = self._mc_placing()
        names = self.env["res.partner"].browse(
            contacts[row["contact_xmlid"]] for row in rows if row.get("contact_xmlid")
        )
        name_of = {contact.id: contact.name for contact in names}
        values = super()._mc_ticket_values(rows, account, contacts)
        for row, ticket, number in zip(rows, values, numbers, strict=True):
            ticket.update(
                placed,
                number=number,
                partner_name=name_of.get(contacts.get(row.get("contact_xmlid")), False),
                **self._mc_orders(row),
            )
        return values

    def _mc_placing(self):
        """Where every new ticket goes; what somebody deleted is done without."""
        team = self.env["helpdesk.ticket.team"]._mc_team()
        stage = self._mc_own("stage_new") or self._mc_first_stage(team, closed=False)
        channel = self._mc_own("channel")
        return {
            "team_id": team.id,
            "stage_id": stage.id,
            "channel_id": channel and channel.id,
            "partner_email": False,
            **self._mc_no_rating(),
        }

    def _mc_own(self, name):
        return self.env.ref(f"{ADDON}.{name}", raise_if_not_found=False)

    def _mc_first_stage(self, team, closed):
        return team._get_applicable_stages().filtered(
            lambda stage: stage.closed == closed
        )[:1]

    def _mc_ticket_numbers(self, count):
        """The next numbers of the helpdesk's sequence; it is looked up once, not
        once per ticket."""
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "helpdesk.ticket.sequence"),
                ("company_id", "in", [self.env.company.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        return [sequence.next_by_id() if sequence else "/" for _number in range(count)]

    def _mc_no_rating(self):
        """Where helpdesk_mgmt_rating is installed: no buyer is asked to rate, and
        the share of good ratings is not asked for ticket by ticket."""
        known = self.env["helpdesk.ticket"]._fields
        none = {"rating_status": "no_rate", "positive_rate_percentage": -1}
        return {name: value for name, value in none.items() if name in known}

    def _mc_orders(self, row):
        """The link to the sale orders, where helpdesk_mgmt_sale is installed."""
        orders = row.get("sale_order_ids")
        if not orders or "sale_order_ids" not in self.env["helpdesk.ticket"]._fields:
            return {}
        return {
            "sale_order_ids": [
                Command.set(self.env["sale.order"].browse(orders).exists().ids)
            ]
        }

    def _mc_stage(self, ticket, wanted):
        """Our own stage in our own team; elsewhere the first that fits."""
        own = self._mc_own(STAGE_OF[wanted])
        if own and ticket.team_id in own.team_ids:
            return own
        first = self._mc_first_stage(ticket.team_id, closed=wanted == "closed")
        return first or own or ticket.stage_id
