import { matchCarrier } from '../domain/carriers.ts'
import { isFault, Permanent, Unknown } from '../domain/errors.ts'
import { trackingReferences } from '../domain/references.ts'
import type { ParcelLook, ParcelOfLine } from '../domain/shipment.ts'
import { plusSeconds } from '../domain/time.ts'
import type { OpenConnector } from '../kit/connector.ts'
import type { Claim } from '../ledger/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopAccount, stopPass } from './faults.ts'
import { problemSentence, type TrackingPayload, type TrackingProblem } from './tracking-effects.ts'
import { firstLook } from './tracking-open.ts'
import { type DeliveryNow, deliveriesNow } from './tracking-now.ts'
import { judgeBefore, judgeLoss } from './tracking-judge.ts'
import { carrierProblem, planOrder } from './tracking-plan.ts'

type ParcelClaim = Claim<TrackingPayload>

/** Hands over what is due of one account: first what needs a read-back, then what is planned, of an order the first number first. */
export async function sendParcels(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  const { tracking } = opened.connector
  if (tracking === undefined) return
  const now = deliveriesNow(ports)
  for (const state of ['unknown', 'planned'] as const) {
    for (;;) {
      const filter = { flow: 'tracking', account: opened.account.name, state } as const
      const claim = await ports.outbox.claim<TrackingPayload>(filter)
      if (claim === undefined) break
      const sending: Sending = { claim, opened, tracking, count, ports }
      try {
        const goesOn = state === 'unknown' ? await readBack(sending) : await send(sending, await now(claim.effect))
        if (!goesOn) return
      } catch (error) {
        await claim.release()
        stopPass(opened.account, error, count, ports.log)
        return
      }
    }
  }
}

interface Sending {
  readonly claim: ParcelClaim
  readonly opened: OpenAccount
  readonly tracking: NonNullable<OpenConnector['tracking']>
  readonly count: AccountCount
  readonly ports: FlowPorts
}

/** One planned parcel, by what Odoo says now. Resolves to whether the account may go on. */
async function send(sending: Sending, now: DeliveryNow | undefined): Promise<boolean> {
  const { claim, opened, ports } = sending
  const { effect } = claim
  const { account } = opened
  if (now === undefined || now.order.state === 'cancel') return suppressed(sending, 'cancelled')
  const { reference, line } = effect.payload
  if (!trackingReferences(now.picking.trackingRef).includes(reference)) return suppressed(sending, 'order_changed')
  if (!byPerson(sending) && now.told.has(effect.dedupeKey)) return done(sending, { via: 'receipt' })
  const sends = account.mode === 'live' && !(await ports.odoo.info()).neutralized
  if (line === null) return planAgain(sending, now, { sends })
  if (!sends) return suppressed(sending, 'shadow')
  try {
    const carrier = matchCarrier(now.picking.carrier, account.carriers, await sending.tracking.carriers())
    if (carrier.kind !== 'found') return await failed(sending, carrierProblem(carrier))
    return await hand(sending, { order: effect.payload.order, line, carrier: carrier.carrier, reference }, now)
  } catch (error) {
    return handleFault(sending, error)
  }
}

/** A person let it go although the marketplace or a receipt says otherwise. */
const byPerson = ({ claim }: Sending): boolean => claim.effect.result['overrideReceipt'] === true

/** A row without a line: what stood in the way may be mended by now. */
async function planAgain(
  sending: Sending,
  { picking, order }: DeliveryNow,
  { sends }: { readonly sends: boolean },
): Promise<boolean> {
  const { claim, opened, count, ports } = sending
  const delivery = { picking, order, ref: claim.effect.payload.order }
  let planned
  try {
    planned = await planOrder(delivery.ref, [delivery], opened, ports, undefined)
  } catch (error) {
    return handleFault(sending, error)
  }
  for (const { effects, problem } of planned) {
    count.planned += await ports.outbox.plan(effects)
    if (problem === undefined) continue
    return sends ? failed(sending, problem) : suppressed(sending, 'shadow', sentenceOf(problem, sending))
  }
  return suppressed(sending, 'combined')
}

/** The exchange with the marketplace: look, mark, hand over, look again. */
async function hand(sending: Sending, parcel: ParcelOfLine, { picking, known }: DeliveryNow): Promise<boolean> {
  const { claim, opened, tracking, ports } = sending
  const seen = await tracking.look(parcel)
  const judged = judgeBefore(seen, claim.effect, known, { byPerson: byPerson(sending) })
  if (judged.kind === 'done') return done(sending, { via: judged.via, carrier: parcel.carrier })
  if (judged.kind === 'elsewhere') {
    const problem = await elsewhere(sending, parcel, judged.stored)
    // Whoever handled deliveries before this service did so by another hand: nobody needs to look.
    const early = picking.doneAt < (await firstLook(ports.ledger, opened.account.name, ports.clock.now()))
    return early ? suppressed(sending, 'before_go_live', sentenceOf(problem, sending)) : failed(sending, problem)
  }
  if (!(await claim.sending(markerOf(parcel, seen)))) return true
  try {
    await tracking.push(parcel)
  } catch (error) {
    if (error instanceof Unknown) return lookAfterLoss(sending, parcel, seen, error)
    throw error
  }
  return done(sending, await readBackStored(sending, parcel))
}

/** What became of the line without us: it went otherwise, or it is not wanted any more. */
async function elsewhere(
  { tracking }: Sending,
  { order, line }: ParcelOfLine,
  stored: string | null,
): Promise<TrackingProblem> {
  const state = (await tracking.lines(order)).find(({ id }) => id === line)?.state
  return state === 'cancelled' || state === 'returned'
    ? { kind: `line_${state}`, line }
    : { kind: 'sent_elsewhere', line, stored }
}

/** What a read-back needs: what the marketplace showed before. */
const markerOf = ({ carrier }: ParcelOfLine, before: ParcelLook): Record<string, unknown> => ({ carrier, before })

/** What the marketplace stored. The parcel counts as handed over even where that cannot be read. */
async function readBackStored(
  { tracking, claim, opened, ports }: Sending,
  parcel: ParcelOfLine,
): Promise<Record<string, unknown>> {
  try {
    const after = await tracking.look(parcel)
    return after.kind === 'different' ? { difference: after.stored } : after.kind === 'absent' ? { difference: '' } : {}
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.info(
      { account: opened.account.name, effect: claim.effect.id },
      'What the marketplace stored of a parcel could not be read back.',
    )
    return {}
  }
}

/** The request left and no answer came: look at once, and if nothing is there again by READBACK_WAIT. */
async function lookAfterLoss(
  sending: Sending,
  parcel: ParcelOfLine,
  before: ParcelLook,
  lost: Unknown,
): Promise<boolean> {
  const { claim, opened, tracking, ports } = sending
  ports.log.warn(
    { account: opened.account.name, effect: claim.effect.id },
    'No answer came to a parcel that was handed over: reading back.',
  )
  const again = plusSeconds(ports.clock.now(), ports.readbackWaitSeconds[0] ?? 0)
  let after: ParcelLook
  try {
    after = await tracking.look(parcel)
  } catch (error) {
    if (!isFault(error)) throw error
    await claim.unknown(lost.message, again, { looks: 0 })
    return true
  }
  const judged = judgeLoss(after, before)
  if (judged.kind === 'arrived') return done(sending, judged.result)
  if (judged.kind === 'unclear') await claim.unknown(lost.message)
  else await claim.unknown(lost.message, again, { looks: 0 })
  return true
}

/** A parcel of which it is not known whether it arrived. */
async function readBack(sending: Sending): Promise<boolean> {
  const { claim, opened, tracking, count, ports } = sending
  const { effect } = claim
  const { order, line, reference } = effect.payload
  const { carrier, before } = effect.result as { readonly carrier?: string; readonly before?: ParcelLook }
  if (line === null || carrier === undefined || before === undefined) {
    await claim.unknown('Nothing is known of the try that broke off: a person has to decide.')
    return true
  }
  const reason = effect.reason ?? ''
  let after: ParcelLook
  try {
    after = await tracking.look({ order, line, carrier, reference })
  } catch (error) {
    if (!isFault(error)) throw error
    await claim.unknown(reason, plusSeconds(ports.clock.now(), backoffSeconds(error, 1)))
    await stopAccount(opened.account, error, count, ports)
    return false
  }
  const judged = judgeLoss(after, before)
  if (judged.kind === 'arrived') return done(sending, judged.result)
  if (judged.kind === 'unclear') {
    await claim.unknown(reason)
    return true
  }
  const looks = Number(effect.result['looks'] ?? 0) + 1
  const wait = ports.readbackWaitSeconds[looks]
  if (wait === undefined) await claim.retry(ports.clock.now(), 'It did not arrive: it is handed over again.')
  else await claim.unknown(reason, plusSeconds(ports.clock.now(), wait), { looks })
  return true
}

/** Nothing was handed over: for good, or it is tried again. */
async function handleFault(sending: Sending, error: unknown): Promise<boolean> {
  if (!isFault(error)) throw error
  const { claim, opened, count, ports } = sending
  if (error instanceof Permanent && !error.systemic) return failed(sending, { kind: 'refused', reason: error.message })
  const { attempts } = claim.effect
  if (!error.systemic && attempts + 1 >= ATTEMPTS_MAX)
    return failed(sending, { kind: 'refused', reason: `${error.message} It was tried ${String(ATTEMPTS_MAX)} times.` })
  const seconds = backoffSeconds(error, attempts)
  await claim.retry(plusSeconds(ports.clock.now(), seconds), error.message, { systemic: error.systemic })
  if (!error.systemic) return true
  if (error.kind === 'retryable' && seconds <= 5) return false
  await stopAccount(opened.account, error, count, ports)
  return false
}

async function done({ claim, count }: Sending, result: Record<string, unknown>): Promise<boolean> {
  if (await claim.done(result)) count.sent += 1
  return true
}

async function suppressed(
  { claim, count }: Sending,
  reason: 'before_go_live' | 'cancelled' | 'order_changed' | 'shadow' | 'combined',
  detail = '',
): Promise<boolean> {
  if (await claim.suppress(reason, detail)) countSuppressed(count, reason)
  return true
}

async function failed(sending: Sending, problem: TrackingProblem): Promise<boolean> {
  if (await sending.claim.fail(sentenceOf(problem, sending), { problem })) sending.count.failed += 1
  return true
}

/** For the operator; in Odoo it stands in the account's language. */
const sentenceOf = (problem: TrackingProblem, { opened, ports }: Sending): string =>
  problemSentence(problem, opened.manifest.label, (key, values) => ports.texts('en', key, values))
