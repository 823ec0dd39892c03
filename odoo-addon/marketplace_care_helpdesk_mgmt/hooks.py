from odoo import Command
from odoo.tools import SQL

from odoo.addons.marketplace_care.models.marketplace_care_service import XMLID_MODULE

ADDON = "marketplace_care_helpdesk_mgmt"
# Team, stages and channel, each under the name by which the service knows it
# where there is no addon, and by which it finds it again when the addon goes.
SETUP = {
    "team": "setup.team",
    "stage_new": "setup.stage_new",
    "stage_progress": "setup.stage_progress",
    "stage_waiting": "setup.stage_waiting",
    "stage_closed": "setup.stage_closed",
    "channel": "setup.channel",
}


def post_init_hook(env):
    """Go on with what the service made before the addon came."""
    made_before = adopt_setup(env)
    if "team" not in made_before:
        add_members(env)
    adopt_tickets(env)
    remove_stand_ins(env)


def uninstall_hook(env):
    """Leave tickets, team and stages as the service needs them without the addon.

    The order's customer goes from the tickets, as it would never have been there
    without the addon: nobody keeps Odoo from mailing that address any more.
    """
    env.cr.execute(
        SQL(
            """UPDATE helpdesk_ticket ticket
                  SET partner_id = NULL, commercial_partner_id = NULL,
                      partner_name = COALESCE(ticket.partner_name, partner.name)
                 FROM res_partner partner
                WHERE partner.id = ticket.partner_id
                  AND partner.email IS NOT NULL
                  AND ticket.mc_account_id IS NOT NULL"""
        )
    )
    env["helpdesk.ticket"].invalidate_model()


def adopt_setup(env):
    """One team, one set of stages: those that the service made stay, and where it
    made none, ours carry its names too, so that they outlive this addon.

    :return: the names of what was there before
    """
    adopted = {}
    for name, setup_name in SETUP.items():
        ours = env.ref(f"{ADDON}.{name}")
        before = env.ref(f"{XMLID_MODULE}.{setup_name}", raise_if_not_found=False)
        if before and before != ours:
            adopted[name] = before
            continue
        if not before:
            bind(env, XMLID_MODULE, setup_name, ours)
        if name == "team":
            # The team's record of its mail address has an external id of its own.
            bind(env, XMLID_MODULE, f"{setup_name}_mail_alias", ours.alias_id)
    for name in sorted(adopted, key=lambda name: name == "team"):
        env.ref(f"{ADDON}.{name}").unlink()
        bind(env, ADDON, name, adopted[name])
    if "team" in adopted:
        stages = env["helpdesk.ticket.stage"].browse(
            env.ref(f"{ADDON}.{name}").id for name in SETUP if name.startswith("stage_")
        )
        stages.write({"team_ids": [Command.link(adopted["team"].id)]})
    return adopted


def bind(env, module, name, record):
    data = env["ir.model.data"]
    data.search([("module", "=", module), ("name", "=", name)]).unlink()
    data.create(
        {
            "module": module,
            "name": name,
            "model": record._name,
            "res_id": record.id,
            "noupdate": True,
        }
    )


def add_members(env):
    """A ticket can only be assigned to members of its team: who works with the
    helpdesk today is one."""
    agents = env.ref("helpdesk_mgmt.group_helpdesk_user_own").all_user_ids.filtered(
        lambda user: user.active and not user.share
    )
    env.ref(f"{ADDON}.team").write(
        {"user_ids": [Command.link(user.id) for user in agents]}
    )


def adopt_tickets(env):
    """Tickets that the service made without the addon are tickets of a
    marketplace too; their external id names the account and the conversation."""
    accounts = env["marketplace.care.account"]
    data = env["ir.model.data"].search(
        [("module", "=", XMLID_MODULE), ("model", "=", "helpdesk.ticket")]
    )
    for row in data:
        account, separator, conversation = row.name.partition(".t.")
        ticket = env["helpdesk.ticket"].browse(row.res_id).exists()
        if separator and ticket and not ticket.mc_account_id:
            ticket.with_context(tracking_disable=True).write(
                {
                    "mc_account_id": accounts._mc_account({"name": account}).id,
                    "mc_conversation": conversation,
                    "partner_email": False,
                }
            )


def remove_stand_ins(env):
    """The views and fields by which the service showed deadlines without the addon:
    from now on the addon's own do. The service fills them anew."""
    data = env["ir.model.data"].search(
        [
            ("module", "=", XMLID_MODULE),
            ("model", "=", "ir.ui.view"),
            ("name", "=like", "setup.view\\_%"),
        ]
    )
    env["ir.ui.view"].browse(data.mapped("res_id")).exists().unlink()
    env["ir.model.fields"].search(
        [
            ("model", "=", "helpdesk.ticket"),
            ("name", "in", ["x_mc_waiting_since", "x_mc_answer_by"]),
            ("state", "=", "manual"),
        ]
    ).unlink()
