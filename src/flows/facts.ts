import type { NewEffect, SuppressionReason } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import type { NotificationKind } from '../domain/notification.ts'
import type { NewOrderFact, OrderFact } from '../domain/order-fact.ts'
import { ownerOf } from '../domain/ownership.ts'
import { verdictFor } from '../domain/policy.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import { addressHash } from '../kit/address-hash.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import { type FlowPorts, type OpenAccount, startLines } from './context.ts'
import { emptyCount } from './count.ts'
import { noteFact } from './fact-note.ts'
import { type Happening, parcelArrived, toEffect, withdrawn } from './notify-rules.ts'
import { sendNotifications } from './notify-send.ts'
import { pausesOf } from './pauses.ts'
import { writeReceipts } from './receipts.ts'
import { maySend } from './restores.ts'

const AT_ONCE = 100
/** Clocks differ; what lies further ahead has not happened. */
const AHEAD_SECONDS = 3600

export interface DeliveredFact {
  readonly order: OrderFacts
  readonly at: Instant
  /** Only this parcel; absent = every parcel of the order that was not told yet. */
  readonly picking?: string
}

export interface FactToAdd extends Pick<NewOrderFact, 'fact' | 'at' | 'text' | 'name' | 'picking' | 'by'> {
  readonly order: OrderFacts
}

export interface FactAdded {
  readonly fact: OrderFact
  /** False = it was told before. */
  readonly isNew: boolean
  readonly opened: OpenAccount
  /** Notifications that it planned or moved forward. */
  readonly changed: number
  /** Why what it planned is listed only and never sent by itself; absent = it goes. */
  readonly heldBack?: SuppressionReason
  /** The order in Odoo says so; false = Odoo refuses the note, and every pass tries again. */
  readonly noted: boolean
}

/**
 * Keeps what somebody tells of an order, and does what follows from it: delivered → the delivery notices, withdrawn → the receipt
 * that the law demands, with a note and an activity on the order, objected → no more mails that may be left out.
 * @throws Permanent when the order belongs to no account, or the fact cannot be so
 */
export async function addFact(
  given: FactToAdd,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<FactAdded> {
  const { order, ...rest } = given
  const opened = ownerAmong(order, accounts)
  if (given.at > plusSeconds(ports.clock.now(), AHEAD_SECONDS))
    throw new Permanent(`${given.at} has not come yet. Nothing was noted. Say when it happened.`, {
      code: 'fact_future',
    })
  if (given.fact === 'delivered') await parcelsMeant(order, given.picking, ports)
  const { model, id, createDate } = order
  const { fact, isNew } = await ports.ledger.orderFacts.add({
    ...{ ...rest, account: opened.account.name },
    order: { model, id, createDate },
  })
  // In mode read nothing is written to Odoo; it is done when the account leaves it.
  const settled =
    opened.account.mode === 'read' ? { changed: 0, noted: true } : await settle(fact, order, opened, ports)
  return { fact, isNew, opened, ...settled }
}

/** Does what was not done yet of the facts that are kept: the process died, or the account was in mode read. */
export async function settleFacts(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<void> {
  const working = accounts.filter(({ account }) => account.mode !== 'read')
  const open = await ports.ledger.orderFacts.unsettled(
    working.map(({ account }) => account.name),
    AT_ONCE,
  )
  if (open.length === 0) return
  const orders = await ports.odoo.orders.orders([...new Set(open.map(({ order }) => order.id))])
  for (const fact of open) {
    const order = orders.get(fact.order.id)
    const opened = working.find(({ account }) => account.name === fact.account)
    if (opened === undefined) continue
    if (order?.createDate !== fact.order.createDate) {
      ports.log.warn({ account: fact.account, fact: fact.id }, 'The order of a fact is gone in Odoo.')
      await ports.ledger.orderFacts.settled(fact.id)
      continue
    }
    try {
      await settle(fact, order, opened, ports)
    } catch (error) {
      // It was so when it was told; what Odoo says now must not keep everybody else's mails back.
      if (!(error instanceof Permanent) || error.systemic) throw error
      ports.log.warn({ account: fact.account, fact: fact.id }, error.message)
      await ports.ledger.orderFacts.settled(fact.id)
    }
  }
}

/** What the facts that are kept and not done yet would be told by; writes nothing. */
export async function happeningsOf(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly { readonly opened: OpenAccount; readonly happenings: readonly Happening[] }[]> {
  const working = accounts.filter(({ account }) => account.mode !== 'read')
  const open = await ports.ledger.orderFacts.unsettled(
    working.map(({ account }) => account.name),
    AT_ONCE,
  )
  const found: { opened: OpenAccount; happenings: readonly Happening[] }[] = []
  for (const fact of open) {
    const opened = working.find(({ account }) => account.name === fact.account)
    if (opened === undefined) continue
    const { notify } = opened.account
    if (fact.fact === 'withdrawn' && notify.includes('withdrawal_receipt'))
      found.push({ opened, happenings: [withdrawn(fact)] })
    if (fact.fact === 'delivered' && notify.includes('delivered')) {
      const done = await ports.odoo.orders.pickingsOf(fact.order.id)
      const meant = fact.picking === null ? done : done.filter(({ name }) => name === fact.picking)
      found.push({ opened, happenings: meant.map((parcel) => parcelArrived(parcel, fact.at)) })
    }
  }
  return found
}

/** Sends what is due of one account now, as a pass would: a receipt of a withdrawal waits for no schedule. */
export async function sendNow(opened: OpenAccount, ports: FlowPorts): Promise<void> {
  const count = emptyCount(opened.account.name)
  const state = (await ports.ledger.accountStates()).find(({ account }) => account === opened.account.name)
  const paused = state?.pausedUntil != null && state.pausedUntil > ports.clock.now()
  const held = (await pausesOf([opened.account.name], ports.ledger)).length > 0
  if (opened.account.mode === 'read' || paused || held || !(await maySend('notify', [{ opened, count }], ports))) return
  await sendNotifications(opened, count, ports)
  await writeReceipts([opened], ports)
}

/** Safe to repeat: each part of it is done once. */
async function settle(
  fact: OrderFact,
  order: OrderFacts,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Planned & Pick<FactAdded, 'noted'>> {
  const { account } = opened
  let planned: Planned = { changed: 0 }
  switch (fact.fact) {
    case 'delivered':
      planned = await addDelivered(
        { order, at: fact.at, ...(fact.picking === null ? {} : { picking: fact.picking }) },
        [opened],
        ports,
      )
      break
    case 'withdrawn':
      if (account.notify.includes('withdrawal_receipt')) planned = await plan([withdrawn(fact)], opened, ports)
      break
    case 'objected':
      for (const email of new Set([order.contact.email, order.delivery.email]))
        if (email !== null) {
          const mark = { hash: addressHash(email), mark: 'objected', account: account.name, reason: fact.by } as const
          await ports.ledger.barriers.mark(mark)
        }
      break
    default: {
      const missing: never = fact.fact
      return missing
    }
  }
  const noted = await noteFact(fact, order, opened, ports)
  // What follows from it is planned; the note is tried again.
  if (noted) await ports.ledger.orderFacts.settled(fact.id)
  return { ...planned, noted }
}

/**
 * Parcels of an order arrived: the delivery notice becomes due and says so.
 * @throws Permanent when the order belongs to no account or the parcel is not one of its done deliveries
 */
export async function addDelivered(
  { order, at, picking }: DeliveredFact,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<Planned> {
  const opened = ownerAmong(order, accounts)
  const meant = await parcelsMeant(order, picking, ports)
  if (!opened.account.notify.includes('delivered')) return { changed: 0 }
  return plan(
    meant.map((parcel) => parcelArrived(parcel, at)),
    opened,
    ports,
  )
}

async function parcelsMeant(order: OrderFacts, picking: string | null | undefined, { odoo }: FlowPorts) {
  const done = await odoo.orders.pickingsOf(order.id)
  const meant = picking == null ? done : done.filter(({ name }) => name === picking)
  if (meant.length === 0) {
    throw new Permanent(
      `Order ${order.name} has no done delivery${picking == null ? '' : ` named ${picking}`}. Nothing was noted. Validate it in Odoo first.`,
      { code: 'fact_no_delivery' },
    )
  }
  return meant
}

/** The rows that would tell what happened; writes nothing. */
export async function effectsOf(
  happenings: readonly Happening[],
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<readonly NewEffect[]> {
  const { account } = opened
  const lines = await startLines([opened], ports)
  const startLine = lines?.of.get(account.name)
  if (lines === undefined || startLine === undefined) return []
  return happenings.map((happening) =>
    toEffect(happening, {
      ...{ account, startLine, now: ports.clock.now() },
      liveSince: lines.live.get(account.name),
      must: isMust(happening.kind, opened, ports),
    }),
  )
}

type Planned = Pick<FactAdded, 'changed' | 'heldBack'>

async function plan(happenings: readonly Happening[], opened: OpenAccount, ports: FlowPorts): Promise<Planned> {
  let changed = 0
  let heldBack: SuppressionReason | undefined
  for (const effect of await effectsOf(happenings, opened, ports)) {
    const added = await ports.outbox.plan([effect])
    changed += added
    if (added === 1) {
      if (effect.state === 'suppressed') heldBack = effect.reason as SuppressionReason
      continue
    }
    const row = await ports.outbox.find(effect.dedupeKey)
    if (row?.state !== 'planned' || effect.notBefore === undefined) continue
    if (await ports.outbox.replan(row.id, { payload: effect.payload, notBefore: effect.notBefore })) changed += 1
  }
  return { changed, ...(heldBack === undefined ? {} : { heldBack }) }
}

const isMust = (kind: NotificationKind, { account }: OpenAccount, { policy }: FlowPorts): boolean =>
  verdictFor(policy, account.connector, kind).verdict === 'must'

function ownerAmong(order: OrderFacts, accounts: readonly OpenAccount[]): OpenAccount {
  const owner = ownerOf(
    order,
    accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
  )
  const opened =
    owner.kind === 'owner' ? accounts.find(({ account }) => account.name === owner.account.name) : undefined
  if (opened === undefined) {
    throw new Permanent(
      `Order ${order.name} belongs to no single account. Nothing was noted. Check ORDERS_REF and ORDERS_TEAM.`,
      { code: 'fact_not_owned' },
    )
  }
  return opened
}
