import type { NewEffect } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import { trackingReferences } from '../domain/references.ts'
import { plusSeconds } from '../domain/time.ts'
import { type FlowPorts, type OpenAccount, sends } from './context.ts'
import { type AccountCount, countFault, countOpen, emptyCount } from './count.ts'
import { takeDecisionsIfPossible } from './decisions.ts'
import { stopAccount, stopPass } from './faults.ts'
import { storeFeedCursor } from './feed-cursor.ts'
import { maySend } from './restores.ts'
import { trackingKey } from './tracking-effects.ts'
import { createFinder, type Delivery, FEED, type Finder, handsOver } from './tracking-find.ts'
import { firstLook, openDeliveries, type OpenDelivery, storeOpen } from './tracking-open.ts'
import { type PlannedDelivery, planOrder } from './tracking-plan.ts'
import { sendParcels } from './tracking-send.ts'
import { nothingMissing, tellOfMissing } from './tracking-wait.ts'

export interface TrackingOptions {
  /** Reads this much further back than the overlap: a long import commits late. */
  readonly sweepHours?: number
  /** Nothing is asked or handed over there; their deliveries wait. */
  readonly paused?: ReadonlySet<AccountName>
}

/** A delivery without a reference is waited for so long; one that gets it later still is noticed by its change. */
const WAIT_DAYS = 30
const DAY_SECONDS = 86_400
/** Orders after which is stored what is done with. */
const ORDERS_AT_ONCE = 50

/** Odoo picking done → tracking number at the marketplace. One pass over these accounts; safe to repeat at any point. */
export async function tracking(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  options: TrackingOptions = {},
): Promise<readonly AccountCount[]> {
  const rows = accounts.map((opened) => ({ opened, count: emptyCount(opened.account.name) }))
  const handing = rows.filter(({ opened }) => handsOver(opened))
  if (handing.length === 0) return rows.map(({ count }) => count)
  await takeDecisionsIfPossible(accounts, ports)
  try {
    // What is open is read and written as a whole: one pass at a time, whoever runs it.
    await ports.ledger.alone('tracking', () => planParcels(handing, accounts, ports, options))
  } catch (error) {
    for (const { opened, count } of handing) stopPass(opened.account, error, count, ports.log)
  }
  const go = await maySend('tracking', handing, ports)
  for (const { opened, count } of handing) {
    if (go && sends(opened, options.paused)) await sendParcels(opened, count, ports)
    await countOpen(opened.account.name, 'tracking', count, ports.outbox)
    count.waiting += (await openDeliveries(ports.ledger, opened.account.name)).size
  }
  return rows.map(({ count }) => count)
}

interface Row {
  readonly opened: OpenAccount
  readonly count: AccountCount
}

async function planParcels(
  rows: readonly Row[],
  all: readonly OpenAccount[],
  ports: FlowPorts,
  { sweepHours, paused }: TrackingOptions,
): Promise<void> {
  const handing = rows.map(({ opened }) => opened)
  const finder = await createFinder(handing, all, ports)
  if (finder === undefined) return
  for (const { account } of handing) await firstLook(ports.ledger, account.name, ports.clock.now())
  const seen = new Map<AccountName, Map<number, Delivery>>()
  for await (const { deliveries, cursor } of finder.changed(sweepHours)) {
    for (const [name, some] of deliveries) {
      const own = seen.get(name) ?? new Map<number, Delivery>()
      for (const delivery of some) own.set(delivery.picking.id, delivery)
      seen.set(name, own)
      const open = await openDeliveries(ports.ledger, name)
      await storeOpen(
        ports.ledger,
        name,
        new Map([...open, ...some.map((one) => [one.picking.id, toLookAt(one)] as const)]),
      )
    }
    const names = handing.map(({ account }) => account.name)
    if (cursor !== undefined) await storeFeedCursor(ports.ledger, FEED, names, cursor)
  }
  for (const { opened, count } of rows) {
    if (paused?.has(opened.account.name) === true) continue
    try {
      await planOpen(opened, count, finder, seen.get(opened.account.name) ?? new Map(), ports)
      await tellOfMissing(opened, finder, ports)
    } catch (error) {
      stopPass(opened.account, error, count, ports.log)
    }
  }
}

const toLookAt = ({ picking: { id, createDate, doneAt } }: Delivery): OpenDelivery => ({
  id,
  createDate,
  doneAt,
  wants: 'look',
  told: false,
})

/** Plans what is to be looked at; what has no reference yet stays open. */
async function planOpen(
  opened: OpenAccount,
  count: AccountCount,
  finder: Finder,
  seen: ReadonlyMap<number, Delivery>,
  ports: FlowPorts,
): Promise<void> {
  const { name } = opened.account
  const before = await openDeliveries(ports.ledger, name)
  const open = new Map(before)
  const tooOld = plusSeconds(ports.clock.now(), -WAIT_DAYS * DAY_SECONDS)
  for (const { id, doneAt, wants } of open.values()) if (wants === 'reference' && doneAt < tooOld) open.delete(id)
  const toRead = [...open.values()].filter(({ id, wants }) => wants === 'look' && !seen.has(id))
  const again = await finder.again(
    opened,
    toRead.map(({ id }) => id),
  )
  const found: Delivery[] = []
  for (const { id, createDate, wants } of [...open.values()]) {
    if (wants !== 'look') continue
    const delivery = seen.get(id) ?? again.get(id)
    if (delivery?.picking.createDate !== createDate) open.delete(id)
    else if (trackingReferences(delivery.picking.trackingRef).length > 0) found.push(delivery)
    else if (delivery.picking.doneAt < tooOld) open.delete(id)
    else open.set(id, { ...toLookAt(delivery), wants: 'reference', told: before.get(id)?.told ?? false })
  }
  await nothingMissing(opened, found, ports)
  try {
    await planAll(opened, count, finder, found, ports, async (done) => {
      for (const { picking } of done) open.delete(picking.id)
      await storeOpen(ports.ledger, name, open)
    })
  } finally {
    await storeOpen(ports.ledger, name, open)
  }
}

/** Order by order; one that cannot be asked now is looked at again in the next pass. */
async function planAll(
  opened: OpenAccount,
  count: AccountCount,
  { lines }: Finder,
  found: readonly Delivery[],
  ports: FlowPorts,
  store: (done: readonly Delivery[]) => Promise<void>,
): Promise<void> {
  let done: Delivery[] = []
  const liveSince = lines.live.get(opened.account.name)
  const orders = Map.groupBy(found, ({ ref }) => ref)
  for (const [ref, deliveries] of orders) {
    try {
      const planned = await planOrder(ref, deliveries, opened, ports, liveSince)
      for (const one of planned) count.planned += await storePlanned(one, ports)
      done.push(...deliveries)
    } catch (error) {
      if (!isFault(error)) throw error
      if (error.systemic) {
        await store(done)
        await stopAccount(opened.account, error, count, ports)
        return
      }
      countFault(count, error)
      ports.log.warn({ account: opened.account.name, fault: error.kind }, error.message)
    }
    if (done.length < ORDERS_AT_ONCE) continue
    await store(done)
    done = []
  }
  await store(done)
}

/** Writes the rows of a delivery that are not there yet. Resolves to how many were new. */
async function storePlanned(
  { effects, stopped, problem, delivery }: PlannedDelivery,
  { outbox }: Pick<FlowPorts, 'outbox'>,
): Promise<number> {
  const added = await outbox.plan([...effects, ...stopped])
  if (added < effects.length) await goOn(effects, outbox)
  if (problem === undefined) await letGo(delivery, effects, outbox)
  return added
}

/** A reference was taken off the delivery and has come back; or a restored Odoo did not know that the delivery was done. */
async function goOn(effects: readonly NewEffect[], outbox: FlowPorts['outbox']): Promise<void> {
  for (const { dedupeKey } of effects) {
    const row = await outbox.find(dedupeKey)
    if (row?.state === 'suppressed' && row.reason === 'order_changed')
      await outbox.replan(row.id, { reviveFrom: 'order_changed' })
    if (row?.state === 'done' && row.result['untold'] === true) await outbox.tellAgain(row.id)
  }
}

/** What stood in the way does no more, since somebody mended it in Odoo: the row that said so goes with the new ones. */
async function letGo({ picking }: Delivery, effects: readonly NewEffect[], outbox: FlowPorts['outbox']): Promise<void> {
  const [first] = effects
  if (first === undefined) return
  for (const reference of trackingReferences(picking.trackingRef)) {
    const row = await outbox.find(trackingKey(first.account, picking, reference, null))
    if (row?.state === 'failed') await outbox.resolve(row.id, 'not-sent', 'marketplace-care')
  }
}
