import { z } from 'zod'
import { plusMs, type Instant } from '../domain/time.ts'
import { takeActivities } from './activity-over.ts'
import { TICKET } from './flavour.ts'
import { load } from './load.ts'
import { reminderMessageId, remindersOf, remindersUntil } from './naming.ts'
import type { Deadlines, DeadlineToShow, Reader, ReceiptActivity } from './ports.ts'
import { writeReminders } from './receipts.ts'
import { chunks, flag, id, ids, many2one, maybeTime, odooTime, text } from './records.ts'
import { ADDON, type Surroundings } from './surroundings.ts'

/** The fields that `setup` makes where there is no addon. */
export const OWN_FIELDS = { since: 'x_mc_waiting_since', by: 'x_mc_answer_by' } as const

const AT_ONCE = 200
/** Fields may be made while we run: so often they are looked for anew. */
const LOOK_AGAIN_MS = 60_000

const shownRow = z.object({ id, [OWN_FIELDS.since]: maybeTime, [OWN_FIELDS.by]: maybeTime })
const ticketRow = z.object({ id, user_id: many2one, team_id: many2one })
/** OCA names the lead `user_id`; Enterprise has members only. */
const teamRow = z.object({ id, user_id: many2one.optional(), user_ids: ids.optional(), member_ids: ids.optional() })
const userRow = z.object({ id, name: text, lang: text, active: flag, share: flag })

/** Deadlines on tickets: by the addon's method where it is. */
export function createDeadlines(surroundings: Surroundings): Deadlines {
  let looked: Instant | undefined
  const place: Deadlines['place'] = async () => {
    if (await surroundings.has('deadlines_batch')) return 'addon'
    if (await surroundings.has('mirror_batch')) return 'addon too old'
    const { bridge } = surroundings
    const now = bridge.clock.now()
    if ((await bridge.fields(TICKET)).has(OWN_FIELDS.by)) return 'fields'
    if (looked === undefined || looked < plusMs(now, -LOOK_AGAIN_MS)) {
      looked = now
      bridge.forget(TICKET)
      if ((await bridge.fields(TICKET)).has(OWN_FIELDS.by)) return 'fields'
    }
    return 'nowhere'
  }
  return {
    place,
    async show(account, rows) {
      const where = await place()
      for (const part of chunks(rows, AT_ONCE)) {
        if (where === 'addon') await showByAddon(surroundings, account, part)
        else {
          if (where === 'fields') await showByLoad(surroundings, part)
          const ids = part.map(({ ticketId }) => ticketId)
          await takeActivities(surroundings.bridge, { model: TICKET, ids }, (xmlid) =>
            part.some((row) => isOver(xmlid, account, row)),
          )
        }
      }
    },
    readers: (ticketIds) => readers(surroundings, ticketIds),
    async remind(account, reminders) {
      if ((await place()) === 'addon too old') return
      await writeReminders(
        surroundings,
        reminders.map(({ ticketId, conversation, answerBy, day, bodyHtml, to }) => ({
          model: TICKET,
          id: ticketId,
          messageId: reminderMessageId(account, conversation, answerBy),
          bodyHtml,
          activities: to.map((one): ReceiptActivity & { readonly due: string } => ({
            ...one,
            due: day,
            xmlid: `${remindersUntil(account, conversation, answerBy)}${String(one.userId)}`,
          })),
        })),
      )
    },
  }
}

type Shown = Parameters<Deadlines['show']>[0]

async function showByAddon({ bridge }: Surroundings, account: Shown, rows: readonly DeadlineToShow[]): Promise<void> {
  await bridge.batch(ADDON, 'deadlines_batch', [
    {
      account: {
        name: account.name,
        answer_rule: account.answerRule,
        answer_warn_hours: account.answerWarnSeconds / 3600,
      },
      tickets: rows.map((row) => ({
        ticket_id: row.ticketId,
        waiting_since: cell(row.waitingSince),
        answer_by: cell(row.answerBy),
        reminders: remindersOf(account.name, row.conversation),
        keep: row.remindedBy === null ? false : remindersUntil(account.name, row.conversation, row.remindedBy),
      })),
    },
  ])
}

const cell = (at: Instant | null): string | false => (at === null ? false : odooTime(at))

/** An import also changes records, by their database id (tried), each with its own values, in one call. */
async function showByLoad(surroundings: Surroundings, rows: readonly DeadlineToShow[]): Promise<void> {
  const { bridge } = surroundings
  const wanted = new Map(rows.map((row) => [row.ticketId, row]))
  const shown = await bridge.byIds(TICKET, shownRow, wanted.keys())
  const differing = shown.flatMap((ticket) => {
    const row = wanted.get(ticket.id)
    if (row === undefined) return []
    const cells = [cell(row.waitingSince), cell(row.answerBy)]
    const same = cell(ticket[OWN_FIELDS.since]) === cells[0] && cell(ticket[OWN_FIELDS.by]) === cells[1]
    return same ? [] : [[[String(ticket.id), ...cells]]]
  })
  if (differing.length === 0) return
  const { userGroup } = await surroundings.helpdesk()
  await load(bridge, TICKET, ['.id', OWN_FIELDS.since, OWN_FIELDS.by], differing, {
    group: userGroup,
    allRefused: 'listed',
  })
}

function isOver(xmlid: string, { name }: Shown, { conversation, remindedBy }: DeadlineToShow): boolean {
  if (!xmlid.startsWith(remindersOf(name, conversation))) return false
  return remindedBy === null || !xmlid.startsWith(remindersUntil(name, conversation, remindedBy))
}

async function readers(
  surroundings: Surroundings,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Reader[]>> {
  const { bridge } = surroundings
  const helpdesk = await surroundings.helpdesk()
  const tickets = await bridge.byIds(TICKET, ticketRow, ticketIds)
  const teamIds = tickets.flatMap(({ team_id: team }) => team?.id ?? [])
  const teams = new Map((await bridge.byIds(helpdesk.teamModel, teamRow, teamIds)).map((team) => [team.id, team]))
  const own = await bridge.connect()
  const wanted = new Map(
    tickets.map((ticket) => {
      const team = teams.get(ticket.team_id?.id ?? 0)
      const named = [ticket.user_id?.id, team?.user_id?.id].filter((user) => user !== undefined)
      const members = team?.user_ids ?? team?.member_ids ?? []
      const others = members.filter((user) => user !== own)
      return [ticket.id, named.length > 0 ? named : others.length > 0 ? others : members] as const
    }),
  )
  const users = new Map(
    (await bridge.byIds('res.users', userRow, [...wanted.values()].flat()))
      .filter(({ active, share }) => active && !share)
      .map((user) => [user.id, { userId: user.id, name: user.name ?? '', language: user.lang ?? 'en_US' }]),
  )
  return new Map(
    [...wanted].map(([ticket, those]) => [ticket, [...new Set(those)].flatMap((user) => users.get(user) ?? [])]),
  )
}
