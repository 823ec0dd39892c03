from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

SERVICE_FIELDS = {
    "mc_account_id",
    "mc_marketplace",
    "mc_conversation",
    "mc_order_ref",
    "mc_url",
    "mc_waiting_since",
    "mc_answer_by",
}


class MarketplaceCareTicketMixin(models.AbstractModel):
    """What a ticket of any helpdesk carries if it mirrors a conversation on a
    marketplace, and why Odoo itself never mails its buyer: the only way to a
    buyer is the service, which knows what each marketplace permits.

    A helpdesk's ticket model inherits this one *before* itself, so that these
    methods have the last word.
    """

    _name = "marketplace.care.ticket.mixin"
    _description = "Ticket of a Marketplace"

    mc_account_id = fields.Many2one(
        comodel_name="marketplace.care.account",
        string="Marketplace Account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The marketplace account on which this conversation is held.",
    )
    mc_marketplace = fields.Char(
        related="mc_account_id.marketplace",
        string="Marketplace",
        store=True,
    )
    mc_conversation = fields.Char(
        string="Conversation",
        readonly=True,
        copy=False,
        help="The conversation's number on the marketplace.",
    )
    mc_order_ref = fields.Char(
        string="Marketplace Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order's number on the marketplace.",
    )
    mc_url = fields.Char(
        string="Marketplace Page",
        readonly=True,
        copy=False,
        help="Where the marketplace itself shows this conversation.",
    )

    mc_waiting_since = fields.Datetime(
        string="Waiting Since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Since when somebody waits for an answer on the marketplace. Empty when"
        " nobody does.",
    )
    mc_answer_by = fields.Datetime(
        string="Answer By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Until when the marketplace wants an answer. A note, another stage or an"
        " automatic message is none.",
    )
    mc_deadline_state = fields.Selection(
        selection=[
            ("waiting", "Waits for Us"),
            ("soon", "Soon Due"),
            ("late", "Late"),
        ],
        string="Deadline",
        compute="_compute_mc_deadline_state",
        help="Where the wait for an answer stands at this moment.",
    )
    mc_answer_rule = fields.Text(
        related="mc_account_id.answer_rule",
        string="Rule",
    )

    @api.depends("mc_waiting_since", "mc_answer_by", "mc_account_id.answer_warn_hours")
    def _compute_mc_deadline_state(self):
        """Not stored: it changes as time passes."""
        now = fields.Datetime.now()
        for ticket in self:
            warn = timedelta(hours=ticket.sudo().mc_account_id.answer_warn_hours)
            if not ticket.mc_waiting_since:
                ticket.mc_deadline_state = False
            elif not ticket.mc_answer_by or ticket.mc_answer_by - warn > now:
                ticket.mc_deadline_state = "waiting"
            else:
                ticket.mc_deadline_state = (
                    "soon" if ticket.mc_answer_by > now else "late"
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._mc_check_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._mc_check_fields(vals)
        return super().write(vals)

    def _mc_check_fields(self, vals):
        """An agent who could take the account off a ticket would open the way to
        the buyer that this mixin closes."""
        if SERVICE_FIELDS.isdisjoint(vals) or self.env.su or self.env.is_system():
            return
        if any(vals[name] for name in SERVICE_FIELDS.intersection(vals)) or any(
            ticket.mc_account_id for ticket in self
        ):
            raise AccessError(
                self.env._(
                    "What a ticket says of its marketplace is not changed by hand."
                )
            )

    def action_mc_open(self):
        """Open the conversation on the marketplace."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.mc_url, "target": "new"}

    # ------------------------------------------------------------------
    # No mail to a buyer
    # ------------------------------------------------------------------

    def _mc_guarded(self):
        """The tickets among these that belong to a marketplace."""
        return self.filtered(lambda ticket: ticket.sudo().mc_account_id)

    @api.model
    def _mc_internal(self, partner_ids):
        """The partners among these who have an internal user."""
        return (
            self.env["res.partner"]
            .sudo()
            .browse(partner_ids or [])
            .filtered(lambda partner: not partner.partner_share)
        )

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        guarded = self._mc_guarded()
        internal_ids = self._mc_internal(partner_ids).ids if guarded else []
        if internal_ids:
            super(MarketplaceCareTicketMixin, guarded)._message_subscribe(
                internal_ids, subtype_ids, customer_ids
            )
        return super(MarketplaceCareTicketMixin, self - guarded)._message_subscribe(
            partner_ids, subtype_ids, customer_ids
        )

    def _message_add_default_recipients(self):
        recipients = super()._message_add_default_recipients()
        for ticket in self._mc_guarded():
            recipients[ticket.id] = {
                "email_cc_lst": [],
                "email_to_lst": [],
                "partners": self.env["res.partner"],
            }
        return recipients

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        suggested = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        for ticket in self._mc_guarded():
            internal = self._mc_internal(
                [row["partner_id"] for row in suggested[ticket.id] if row["partner_id"]]
            )
            suggested[ticket.id] = [
                row for row in suggested[ticket.id] if row["partner_id"] in internal.ids
            ]
        return suggested

    def message_post(self, *, partner_ids=None, outgoing_email_to=False, **kwargs):
        if self._mc_guarded():
            partner_ids = self._mc_internal(partner_ids).ids
            outgoing_email_to = False
        return super().message_post(
            partner_ids=partner_ids, outgoing_email_to=outgoing_email_to, **kwargs
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        if not self._mc_guarded():
            return recipients
        internal = self._mc_internal([row["id"] for row in recipients if row["id"]])
        return [row for row in recipients if row["id"] in internal.ids]

    def _track_template(self, changes):
        """The templates of a stage are mails to the customer."""
        return {} if self[:1]._mc_guarded() else super()._track_template(changes)

    def rating_send_request(self, *args, **kwargs):
        """No request for a rating, where an app for ratings is installed."""
        tickets = self - self._mc_guarded()
        return super(MarketplaceCareTicketMixin, tickets).rating_send_request(
            *args, **kwargs
        )
