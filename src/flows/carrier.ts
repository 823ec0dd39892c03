import { Permanent } from '../domain/errors.ts'
import type { OrderRef } from '../domain/ids.ts'
import { notBegun } from '../domain/not-begun.ts'
import { isAbout, TOLD_STATES } from '../domain/parcel-event.ts'
import { escapeHtml } from '../domain/text.ts'
import { localDay } from '../domain/delay.ts'
import { type Instant, msBetween, plusSeconds } from '../domain/time.ts'
import type { StoredParcelEvent } from '../ledger/carrier-ports.ts'
import type { TicketBinding } from '../ledger/ports.ts'
import { parcelNoteMessageId } from '../odoo/parcel-names.ts'
import type { OrderFacts, ReceiptNote } from '../odoo/ports.ts'
import type { OrderPromise, PromisedDelivery } from '../odoo/promise-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { addDelivered } from './facts.ts'
import { ownOrders } from './own-orders.ts'
import { writeNotes } from './receipts.ts'

const DAY = 24 * 3600
const AT_ONCE = 1000
/** Odoo may be away for days; what was told meanwhile still counts. */
const OPEN_DAYS = 7
/** A reference may be written on the delivery after its parcel left. */
const STRANGE_MS = DAY * 1000

/** A parcel of an order of ours. */
interface Parcel {
  readonly order: OrderPromise
  readonly delivery: PromisedDelivery
  readonly opened: OpenAccount
  readonly ref: OrderRef | null
}

/**
 * What carriers told → delivery notices, and notes on the ticket of the order. Safe to repeat: an event is marked only when all that
 * follows from it is done, and each part of that is done once.
 */
export async function heedParcelEvents(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<void> {
  const { ledger, clock } = ports
  const { news, over, strange } = await parcelNews(accounts, ports)
  for (const { parcel, arrival, notes } of news) {
    if (arrival !== undefined) await arrived(arrival, parcel, ports)
    if (notes.length > 0) await writeNotes(notes, ports)
  }
  await ledger.carrier.handled(over, clock.now())
  await ledger.carrier.drop(strange)
}

/** What follows from what a carrier told of a parcel. */
export interface ParcelNews {
  readonly parcel: Parcel
  /** All of the delivery has arrived. */
  readonly arrival: Arrival | undefined
  readonly notes: readonly ReceiptNote[]
}

interface Arrival {
  readonly order: OrderFacts
  readonly at: Instant
}

/**
 * Reads what carriers told since; `over` = events of which nothing more will come, `strange` = those whose parcel nobody knew for a day.
 * Writes nothing.
 */
export async function parcelNews(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<{
  readonly news: readonly ParcelNews[]
  readonly over: readonly string[]
  readonly strange: readonly string[]
}> {
  const { clock } = ports
  const working = accounts.filter(({ account }) => account.mode !== 'read')
  const events = working.length === 0 ? [] : await openEvents(ports)
  if (events.length === 0) return { news: [], over: [], strange: [] }
  const byReference = Map.groupBy(events, ({ reference }) => reference)
  const references = [...byReference.keys()]
  const parcels = await parcelsOf(references, working, ports)
  const news: ParcelNews[] = []
  const over: string[] = []
  const strange: string[] = []
  for (const reference of references) {
    const own = byReference.get(reference) ?? []
    const found = parcels.filter(({ delivery }) => delivery.references.includes(reference))
    if (found.length === 0) {
      // Of somebody else's parcel, or written on the delivery later.
      strange.push(...own.filter(({ recorded }) => msBetween(recorded, clock.now()) > STRANGE_MS).map(({ id }) => id))
      continue
    }
    for (const parcel of found) news.push(await newsOf(parcel, own, ports))
    over.push(...own.map(({ id }) => id))
  }
  return { news, over, strange }
}

/** All of them: an aggregator tells of parcels of other shops too, and those must not hide ours. Oldest first. */
async function openEvents({ ledger, clock }: FlowPorts): Promise<readonly StoredParcelEvent[]> {
  const since = plusSeconds(clock.now(), -OPEN_DAYS * DAY)
  const events: StoredParcelEvent[] = []
  for (;;) {
    const page = await ledger.carrier.unhandled(since, AT_ONCE, events.at(-1))
    events.push(...page)
    if (page.length < AT_ONCE) return events.toSorted((a, b) => a.at.localeCompare(b.at))
  }
}

async function parcelsOf(
  references: readonly string[],
  accounts: readonly OpenAccount[],
  { odoo }: FlowPorts,
): Promise<readonly Parcel[]> {
  const orders = await odoo.promises.read(await odoo.promises.ofReferences(references))
  return ownOrders(orders.values(), accounts).flatMap(({ order, opened, ref }) =>
    order.deliveries.filter(({ doneAt }) => doneAt !== null).map((delivery) => ({ order, delivery, opened, ref })),
  )
}

async function newsOf(parcel: Parcel, heard: readonly StoredParcelEvent[], ports: FlowPorts): Promise<ParcelNews> {
  const { doneAt } = parcel.delivery
  const events = heard.filter((event) => doneAt !== null && isAbout(event, doneAt))
  const arrival = events.some(({ state }) => state === 'delivered') ? await arrivalOf(parcel, ports) : undefined
  const told = events.filter(({ state }) => TOLD_STATES.includes(state))
  const ticket = told.length === 0 ? undefined : await ticketOf(parcel, ports)
  const notes = ticket === undefined ? [] : told.map((event) => noteOf(event, parcel, ticket, ports))
  return { parcel, arrival, notes }
}

/** A delivery has arrived when the last of its parcels has. */
async function arrivalOf({ order, delivery }: Parcel, ports: FlowPorts): Promise<Arrival | undefined> {
  const newest = await ports.ledger.carrier.newest(delivery.references)
  const last = delivery.references.map((reference) => newest.get(reference))
  if (!last.every((event) => event?.state === 'delivered')) return undefined
  const at = last
    .flatMap((event) => event?.at ?? [])
    .toSorted()
    .at(-1)
  const facts = (await ports.odoo.orders.orders([order.id])).get(order.id)
  return at === undefined || facts?.createDate !== order.createDate ? undefined : { order: facts, at }
}

async function arrived({ order, at }: Arrival, { delivery, opened }: Parcel, ports: FlowPorts): Promise<void> {
  try {
    await addDelivered({ order, at, picking: delivery.name }, [opened], ports)
  } catch (error) {
    // The delivery was taken back in Odoo between two looks.
    if (!(error instanceof Permanent)) throw error
    ports.log.info({ account: opened.account.name, order: order.id }, error.message)
  }
}

/** Where the buyer is being talked to: the newest open conversation of the order that has a ticket. */
async function ticketOf(
  { opened: { account }, ref }: Parcel,
  { ledger }: FlowPorts,
): Promise<TicketBinding | undefined> {
  if (ref === null) return undefined
  const begun = await ledger.cases.conversationsOf(account.name, ref)
  for (const id of [...begun.filter(({ status }) => status === 'open').map((facts) => facts.id), notBegun(ref)]) {
    const ticket = (await ledger.conversation(account.name, id))?.ticket
    if (ticket != null) return ticket
  }
  return undefined
}

/** The same state of the same parcel on the same day is told once, whoever tells it and however often. */
function noteOf(
  event: StoredParcelEvent,
  { opened, delivery }: Parcel,
  ticket: TicketBinding,
  { texts }: FlowPorts,
): ReceiptNote {
  const { account } = opened
  const day = (at: StoredParcelEvent['at']): string =>
    new Intl.DateTimeFormat(account.language, { dateStyle: 'medium', timeZone: account.timeZone }).format(new Date(at))
  const sentence = texts(account.language, `parcel.${event.state}`, {
    carrier: delivery.carrier ?? event.source,
    reference: event.reference,
    at: day(event.at),
  })
  const more = [
    event.expected === undefined ? '' : texts(account.language, 'parcel.expected', { at: day(event.expected) }),
    event.description === undefined ? '' : texts(account.language, 'parcel.words', { words: event.description }),
  ]
  const { model, id } = ticket
  return {
    model,
    id,
    messageId: parcelNoteMessageId(account.name, event, localDay(event.at, account.timeZone)),
    bodyHtml: `<p>${escapeHtml([sentence, ...more].filter((part) => part !== '').join(' '))}</p>`,
  }
}
