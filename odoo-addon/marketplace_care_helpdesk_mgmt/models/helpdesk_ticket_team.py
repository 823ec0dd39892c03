from odoo import api, models

TEAM = "marketplace_care_helpdesk_mgmt.team"


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    @api.model
    def _mc_team(self):
        """The team of the marketplaces, nobody if it was deleted."""
        return self.env.ref(TEAM, raise_if_not_found=False) or self.browse()

    def _get_applicable_stages(self):
        """The stages of all teams are not those of ours: it has its own, and
        theirs would stand beside them under the same names."""
        stages = super()._get_applicable_stages()
        own = (
            stages.filtered("team_ids") if self and self == self._mc_team() else stages
        )
        return own or stages
