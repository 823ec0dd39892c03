import { z } from 'zod'
import { accountName, type AccountName, type ConversationId, type MessageId, type OdooRecord } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { OdooBridge } from './bridge.ts'
import { isClosing, stageRow, TICKET, ticketRow, type TicketRow } from './flavour.ts'
import { mergedFrom, mergedInto } from './merges.ts'
import { messageIdOf, MESSAGE_ID_DOMAIN, XMLID_MODULE } from './naming.ts'
import type { TicketPlace } from './ports.ts'
import { chunks, id, text } from './records.ts'
import type { Surroundings } from './surroundings.ts'

export interface Sought {
  readonly id: ConversationId
  readonly known: OdooRecord | null
  readonly messages: readonly MessageId[]
}

const ourMessage = z.object({ id, res_id: z.number(), message_id: text, message_type: z.string() })
/** A ticket may be merged again; a ring of merges ends the search. */
const MERGES_FOLLOWED = 10

/**
 * Where conversations stand now: the ticket the ledger knows, else the ticket that holds one of the messages, merges followed.
 * A known ticket with another `create_date` is another ticket (Odoo was restored), so it counts as not known.
 * External ids themselves cannot be searched with least rights (tried), messages by `message_id` can.
 */
export async function locate(
  surroundings: Surroundings,
  account: AccountName,
  conversations: readonly Sought[],
): Promise<ReadonlyMap<ConversationId, TicketPlace>> {
  const { bridge } = surroundings
  const knownIds = conversations.flatMap(({ known }) => (known === null ? [] : [known.id]))
  const rows = await ticketRows(bridge, knownIds)
  const standing = new Map<ConversationId, TicketRow>()
  for (const { id: conversation, known } of conversations) {
    const row = known === null ? undefined : rows.get(known.id)
    if (row !== undefined && row.create_date === known?.createDate) standing.set(conversation, row)
  }
  const lost = conversations.filter((conversation) => !standing.has(conversation.id))
  for (const [conversation, row] of await byMessages(bridge, account, lost)) standing.set(conversation, row)
  return places(surroundings, await followed(bridge, standing))
}

/** Which conversation a ticket mirrors, told by its external id; a ticket made by a merge has that of the only one merged into it. */
export async function identify(
  bridge: OdooBridge,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, Identity>> {
  if (ticketIds.length === 0) return new Map()
  const found = await byXmlid(bridge, ticketIds)
  const foreign = ticketIds.filter((ticket) => !found.has(ticket))
  const merged = await mergedFrom(bridge, await withOurMessages(bridge, foreign))
  const origins = await byXmlid(bridge, [...new Set([...merged.values()].flatMap((from) => [...from]))])
  for (const [ticket, from] of merged) {
    const theirs = [...from].flatMap((origin) => origins.get(origin) ?? [])
    const [only] = theirs
    if (only !== undefined && theirs.every(same(only))) found.set(ticket, only)
  }
  const rows = await ticketRows(bridge, [...found.keys()])
  return new Map(
    [...found].flatMap(([ticket, name]) => {
      const row = rows.get(ticket)
      return row === undefined ? [] : [[ticket, { ...name, createDate: row.create_date }] as const]
    }),
  )
}

export interface Identity {
  readonly account: AccountName
  /** As the external id has it: what is not safe there was hashed (`safePart`). */
  readonly conversation: string
  readonly createDate: Instant
}

type Name = Omit<Identity, 'createDate'>
const same =
  (a: Name) =>
  (b: Name): boolean =>
    a.account === b.account && a.conversation === b.conversation

/** Tickets as the flows see them. */
export async function places<Key>(
  surroundings: Surroundings,
  rows: ReadonlyMap<Key, TicketRow>,
): Promise<Map<Key, TicketPlace>> {
  const closing = await closingStages(surroundings, [...rows.values()])
  return new Map(
    [...rows].map(([key, row]) => [
      key,
      {
        model: TICKET,
        id: row.id,
        createDate: row.create_date,
        active: row.active,
        closed: row.closed ?? closing.has(row.stage_id?.id ?? 0),
        assigned: row.user_id?.id ?? null,
      },
    ]),
  )
}

export async function ticketRows(bridge: OdooBridge, ids: Iterable<number>): Promise<Map<number, TicketRow>> {
  const rows = await bridge.byIds(TICKET, ticketRow, ids)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where the ticket itself does not say whether it is closed, its stage does. */
async function closingStages(surroundings: Surroundings, rows: readonly TicketRow[]): Promise<ReadonlySet<number>> {
  const stageIds = rows.flatMap((row) => (row.closed === undefined && row.stage_id !== null ? row.stage_id.id : []))
  if (stageIds.length === 0) return new Set()
  const helpdesk = await surroundings.helpdesk()
  const stages = await surroundings.bridge.byIds(helpdesk.stageModel, stageRow, stageIds)
  return new Set(stages.filter((stage) => isClosing(helpdesk, stage)).map((stage) => stage.id))
}

async function byMessages(
  bridge: OdooBridge,
  account: AccountName,
  lost: readonly Sought[],
): Promise<Map<ConversationId, TicketRow>> {
  const owner = new Map(
    lost.flatMap(({ id: conversation, messages }) =>
      messages.map((message) => [messageIdOf(account, message), conversation] as const),
    ),
  )
  const ticketOf = new Map<ConversationId, number>()
  const found = await ourMessages(bridge, [...owner.keys()])
  // A merge leaves notifications where they were, so what the buyer wrote tells better.
  found.sort((a, b) => Number(a.message_type === 'notification') - Number(b.message_type === 'notification'))
  for (const message of found) {
    const conversation = owner.get(message.message_id ?? '')
    if (conversation !== undefined && !ticketOf.has(conversation)) ticketOf.set(conversation, message.res_id)
  }
  const rows = await ticketRows(bridge, ticketOf.values())
  return new Map(
    [...ticketOf].flatMap(([conversation, ticket]) => {
      const row = rows.get(ticket)
      return row === undefined ? [] : [[conversation, row] as const]
    }),
  )
}

/** Messages on tickets by `message_id`, newest first. */
export async function ourMessages(
  bridge: OdooBridge,
  messageIds: readonly string[],
): Promise<z.infer<typeof ourMessage>[]> {
  const found: z.infer<typeof ourMessage>[] = []
  for (const part of chunks(messageIds, 500)) {
    const domain = [
      ['model', '=', TICKET],
      ['message_id', 'in', part],
    ]
    found.push(...(await bridge.rows('mail.message', ourMessage, domain, { order: 'id desc' })))
  }
  return found
}

async function followed(
  bridge: OdooBridge,
  standing: ReadonlyMap<ConversationId, TicketRow>,
): Promise<Map<ConversationId, TicketRow>> {
  const present = new Map(standing)
  for (let step = 0; step < MERGES_FOLLOWED; step += 1) {
    const archived = [...present].filter(([, row]) => !row.active)
    if (archived.length === 0) return present
    const into = await mergedInto(bridge, [...new Set(archived.map(([, row]) => row.id))])
    if (into.size === 0) return present
    const rows = await ticketRows(bridge, into.values())
    for (const [conversation, row] of archived) {
      const target = rows.get(into.get(row.id) ?? 0)
      if (target !== undefined) present.set(conversation, target)
    }
  }
  return present
}

async function withOurMessages(bridge: OdooBridge, ticketIds: readonly number[]): Promise<number[]> {
  if (ticketIds.length === 0) return []
  const domain = [
    ['model', '=', TICKET],
    ['res_id', 'in', ticketIds],
    ['message_id', '=like', `%@${MESSAGE_ID_DOMAIN}>`],
  ]
  const rows = await bridge.rows('mail.message', z.object({ res_id: z.number() }), domain)
  return [...new Set(rows.map((row) => row.res_id))]
}

async function byXmlid(bridge: OdooBridge, ticketIds: readonly number[]): Promise<Map<number, Name>> {
  const names = new Map<number, Name>()
  const pattern = new RegExp(`^${XMLID_MODULE}\\.([a-z0-9-]+)\\.t\\.(.+)$`)
  for (const part of chunks(ticketIds, 1000)) {
    const answer = z.record(z.string(), z.string()).parse(await bridge.call(TICKET, 'get_external_id', [part]))
    for (const [ticket, xmlid] of Object.entries(answer)) {
      const [, account, conversation] = pattern.exec(xmlid) ?? []
      if (account === undefined || conversation === undefined) continue
      names.set(Number(ticket), { account: accountName(account), conversation })
    }
  }
  return names
}
