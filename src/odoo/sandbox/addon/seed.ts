import { create, write } from '../crud.ts'
import type { Env } from '../env.ts'
import { nameRecord } from '../load.ts'
import type { Values } from '../model.ts'

/** Of the addon, as its manifests have it. */
export const ADDON_VERSION = '19.0.1.4.0'

/** The glue's own team, channel and stages, under the addon's names and under the service's. */
export function seedAddon(env: Env): void {
  const manager = env.ref('marketplace_care.group_manager')
  for (const user of ['base.user_root', 'base.user_admin']) {
    write(env, 'res.users', [env.ref(user) ?? 0], { group_ids: [[4, manager]] })
  }
  for (const name of ['marketplace_care', 'marketplace_care_helpdesk_mgmt']) {
    create(env, 'ir.module.module', { name, state: 'installed', latest_version: ADDON_VERSION })
  }
  const members = env
    .search('res.users', [['share', '=', false]])
    .filter((user) => Number(env.value('res.users', user, 'id')) > 1)
  const shared = { company_id: false }
  const team = add(env, 'team', 'helpdesk.ticket.team', {
    ...shared,
    name: 'Marketplaces',
    sequence: 5,
    show_in_portal: false,
    user_ids: [[6, 0, members]],
  })
  add(env, 'channel', 'helpdesk.ticket.channel', { ...shared, name: 'Marketplace' })
  const stages: readonly [string, string, Values][] = [
    ['stage_new', 'New', { unattended: true }],
    ['stage_progress', 'In progress', {}],
    ['stage_waiting', 'Waiting', {}],
    ['stage_closed', 'Closed', { closed: true, fold: true }],
  ]
  for (const [index, [xmlid, name, values]] of stages.entries()) {
    const stage = { ...shared, name, sequence: index + 1, team_ids: [[6, 0, [team]]], ...values }
    add(env, xmlid, 'helpdesk.ticket.stage', stage)
  }
}

function add(env: Env, name: string, model: string, values: Values): number {
  const id = create(env, model, values)
  nameRecord(env, `marketplace_care_helpdesk_mgmt.${name}`, model, id)
  nameRecord(env, `__mc__.setup.${name}`, model, id)
  return id
}
