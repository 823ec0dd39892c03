import type { Effect } from '../domain/effect.ts'
import { type AccountName, accountName, type EffectId } from '../domain/ids.ts'
import { nameOf } from '../domain/restore.ts'
import type { BoundTicket, PlacedMessage, RebindChanges, WrittenReceipt } from '../ledger/restore-ports.ts'
import type { Halt } from '../ledger/ports.ts'
import { begunMessageId, messageIdOf, receiptMessageId } from '../odoo/naming.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { isDecision } from './returns-receipt.ts'
import { receiptsThrough, throughCursor, unknownAmong } from './restores.ts'
import { settleToldAnswers } from './told.ts'
import type { TrackingPayload } from './tracking-effects.ts'

const ODOO = accountName('_odoo')
const ODOO_FEEDS = ['answers', 'orders', 'pickings', 'tracking', 'refunds'] as const
/** Read for each account by itself. */
const ACCOUNT_FEEDS = ['closed-tickets', 'returned', 'credited', 'cancelled'] as const

/** What differs between the ledger and its Odoo, and what a rebind would change. */
export interface Differences {
  readonly stop: Halt | undefined
  readonly marks: readonly { readonly name: string; readonly before: string | null; readonly now: string | null }[]
  readonly tickets: {
    readonly known: number
    readonly gone: number
    readonly reissued: number
    readonly foundElsewhere: number
  }
  readonly messages: { readonly known: number; readonly lost: number; readonly moved: number }
  /** Effects that Odoo's receipts show as done. */
  readonly told: readonly string[]
  /** Receipts that no effect is known for. */
  readonly unknownReceipts: number
  /** Planned effects whose record is gone or another one. */
  readonly deleted: readonly EffectId[]
  readonly changes: RebindChanges
}

/** Compares everything; changes nothing. */
export async function differences(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<Differences> {
  const { ledger } = ports
  const stop = await ledger.halted()
  const marks = await marksNow(ports)
  const before = await ledger.restores.marks()
  const tickets = await ticketDifferences(ports)
  const messages = await messageDifferences(tickets.lost, ports)
  const sources = await sourceDifferences(ports)
  const receipts = await receiptDifferences(accounts, sources.open, ports)
  const odooRestored = stop?.side === 'odoo' || tickets.lost.size > 0 || messages.lost.length > 0
  return {
    stop,
    marks: [...new Set([...Object.keys(before), ...Object.keys(marks)])]
      .map((name) => ({ name, before: before[name] ?? null, now: marks[name] ?? null }))
      .filter((mark) => mark.before !== mark.now),
    tickets: tickets.counts,
    messages: { known: messages.known, lost: messages.lost.length, moved: messages.moved.length },
    told: receipts.told,
    unknownReceipts: receipts.unknown,
    deleted: sources.gone.filter(isWaiting).map(({ id }) => id),
    changes: {
      // A mark that cannot be read any more stays.
      marks: { ...before, ...marks },
      moved: tickets.moved,
      forgotten: tickets.forgotten,
      movedMessages: messages.moved,
      lostMessages: messages.lost,
      sourceless: sources.gone.map(({ id }) => id),
      ...(odooRestored ? await lostReceipts(ports) : { lostReceipts: [], untold: [] }),
      cursors: [throughCursor(receipts.through), ...(odooRestored ? await lateCursors(accounts, ports) : [])],
      showAgain: odooRestored,
    },
  }
}

/**
 * Does what `differences` shows. What Odoo's receipts show as sent becomes done first, with the answers' texts, so that the next look at
 * the marketplace knows our own answers; sending is free again with the last step.
 */
export async function rebind(
  found: Differences,
  by: string,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<void> {
  const { ledger, outbox } = ports
  await ledger.halt('odoo', 'The ledger is being rebound. Nothing is sent until that is done.')
  const reading = accounts.filter(({ account }) => account.mode !== 'read')
  await settleToldAnswers(reading, ports)
  await outbox.told(found.told.map((dedupeKey) => ({ dedupeKey, result: { via: 'receipt' } })))
  await ledger.restores.rebind(found.changes, by)
  outbox.wake()
}

async function marksNow({ odoo }: FlowPorts): Promise<Record<string, string>> {
  const { marks } = await odoo.info()
  return Object.fromEntries(
    Object.entries(marks).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

interface TicketDifferences {
  readonly counts: Differences['tickets']
  /** Conversations whose ticket is gone or another one. */
  readonly lost: ReadonlySet<string>
  readonly moved: readonly BoundTicket[]
  readonly forgotten: readonly Pick<BoundTicket, 'account' | 'conversation'>[]
}

const placeOf = ({ account, conversation }: Pick<BoundTicket, 'account' | 'conversation'>): string =>
  `${account}\n${conversation}`

async function ticketDifferences(ports: FlowPorts): Promise<TicketDifferences> {
  const { ledger, odoo } = ports
  const lost: BoundTicket[] = []
  let known = 0
  let reissued = 0
  for (let page = await ledger.restores.boundTickets(undefined); page.length > 0;) {
    const present = await odoo.traces.present(
      'helpdesk.ticket',
      page.map(({ id }) => id),
    )
    for (const bound of page) {
      const now = present.get(bound.id)
      known += 1
      if (now?.createDate === bound.createDate) continue
      if (now !== undefined) reissued += 1
      lost.push(bound)
    }
    page = await ledger.restores.boundTickets(page.at(-1))
  }
  const moved: BoundTicket[] = []
  for (const [account, some] of Map.groupBy(lost, (bound) => bound.account)) {
    moved.push(...(await foundAgain(account, some, ports)))
  }
  const places = new Set(moved.map(placeOf))
  const forgotten = lost.filter((bound) => !places.has(placeOf(bound)))
  return {
    counts: { known, gone: lost.length - reissued, reissued, foundElsewhere: moved.length },
    lost: new Set(lost.map(placeOf)),
    moved,
    forgotten: forgotten.map(({ account, conversation }) => ({ account, conversation })),
  }
}

const LOCATED_AT_ONCE = 200

/** Tickets that hold a message of the conversation, wherever they stand now. */
async function foundAgain(
  account: AccountName,
  lost: readonly BoundTicket[],
  { ledger, odoo }: FlowPorts,
): Promise<readonly BoundTicket[]> {
  const found: BoundTicket[] = []
  for (let from = 0; from < lost.length; from += LOCATED_AT_ONCE) {
    const sought = []
    for (const { conversation } of lost.slice(from, from + LOCATED_AT_ONCE))
      sought.push({
        id: conversation,
        known: null,
        messages: [begunMessageId(conversation), ...(await ledger.restores.messagesOf(account, conversation))],
      })
    for (const [conversation, place] of await odoo.tickets.locate(account, sought))
      found.push({ account, conversation, id: place.id, createDate: place.createDate })
  }
  return found
}

/** Messages of tickets that stand: each is there under its number, under another one, or gone. */
async function messageDifferences(
  lostTickets: ReadonlySet<string>,
  { ledger, odoo }: FlowPorts,
): Promise<{
  readonly known: number
  readonly moved: RebindChanges['movedMessages']
  readonly lost: RebindChanges['lostMessages']
}> {
  const missing: PlacedMessage[] = []
  let known = 0
  for (let page = await ledger.restores.placedMessages(0); page.length > 0;) {
    const present = await odoo.traces.present(
      'mail.message',
      page.map(({ odooId }) => odooId),
    )
    known += page.length
    for (const placed of page) {
      const stands = present.get(placed.odooId)?.messageId === messageIdOf(placed.account, placed.id)
      if (!stands && !lostTickets.has(placeOf(placed))) missing.push(placed)
    }
    page = await ledger.restores.placedMessages(page.at(-1)?.odooId ?? 0)
  }
  const elsewhere = await odoo.traces.messagesNamed(missing.map(({ account, id }) => messageIdOf(account, id)))
  const moved: RebindChanges['movedMessages'][number][] = []
  const lost: RebindChanges['lostMessages'][number][] = []
  for (const { account, id } of missing) {
    const odooId = elsewhere.get(messageIdOf(account, id))
    if (odooId === undefined) lost.push({ account, id })
    else moved.push({ account, id, odooId })
  }
  return { known, moved, lost }
}

const isWaiting = ({ state }: Effect): boolean => state === 'planned' || state === 'proposed'

/** Effects whose record is gone or another one by now, and effects that are open. */
async function sourceDifferences({
  ledger,
  odoo,
}: FlowPorts): Promise<{ readonly gone: readonly Effect[]; readonly open: readonly Effect[] }> {
  const gone: Effect[] = []
  const open: Effect[] = []
  for (let page = await ledger.restores.sourced(undefined); page.length > 0;) {
    for (const [model, some] of Map.groupBy(page, ({ source }) => source?.model ?? '')) {
      const present = await odoo.traces.present(
        model,
        some.flatMap(({ source }) => source?.id ?? []),
      )
      for (const effect of some) {
        const stands = present.get(effect.source?.id ?? 0)?.createDate === effect.source?.createDate
        if (!stands) gone.push(effect)
        if (isWaiting(effect) || effect.state === 'unknown' || effect.state === 'failed') open.push(effect)
      }
    }
    page = await ledger.restores.sourced(page.at(-1)?.id)
  }
  return { gone, open }
}

/** What Odoo's receipts say of effects: of those that are open, and of all since the ledger last looked. */
async function receiptDifferences(
  accounts: readonly OpenAccount[],
  open: readonly Effect[],
  { ledger, odoo }: FlowPorts,
): Promise<{ readonly told: readonly string[]; readonly unknown: number; readonly through: number }> {
  const newest = (await odoo.traces.newest()).message
  const found = await odoo.traces.receiptsAfter((await receiptsThrough(ledger)) ?? newest)
  const done = found.filter(({ outcome }) => outcome === 'done')
  const known = await ledger.restores.effectsOf(done.map(({ key }) => key))
  const told = new Set(await odoo.receipts.done(open))
  for (const { dedupeKey, state } of known.values()) if (state !== 'done') told.add(dedupeKey)
  const unknown = await unknownAmong(found, accounts, ledger)
  return {
    told: [...told],
    unknown: unknown.length,
    through: Math.max(newest, found.at(-1)?.id ?? 0),
  }
}

/**
 * Done effects whose record stands without their receipt: it is written again, for people and for a ledger that may be lost one day. A
 * decision has no record of its own; it is told where its case stands then.
 */
async function lostReceipts({ ledger, odoo }: FlowPorts): Promise<Pick<RebindChanges, 'lostReceipts' | 'untold'>> {
  const lost: WrittenReceipt[] = []
  const told = new Set<string>()
  for (let page = await ledger.restores.writtenReceipts(undefined); page.length > 0;) {
    const present = await odoo.traces.messagesNamed(page.map(noteOf))
    for (const { effect } of page.filter((receipt) => present.has(noteOf(receipt)))) told.add(noteSharedBy(effect))
    const missing = page.filter((receipt) => !present.has(noteOf(receipt)))
    const stands = await standing(missing, odoo)
    lost.push(...missing.filter(({ effect }) => stands(effect) || isDecision(effect)))
    page = await ledger.restores.writtenReceipts(page.at(-1)?.effect.id)
  }
  const toTell = lost.filter(({ effect }) => !told.has(noteSharedBy(effect)))
  const left = await odoo.orders.pickings(
    toTell.flatMap(({ effect: { flow, source } }) => (flow === 'tracking' && source !== null ? [source.id] : [])),
  )
  const [now, later] = [true, false].map((isDone) =>
    toTell.filter(({ effect }) => (effect.flow !== 'tracking' || left.has(effect.source?.id ?? 0)) === isDone),
  )
  return {
    lostReceipts: (now ?? []).map(({ effect, outcome, attempt }) => ({ effect: effect.id, outcome, attempt })),
    untold: (later ?? []).map(({ effect }) => effect.id),
  }
}

const noteOf = ({ effect, outcome, attempt }: WrittenReceipt): string =>
  receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt)

/** Pieces that left in one parcel are told in one note, which bears the name of one of them. */
function noteSharedBy({ flow, account, source, payload, dedupeKey }: Effect): string {
  if (flow !== 'tracking') return dedupeKey
  return JSON.stringify([account, source, (payload as TrackingPayload).reference])
}

/** Which effects still have their record. */
async function standing(
  receipts: readonly WrittenReceipt[],
  { traces }: FlowPorts['odoo'],
): Promise<(effect: Effect) => boolean> {
  const there = new Set<string>()
  const sources = receipts.flatMap(({ effect }) => effect.source ?? [])
  for (const [model, some] of Map.groupBy(sources, (source) => source.model)) {
    const present = await traces.present(
      model,
      some.map(({ id }) => id),
    )
    for (const [id, { createDate }] of present) there.add(`${nameOf({ model, id })} ${createDate}`)
  }
  return ({ source }) => source !== null && there.has(`${nameOf(source)} ${source.createDate}`)
}

/** Cursors that point behind Odoo's newest change. */
async function lateCursors(
  accounts: readonly OpenAccount[],
  { ledger, odoo }: FlowPorts,
): Promise<RebindChanges['cursors']> {
  const late: RebindChanges['cursors'][number][] = []
  for (const feed of ODOO_FEEDS) {
    const stored = await ledger.cursor(ODOO, feed)
    const position = stored?.['position'] as { readonly writeDate: string } | undefined
    if (position === undefined) continue
    const newest = await odoo.traces.newestChange(feed)
    if (newest !== undefined && position.writeDate <= newest) continue
    const cursor = newest === undefined ? null : { ...stored, position: { writeDate: newest, id: 0 } }
    late.push({ account: ODOO, stream: feed, cursor })
  }
  for (const { account } of accounts) {
    for (const stream of ACCOUNT_FEEDS) {
      const stored = (await ledger.cursor(account.name, stream)) as { readonly writeDate: string } | undefined
      if (stored === undefined) continue
      const newest = await odoo.traces.newestChange(stream)
      if (newest !== undefined && stored.writeDate <= newest) continue
      const cursor = newest === undefined ? null : { writeDate: newest, id: 0 }
      late.push({ account: account.name, stream, cursor })
    }
  }
  return late
}
