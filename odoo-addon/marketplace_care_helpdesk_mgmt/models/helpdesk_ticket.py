from odoo import api, fields, models

MERGE = "helpdesk.ticket.merge"
OWN_OF_A_CONVERSATION = (
    "mc_account_id",
    "mc_conversation",
    "mc_order_ref",
    "mc_url",
    "mc_waiting_since",
    "mc_answer_by",
)


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    # The mixin first: its guard has the last word.
    _inherit = [
        "marketplace.care.ticket.mixin",
        "helpdesk.ticket",
        "marketplace.care.has.cases",
    ]

    mc_stage_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.stage",
        string="Selectable Stages",
        compute="_compute_mc_stage_ids",
        help="The stages of the ticket's team.",
    )

    @api.model
    def _mc_case_field(self):
        return "ticket_id"

    @api.depends("team_id")
    def _compute_mc_stage_ids(self):
        for ticket in self:
            ticket.mc_stage_ids = ticket.team_id._get_applicable_stages()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """The kanban of our team has the columns of our team."""
        team = self.env["helpdesk.ticket.team"]._mc_team()
        if not self.env.context.get("mc_tickets") and (
            self.env.context.get("default_team_id") != team.id
        ):
            return super()._read_group_stage_ids(stages, domain)
        return stages.search(
            [("id", "in", (stages | team._get_applicable_stages()).ids)]
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("mc_account_id"):
                vals["partner_email"] = False
        return super().create(vals_list)

    def write(self, vals):
        if (vals.get("partner_email") or vals.get("email_cc")) and self._mc_guarded():
            vals = dict(vals, partner_email=False, email_cc=False)
        return super().write(vals)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        result = super()._onchange_partner_id()
        if self._mc_guarded():
            self.partner_email = False
        return result

    # ------------------------------------------------------------------
    # Merging, where helpdesk_mgmt_merge is installed
    # ------------------------------------------------------------------

    def _register_hook(self):
        """The merge wizard is of an addon that need not be there, so it cannot be
        inherited: its public comment on the merge is made a note here."""
        wizard = self.pool.get(MERGE)
        if wizard is None or hasattr(wizard._add_message, "mc_origin"):
            return super()._register_hook()
        origin = wizard._add_message

        def _add_message(self, way, ticket_numbers, ticket):
            self.env["helpdesk.ticket"]._mc_before_merge(
                self.ticket_ids, self.dst_ticket_id
            )
            quiet = ticket.with_context(mc_note_only=bool(ticket._mc_guarded()))
            return origin(self, way, ticket_numbers, quiet)

        _add_message.mc_origin = origin
        wizard._add_message = _add_message
        return super()._register_hook()

    def _unregister_hook(self):
        wizard = self.pool.get(MERGE)
        if wizard is not None and hasattr(wizard._add_message, "mc_origin"):
            wizard._add_message = wizard._add_message.mc_origin
        return super()._unregister_hook()

    @api.model
    def _mc_before_merge(self, merged, target):
        """A ticket that takes a conversation in is that conversation's from now,
        and so are its cases."""
        cases = self.env["marketplace.care.case"].sudo()
        cases.search([("ticket_id", "in", (merged - target).ids)]).write(
            {"ticket_id": target.id}
        )
        source = merged._mc_guarded()[:1].sudo()
        if source and not target._mc_guarded():
            values = {name: source[name] for name in OWN_OF_A_CONVERSATION}
            target.sudo().with_context(tracking_disable=True).write(
                dict(values, mc_account_id=source.mc_account_id.id, partner_email=False)
            )

    def message_post(self, **kwargs):
        if self.env.context.get("mc_note_only"):
            kwargs["subtype_id"] = self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mt_note"
            )
        return super().message_post(**kwargs)
