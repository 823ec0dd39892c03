import type { Account } from '../domain/account.ts'
import type { Effect, NewEffect } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import type { OrderRef } from '../domain/ids.ts'
import { verdictFor } from '../domain/policy.ts'
import { escapeHtml } from '../domain/text.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { delayNoteMessageId } from '../odoo/parcel-names.ts'
import type { OrderPromise } from '../odoo/promise-ports.ts'
import { type FlowPorts, type OpenAccount, type StartLines, startLines } from './context.ts'
import { type AccountCount, countSuppressed } from './count.ts'
import { delayEffect, delayRules, latest, partsOf, promiseOf } from './delay-rules.ts'
import type { NotifyPayload } from './notify-rules.ts'
import { ownOrders } from './own-orders.ts'
import { writeNotes } from './receipts.ts'
import { wayOf } from './way.ts'

const DAY = 24 * 3600
/** Where there is no age limit: a promise that broke before is nobody's news. */
const LOOK_BACK_DAYS = 30
/** Days on the way that a plan to leave may need on top. */
const TRANSIT_REACH_DAYS = 14
const TROUBLED_MAX = 500
/** A marketplace is asked about so many orders a pass, and about each once a day. */
const PROMISES_ASKED = 25
const UNSENT_MAX = 500

interface Row {
  readonly opened: OpenAccount
  readonly count: AccountCount
}

/**
 * The delay radar: promised dates against what is in the house and on the way. What will not hold is proposed to a person (DELAY=propose)
 * or planned; what comes right after all is taken back. Reads Odoo and the ledger, sends nothing.
 */
export async function planDelays(rows: readonly Row[], ports: FlowPorts): Promise<void> {
  const accounts = rows.map(({ opened }) => opened)
  for await (const sighting of sightings(accounts, ports, { promises: 'kept' })) {
    const row = rows.find(({ opened }) => opened === sighting.opened)
    if (row === undefined) continue
    for (const waiting of sighting.toTakeBack) await takeBack(waiting, sighting.order, row, ports)
    if (sighting.effect !== undefined) await tell(sighting.effect, row, ports)
  }
}

/** What the radar sees of one order. */
export interface Sighting {
  readonly opened: OpenAccount
  readonly order: OrderPromise
  /** What waits and no longer holds. */
  readonly toTakeBack: readonly Effect[]
  readonly effect: NewEffect | undefined
}

interface SightingOptions {
  /** What marketplaces say that they promised: `asked` keeps nothing of it, as a dry run must. */
  readonly promises: 'kept' | 'asked'
}

/** Looks at all orders whose promise may break now; writes no row and no note. */
export async function* sightings(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  options: SightingOptions,
): AsyncIterable<Sighting> {
  const watching = accounts.filter((opened) => {
    const { account } = opened
    return (
      account.notify.includes('delayed') &&
      wayOf(opened, verdictFor(ports.policy, account.connector, 'delayed')) !== undefined &&
      account.mode !== 'read' &&
      (account.ordersRef !== undefined || account.ordersTeam !== undefined)
    )
  })
  const lines = await startLines(watching, ports)
  if (lines === undefined) return
  // Whose order it is, all accounts decide: two that claim one make it nobody's.
  for (const opened of watching) yield* lookAt(opened, { accounts, lines, ports, ...options })
}

interface Watching extends SightingOptions {
  readonly accounts: readonly OpenAccount[]
  readonly lines: StartLines
  readonly ports: FlowPorts
}

async function* lookAt(opened: OpenAccount, watching: Watching): AsyncIterable<Sighting> {
  const { accounts, lines, ports } = watching
  const { account } = opened
  const open = await ports.ledger.carrier.openDelays(account.name)
  const looked = await ordersToLookAt(opened, open, ports)
  const orders = ownOrders((await ports.odoo.promises.read(looked)).values(), accounts).filter(
    (own) => own.opened === opened,
  )
  const promises = await promisedByMarketplace(opened, orders, watching)
  const newest = await ports.ledger.carrier.newest(
    orders.flatMap(({ order }) => order.deliveries.flatMap(({ references }) => references)),
  )
  const before = Map.groupBy(
    await ports.ledger.carrier.delaysOf(
      account.name,
      orders.map(({ order }) => order.id),
    ),
    ({ source }) => source?.id ?? 0,
  )
  const startLine = lines.of.get(account.name)
  if (startLine === undefined) return
  const context = {
    account,
    startLine,
    liveSince: lines.live.get(account.name),
    now: ports.clock.now(),
    must: verdictFor(ports.policy, account.connector, 'delayed').verdict === 'must',
  }
  for (const { order, ref } of orders) {
    const own = (before.get(order.id) ?? []).filter(({ source }) => source?.createDate === order.createDate)
    const promise = promiseOf(order, ref === null ? undefined : promises.get(ref), account)
    const told = toldDay(own)
    // What broke long ago is nobody's news; what waits is looked at to its end.
    if (
      !own.some(isOpen) &&
      (latest([told ?? [], promise?.promised ?? []].flat()) ?? '') < lookBack(account, context.now)
    )
      continue
    const parts = partsOf(order, newest, account)
    const effect =
      promise === undefined || order.state === 'cancelled'
        ? undefined
        : delayEffect({ order, promise, parts, ...(told === undefined ? {} : { told }) }, context)
    const toTakeBack = own.filter((one) => isOpen(one) && one.dedupeKey !== effect?.dedupeKey)
    if (effect !== undefined || toTakeBack.length > 0) yield { opened, order, toTakeBack, effect }
  }
}

const isOpen = ({ state }: Effect): boolean => state === 'proposed' || state === 'planned'

/** The latest day that the buyer was told, or may have been told. */
function toldDay(before: readonly Effect[]): Instant | undefined {
  const told = before.filter(({ state }) => state === 'done' || state === 'sending' || state === 'unknown')
  return latest(told.flatMap(({ payload }) => (payload as NotifyPayload).delay?.expected ?? []))
}

/** Orders whose promise may break now, by Odoo's dates, by what carriers told, and those of which something waits already. */
async function ordersToLookAt(
  opened: OpenAccount,
  open: readonly Effect[],
  ports: FlowPorts,
): Promise<readonly number[]> {
  const { account, connector } = opened
  const { odoo, ledger, clock } = ports
  const now = clock.now()
  const from = lookBack(account, now)
  const until = plusSeconds(now, delayRules(account).aheadSeconds)
  const unsent = await odoo.promises.unsentBetween(from, until)
  const troubled = await ledger.carrier.troubled(plusSeconds(from, -TRANSIT_REACH_DAYS * DAY), TROUBLED_MAX)
  const onTheirWay = await odoo.promises.ofReferences(troubled)
  const bound = connector.promises === undefined ? [] : await odoo.promises.unsent(UNSENT_MAX)
  const told = await ledger.carrier.toldDelays(account.name, from, until)
  const waiting = [...open, ...told].flatMap(({ source }) => source?.id ?? [])
  return [...new Set([...unsent, ...onTheirWay, ...bound, ...waiting])]
}

const lookBack = ({ notifyMaxAgeHours: hours }: Account, now: Instant): Instant =>
  plusSeconds(now, -(hours === undefined ? LOOK_BACK_DAYS * DAY : hours * 3600))

/** What the marketplace promised its buyers; asked once a day for each order that has not left. */
async function promisedByMarketplace(
  { account, connector }: OpenAccount,
  orders: readonly { readonly order: OrderPromise; readonly ref: OrderRef | null }[],
  { ports: { ledger, clock, log }, promises: how }: Watching,
): Promise<ReadonlyMap<OrderRef, Instant>> {
  const { promises } = connector
  const refs = orders.flatMap(({ ref }) => ref ?? [])
  if (promises === undefined || refs.length === 0) return new Map()
  const known = new Map(await ledger.carrier.promises(account.name, refs))
  const now = clock.now()
  const old = refs.filter((ref) => (known.get(ref)?.looked ?? '') < plusSeconds(now, -DAY))
  for (const ref of old.slice(0, PROMISES_ASKED)) {
    try {
      const { arriveBy } = await promises.of(ref)
      if (how === 'kept') await ledger.carrier.storePromise(account.name, ref, arriveBy, now)
      known.set(ref, { arriveBy, looked: now })
    } catch (error) {
      if (!isFault(error)) throw error
      // What was asked before, or Odoo's own dates, do meanwhile.
      log.info({ account: account.name, fault: error.kind }, 'A marketplace was not asked what it promised.')
      break
    }
  }
  return new Map([...known].flatMap(([ref, { arriveBy }]) => (arriveBy === null ? [] : [[ref, arriveBy] as const])))
}

async function tell(effect: NewEffect, { opened, count }: Row, ports: FlowPorts): Promise<void> {
  const { outcome, id } = await ports.ledger.carrier.propose(effect)
  if (outcome === 'new') count.planned += 1
  if (outcome === 'new' && effect.state === 'suppressed')
    countSuppressed(count, effect.reason as Parameters<typeof countSuppressed>[1])
  const row = await ports.outbox.effect(id)
  if (row?.state !== 'proposed') return
  const { account, manifest } = opened
  const { orderId, delay } = row.payload as NotifyPayload
  if (delay === undefined) return
  const say = (key: string, values?: Readonly<Record<string, string>>): string =>
    texts(key, { marketplace: manifest.label, id, ...values })
  const texts = (key: string, values: Readonly<Record<string, string>>): string =>
    ports.texts(account.language, `delay.${key}`, values)
  const sentences = [
    say('proposed', { promised: day(delay.promised, opened) }),
    delay.expected === undefined ? say('expected_unknown') : say('expected', { at: day(delay.expected, opened) }),
    delay.reason !== undefined ? say(`reason.${delay.reason}`) : delay.onItsWay ? '' : say('reason.warehouse'),
    say('approve'),
  ]
  await writeNotes(
    [
      {
        model: 'sale.order',
        id: orderId,
        messageId: delayNoteMessageId(account.name, row.dedupeKey, delay.expected ?? 'unknown'),
        bodyHtml: `<p>${escapeHtml(sentences.filter((sentence) => sentence !== '').join(' '))}</p>`,
      },
    ],
    ports,
  )
}

/** It came right, the order was cancelled, or another promise took its place. */
async function takeBack(effect: Effect, order: OrderPromise, { opened, count }: Row, ports: FlowPorts): Promise<void> {
  const { account } = opened
  const sentence = takenBackSentence(effect, order, opened, ports)
  if (!(await ports.ledger.carrier.withdraw(effect.id, sentence))) return
  countSuppressed(count, 'too_late')
  // What nobody was asked about, nobody needs to be told of; whoever was asked may have approved it meanwhile.
  if (effect.state !== 'proposed' && delayRules(account).tell === 'auto') return
  await writeNotes(
    [
      {
        model: 'sale.order',
        id: order.id,
        messageId: delayNoteMessageId(account.name, effect.dedupeKey, 'taken back'),
        bodyHtml: `<p>${escapeHtml(sentence)}</p>`,
      },
    ],
    ports,
  )
}

export function takenBackSentence(
  { id }: Pick<Effect, 'id'>,
  { state }: OrderPromise,
  { account }: OpenAccount,
  { texts }: FlowPorts,
): string {
  return texts(account.language, `delay.taken_back.${state === 'cancelled' ? 'cancelled' : 'holds'}`, { id })
}

const day = (at: Instant, { account: { language, timeZone } }: OpenAccount): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone }).format(new Date(at))
