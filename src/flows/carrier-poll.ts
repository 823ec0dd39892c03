import { isFault, Retryable } from '../domain/errors.ts'
import { DateTime } from 'luxon'
import { type Instant, plusSeconds } from '../domain/time.ts'
import type { CarrierDeclaration, OpenCarrier } from '../kit/carrier.ts'
import type { OrderPromise } from '../odoo/promise-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { ownOrders } from './own-orders.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** Conversations older than this are no reason to ask. */
const TALKED_DAYS = 30
/** A parcel that left before is asked for no more. */
const LEFT_DAYS = 30
/** A promise is near from so long before to so long after. */
const NEAR_DAYS = 2
const ORDERS_MAX = 300
/** So many calls a day let a pass make one call; a pass stays short. */
const DAILY_CALLS_OF_ONE = 80
const CALLS_MAX = 12
/** When a parcel is asked for again. */
const AGAIN_SECONDS = { known: 4 * HOUR, near: 2 * HOUR, unknown: 8 * HOUR, refused: 7 * DAY } as const
const PAUSE_SECONDS = { misconfigured: HOUR, retryable: 300, permanent: HOUR, unknown: 300 } as const

/** A carrier whose events are read, with the key's budget. */
export interface FollowedCarrier {
  readonly declaration: CarrierDeclaration
  readonly carrier: OpenCarrier
  readonly dailyCalls: number
}

/**
 * Asks carriers about parcels whose buyer is talking to us, or whose promise is near; what they tell goes into the ledger. Keeps to the
 * day's budget of each key, whoever asks. Nothing of it stops a pass: where a carrier cannot be asked, texts say what Odoo knows.
 */
export async function askCarriers(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<void> {
  const { carriers = [] } = ports
  for (const followed of carriers) {
    const { name } = followed.declaration
    await ports.ledger.alone(`carrier:${name}`, async () => {
      if (await mayAsk(followed, ports)) await ask(followed, accounts, ports)
      await forgetOld(followed, ports)
    })
  }
}

/** Calendar day of a carrier's budget. */
export const budgetDay = (at: Instant, { manifest }: CarrierDeclaration): string =>
  DateTime.fromISO(at, { zone: manifest.dayZone }).toISODate() ?? at.slice(0, 10)

/** Asking Odoo which parcels matter is spared where nothing can be asked anyway. */
async function mayAsk({ declaration, dailyCalls }: FollowedCarrier, { ledger, clock }: FlowPorts): Promise<boolean> {
  const now = clock.now()
  const budget = await ledger.carrier.budget(declaration.name)
  if (budget === undefined) return dailyCalls > 0
  if (budget.blocked !== undefined && budget.blocked.until > now) return false
  return budget.day !== budgetDay(now, declaration) || budget.calls < dailyCalls
}

/** The parcels that a pass would ask a carrier for now; asks nothing, takes nothing of its budget. */
export async function parcelsToAsk(
  followed: FollowedCarrier,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly string[]> {
  if (!(await mayAsk(followed, ports))) return []
  const due = await dueReferences(followed, accounts, ports)
  const budget = await ports.ledger.carrier.budget(followed.declaration.name)
  const today = budgetDay(ports.clock.now(), followed.declaration)
  return due.slice(0, followed.dailyCalls - (budget?.day === today ? budget.calls : 0))
}

/** As many as one pass asks for. */
async function dueReferences(
  { declaration, dailyCalls }: FollowedCarrier,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly string[]> {
  const wanted = await wantedReferences(declaration, accounts, ports)
  const due = await ports.ledger.carrier.dueLooks(declaration.name, wanted, ports.clock.now())
  const calls = Math.min(CALLS_MAX, Math.ceil(dailyCalls / DAILY_CALLS_OF_ONE))
  return wanted.filter((one) => due.has(one)).slice(0, calls)
}

async function ask(followed: FollowedCarrier, accounts: readonly OpenAccount[], ports: FlowPorts): Promise<void> {
  const { declaration, carrier, dailyCalls } = followed
  const { ledger, clock, log } = ports
  for (const reference of await dueReferences(followed, accounts, ports)) {
    const at = clock.now()
    if (!(await ledger.carrier.takeCall(declaration.name, budgetDay(at, declaration), dailyCalls, at))) return
    try {
      const found = await carrier.events(reference)
      if (found.kind === 'known') await ledger.carrier.record(declaration.name, found.events)
      const newest = found.kind === 'known' ? found.events.at(-1) : undefined
      const seconds = AGAIN_SECONDS[newest?.state === 'out_for_delivery' ? 'near' : found.kind]
      await ledger.carrier.looked(declaration.name, reference, at, plusSeconds(at, seconds))
    } catch (error) {
      if (!isFault(error)) throw error
      log.warn({ carrier: declaration.name, fault: error.kind }, error.message)
      // Also where the carrier as a whole seems to fail: it may be this reference, and that must not stand before all others for ever.
      const again = error.kind === 'permanent' ? AGAIN_SECONDS.refused : HOUR
      await ledger.carrier.looked(declaration.name, reference, at, plusSeconds(at, again))
      if (error.systemic) {
        const asked = error instanceof Retryable ? error.afterSeconds : undefined
        const seconds = Math.max(asked ?? 0, PAUSE_SECONDS[error.kind])
        await ledger.carrier.block(declaration.name, plusSeconds(at, seconds), error.message)
        return
      }
    }
  }
}

/** References that matter now: those that a buyer talks about first, then those whose promise is near. */
async function wantedReferences(
  declaration: CarrierDeclaration,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly string[]> {
  const { odoo, clock } = ports
  const now = clock.now()
  const left = plusSeconds(now, -LEFT_DAYS * DAY)
  const talked = await ordersTalkedAbout(accounts, ports)
  const near = await odoo.promises.leftBetween(
    left,
    plusSeconds(now, -NEAR_DAYS * DAY),
    plusSeconds(now, NEAR_DAYS * DAY),
  )
  const ids = [...new Set([...talked, ...near])]
  const orders = await odoo.promises.read(ids)
  const own = ownOrders(orders.values(), accounts)
  const fits = ({ deliveries }: OrderPromise): readonly string[] =>
    deliveries
      .filter(({ doneAt }) => doneAt !== null && doneAt >= left)
      .filter(({ carrier }) => carrier !== null && declaration.matches(carrier))
      .flatMap(({ references }) => references)
  return [
    ...new Set(ids.flatMap((id) => own.filter(({ order }) => order.id === id).flatMap(({ order }) => fits(order)))),
  ]
}

async function ordersTalkedAbout(
  accounts: readonly OpenAccount[],
  { ledger, odoo, clock }: FlowPorts,
): Promise<number[]> {
  const since = plusSeconds(clock.now(), -TALKED_DAYS * DAY)
  const ids: number[] = []
  for (const { account, manifest } of accounts) {
    const refs = await ledger.carrier.ordersTalkedAbout(account.name, since, ORDERS_MAX)
    if (refs.length === 0) continue
    const found = await odoo.orders.byRef(refs, { byName: manifest.ordersByName })
    ids.push(...found.map(({ id }) => id))
  }
  return ids
}

/** Carriers lend their data: it is deleted when they want it. */
async function forgetOld({ declaration: { manifest } }: FollowedCarrier, { ledger, clock }: FlowPorts): Promise<void> {
  if (manifest.keepDays !== undefined) await ledger.carrier.forget(plusSeconds(clock.now(), -manifest.keepDays * DAY))
}
