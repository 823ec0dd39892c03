import { isFault, Unknown } from '../domain/errors.ts'
import type { LineId, MarketplaceLine } from '../domain/shipment.ts'
import { type MoneyPayload, moneyWords, settles } from './money.ts'
import { afterFault, done, failed, type Sending, suppressed } from './returns-outcome.ts'

type Paying = Sending<MoneyPayload>

/** Money that a person released. What may have arrived is never repeated by itself. Resolves to whether the account may go on. */
export async function sendMoney(paying: Paying): Promise<boolean> {
  const { claim, opened, ports } = paying
  const { effect } = claim
  const { account, manifest, connector } = opened
  const { line, problem, amount } = effect.payload
  if (effect.result['overrideReceipt'] !== true && (await ports.odoo.receipts.done([effect])).has(effect.dedupeKey))
    return done(paying, { via: 'receipt' })
  if (problem !== undefined || line === null) return failed(paying, problem ?? 'It names no line of the order.')
  if (account.mode !== 'live' || (await ports.odoo.info()).neutralized) return suppressed(paying, 'shadow', '')
  const { money } = connector
  if (money === undefined)
    return failed(paying, manifest.missing['money.return'] ?? `${manifest.label} pays nothing back from here.`)
  if (!(await stillMeant(paying))) return suppressed(paying, 'order_changed', '')
  if (effect.kind === 'refund') {
    const cases = await ports.ledger.cases.ofOrder(account.name, effect.payload.order)
    if (cases.some((stored) => settles(stored, line))) return suppressed(paying, 'return_open', '')
  }
  let before: MarketplaceLine | undefined
  try {
    before = await lineNow(paying, line)
  } catch (error) {
    return afterFault(paying, error)
  }
  const cancelled = before?.state === 'cancelled'
  if (effect.kind === 'cancel' && cancelled) return done(paying, { already: true })
  if (effect.kind === 'cancel' && before?.state !== 'open')
    return failed(paying, moneyWords(opened, ports.texts)('problem.sent'))
  const reason = reasonOf(paying)
  if (!(await claim.sending({ reason }))) return true
  try {
    if (effect.kind === 'cancel') await money.cancel(line, reason)
    else if (amount !== undefined) await money.refund(line, { amount, reason })
    return await done(paying, {})
  } catch (error) {
    return error instanceof Unknown ? readBackMoney(paying, error.message) : afterFault(paying, error)
  }
}

/** A cancelled line shows; whether money went out nobody can tell from here: a person has to look. */
export async function readBackMoney(paying: Paying, why = paying.claim.effect.reason ?? ''): Promise<boolean> {
  const { claim } = paying
  const { kind, payload } = claim.effect
  try {
    const line = kind === 'cancel' && payload.line !== null ? await lineNow(paying, payload.line) : undefined
    if (line?.state === 'cancelled') return await done(paying, {})
  } catch (error) {
    if (!isFault(error)) throw error
  }
  await claim.unknown(why)
  return true
}

async function lineNow({ claim, opened }: Paying, line: LineId): Promise<MarketplaceLine | undefined> {
  const lines = await opened.connector.tracking?.lines(claim.effect.payload.order)
  return lines?.find(({ id }) => id === line)
}

/** Its record in Odoo as it stands now: gone, or no longer what it was, and the money stays. */
async function stillMeant({ claim: { effect }, ports }: Paying): Promise<boolean> {
  const { source, kind, payload } = effect
  if (source === null) return false
  const { orders } = ports.odoo
  if (kind === 'cancel') {
    const order = (await orders.orders([source.id])).get(source.id)
    return order?.createDate === source.createDate && order.state === 'cancel'
  }
  const refund = (await orders.refunds([source.id])).get(source.id)
  return refund?.createDate === source.createDate && refund.paidOut.minor >= (payload.amount?.minor ?? 0)
}

function reasonOf({ claim: { effect }, opened: { manifest } }: Paying): string {
  const known = manifest.moneyReasons
  return effect.payload.reason ?? (effect.kind === 'cancel' ? known?.cancel[0] : known?.refund[0]) ?? ''
}
