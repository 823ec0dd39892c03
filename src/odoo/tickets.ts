import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { SILENT, type OdooBridge } from './bridge.ts'
import { gathered } from './feed.ts'
import {
  closedDomain,
  isClosing,
  sendsMail,
  stageRow,
  TICKET,
  type Helpdesk,
  type Stage,
  type TicketRow,
} from './flavour.ts'
import { identify, locate, places, ticketRows } from './locate.ts'
import { place } from './place.ts'
import type { FeedCursor, TicketPlace, Tickets } from './ports.ts'
import { odooTime } from './records.ts'
import type { OwnPlace, Setup } from './setup.ts'
import { ADDON, type Surroundings } from './surroundings.ts'

/** Tickets of the helpdesk, by the addon's methods where it is. */
export function createTickets(surroundings: Surroundings, setup: Setup): Tickets {
  const { bridge } = surroundings
  return {
    locate: (account, conversations) => locate(surroundings, account, conversations),
    place: (batch) => place(surroundings, setup, batch),
    reopen: (ticketIds) => turn(surroundings, setup, ticketIds, 'open'),
    close: (ticketIds) => turn(surroundings, setup, ticketIds, 'closed'),
    identify: (ticketIds) => identify(bridge, ticketIds),
    closedSince: (cursor, start) => closedSince(surroundings, cursor, start),
    link: (ticketId) => recordLink(bridge.address, TICKET, ticketId),
  }
}

/** Address of a record that every version of Odoo leads to its form, after the log-in if need be. */
export const recordLink = (address: string, model: string, id: number): string =>
  `${address}/mail/view?model=${model}&res_id=${String(id)}`

/** Brings tickets into an open or a closing stage, where they are not in one; opening brings them out of the archive. */
async function turn(
  surroundings: Surroundings,
  setup: Setup,
  ticketIds: readonly number[],
  stage: 'open' | 'closed',
): Promise<void> {
  if (ticketIds.length === 0) return
  if (await surroundings.has('mirror_batch')) return turnByAddon(surroundings.bridge, ticketIds, stage)
  const rows = await ticketRows(surroundings.bridge, ticketIds)
  const standing = await places(surroundings, rows)
  const own = await setup.ownPlace()
  const stages = await stagesOfTeams(surroundings, [...rows.values()])
  const helpdesk = await surroundings.helpdesk()
  const changes = [...rows.values()].flatMap((row) => {
    const ticket = standing.get(row.id)
    const values = {
      ...(stage === 'open' && !row.active ? { active: true } : {}),
      ...(ticket?.closed === (stage === 'closed') ? {} : { stage_id: stageFor(row, stage, { own, stages, helpdesk }) }),
    }
    return Object.keys(values).length === 0 ? [] : [{ id: row.id, values }]
  })
  for (const [, same] of Map.groupBy(changes, ({ values }) => JSON.stringify(values))) {
    const ids = same.map(({ id }) => id)
    // Without tracking no stage's mail template is looked at.
    await surroundings.bridge.call(TICKET, 'write', [ids, same[0]?.values], { context: SILENT })
  }
}

async function turnByAddon(bridge: OdooBridge, ticketIds: readonly number[], stage: 'open' | 'closed'): Promise<void> {
  const updates = ticketIds.map((id) => ({ ticket_id: id, stage, ...(stage === 'open' ? { unarchive: true } : {}) }))
  // The method wants an account and makes one that is new: any that exists will do, updates do not look at it.
  const [account] = await bridge.rows(ADDON, z.object({ name: z.string() }), [], { limit: 1 })
  if (account === undefined) throw new Permanent('Odoo has tickets of marketplaces but no marketplace account.')
  await bridge.batch(ADDON, 'mirror_batch', [{ account, updates }])
}

interface Choice {
  readonly own: OwnPlace
  readonly stages: readonly Stage[]
  readonly helpdesk: Helpdesk
}

/** Our own stage in our own team; for a ticket that an agent moved elsewhere the first stage there that writes no mail. */
function stageFor(row: TicketRow, wanted: 'open' | 'closed', { own, stages, helpdesk }: Choice): number {
  const ours = wanted === 'open' ? own.stage_progress : own.stage_closed
  if (row.team_id?.id === own.team) return ours
  const fits = stages.filter(
    (stage) =>
      isClosing(helpdesk, stage) === (wanted === 'closed') &&
      !sendsMail(helpdesk, stage) &&
      (stage.team_ids.length === 0 || (row.team_id !== null && stage.team_ids.includes(row.team_id.id))),
  )
  return fits[0]?.id ?? ours
}

async function stagesOfTeams(surroundings: Surroundings, rows: readonly TicketRow[]): Promise<readonly Stage[]> {
  const { stageModel } = await surroundings.helpdesk()
  const teams = rows.flatMap((row) => row.team_id?.id ?? [])
  const domain = ['|', ['team_ids', '=', false], ['team_ids', 'in', teams]]
  return surroundings.bridge.rows(stageModel, stageRow, domain, { order: 'sequence, id', archived: 'hidden' })
}

async function closedSince(
  surroundings: Surroundings,
  cursor: FeedCursor | undefined,
  start: Instant,
): Promise<{ readonly tickets: readonly TicketPlace[]; readonly cursor: FeedCursor | undefined }> {
  const { bridge } = surroundings
  const helpdesk = await surroundings.helpdesk()
  const domain = [...closedDomain(helpdesk), [helpdesk.closedDateField, '>=', odooTime(start)]]
  const changed = await gathered(bridge, { model: TICKET, domain, paging: 'by-id' }, cursor)
  const ours = await identify(bridge, changed.ids)
  const rows = await ticketRows(bridge, ours.keys())
  const tickets = [...(await places(surroundings, rows)).values()].filter((ticket) => ticket.closed)
  return { tickets, cursor: changed.cursor }
}
