import type { NewEffect } from '../domain/effect.ts'
import type { OdooRecord, OrderRef } from '../domain/ids.ts'
import { formatMoney, type Money } from '../domain/money.ts'
import { type RefundShare, shareRefund } from '../domain/refund.ts'
import type { LineId, MarketplaceLine } from '../domain/shipment.ts'
import { escapeHtml } from '../domain/text.ts'
import type { StoredCase } from '../ledger/case-ports.ts'
import { proposalMessageId } from '../odoo/naming.ts'
import type { RefundFacts } from '../odoo/goods-ports.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { AccountCount } from './count.ts'
import { agentLanguage, type Texts } from './texts.ts'

/** What a row carries that gives money back. */
export interface MoneyPayload {
  readonly order: OrderRef
  /** The order in Odoo. */
  readonly orderId: number
  /** null = no line was found for it: it fails with `problem`. */
  readonly line: LineId | null
  readonly title: string
  readonly amount?: Money
  /** The credit note's name. */
  readonly name?: string
  /** The marketplace's word for why, where a person chose one. */
  readonly reason?: string
  readonly problem?: string
}

export const MONEY_KINDS = ['refund', 'cancel'] as const

/** An order of the account, with the marketplace's number. */
export interface OwnOrder {
  readonly facts: OrderFacts
  readonly ref: OrderRef
}

interface Proposing {
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
}

/** Money that left by a credit note → proposed refunds at the marketplace, line by line; only a person lets them go. */
export async function proposeRefund(
  refund: RefundFacts,
  { facts, ref }: OwnOrder,
  proposing: Proposing,
): Promise<void> {
  const { opened, ports } = proposing
  const lines = await linesOf(ref, opened)
  if (lines === undefined || !refund.settled || refund.paidOut.minor <= 0) return
  const { model, id, createDate, name } = refund
  const t = moneyWords(opened, ports.texts)
  const shares = shareRefund(refund.paidOut, refund.items, lines)
  const cases = await ports.ledger.cases.ofOrder(opened.account.name, ref)
  const row = (share: RefundShare | undefined): NewEffect => {
    const payload: MoneyPayload = {
      order: ref,
      orderId: facts.id,
      line: share?.line ?? null,
      title: share?.title ?? t('all'),
      amount: share?.amount ?? refund.paidOut,
      name,
      ...(share === undefined ? { problem: t('problem.no_line') } : {}),
    }
    const base = toEffect('refund', { model, id, createDate }, payload, opened)
    if (share === undefined) return { ...base, state: 'planned' }
    // Deciding the case settles the money: paying it back as well would pay twice.
    return cases.some((stored) => settles(stored, share.line))
      ? { ...base, state: 'suppressed', reason: 'return_open' }
      : base
  }
  await propose({ model, id, createDate }, shares === undefined ? [row(undefined)] : shares.map(row), proposing)
}

/** A cancelled order → proposed cancellations of what has not left. */
export async function proposeCancellation({ facts, ref }: OwnOrder, proposing: Proposing): Promise<void> {
  const { opened, ports } = proposing
  const lines = await linesOf(ref, opened)
  if (lines === undefined || facts.state !== 'cancel') return
  const t = moneyWords(opened, ports.texts)
  const { model, id, createDate } = facts
  const open = lines.filter(({ state, sentByMarketplace }) => state === 'open' && !sentByMarketplace)
  const rows = open.map((line) =>
    toEffect(
      'cancel',
      { model, id, createDate },
      { order: ref, orderId: id, line: line.id, title: line.title ?? t('all') },
      opened,
    ),
  )
  await propose({ model, id, createDate }, rows, proposing)
}

/** Words about money of an account, in its language. */
export const moneyWords =
  ({ account, manifest }: OpenAccount, texts: Texts) =>
  (key: string, values?: Readonly<Record<string, string | number>>): string =>
    texts(account.language, `money.${key}`, { marketplace: manifest.label, ...values })

export const shownAmount = ({ amount }: MoneyPayload, { account }: OpenAccount): string =>
  amount === undefined ? '' : formatMoney(amount, agentLanguage(account.language))

/** Whether a case decides about the money of a line: all that are not rejected. */
export const settles = ({ facts }: StoredCase, line: LineId | null): boolean =>
  facts.state !== 'rejected' && (facts.line === undefined || facts.line === line)

async function linesOf(ref: OrderRef, { connector }: OpenAccount): Promise<readonly MarketplaceLine[] | undefined> {
  if (connector.money === undefined || connector.tracking === undefined) return undefined
  const lines = await connector.tracking.lines(ref)
  return lines.length === 0 ? undefined : lines
}

function toEffect(
  kind: (typeof MONEY_KINDS)[number],
  source: OdooRecord,
  payload: MoneyPayload,
  { account }: OpenAccount,
): NewEffect {
  return {
    account: account.name,
    flow: 'returns',
    kind,
    dedupeKey: `${kind}:${account.name}:${String(source.id)}@${source.createDate}:${payload.line ?? 'order'}`,
    state: 'proposed',
    source,
    payload,
  }
}

/** Rows, and one note on the order that says what can be let go and how. */
async function propose(
  { model, id, createDate }: OdooRecord,
  rows: readonly NewEffect[],
  { opened, count, ports }: Proposing,
): Promise<void> {
  count.planned += await ports.outbox.plan(rows)
  const t = moneyWords(opened, ports.texts)
  const sentences: string[] = []
  let orderId = 0
  for (const { dedupeKey } of rows) {
    const effect = await ports.outbox.find(dedupeKey)
    if (effect?.state !== 'proposed') continue
    const payload = effect.payload as MoneyPayload
    orderId = payload.orderId
    const { title, name = '' } = payload
    const values = { title, name, amount: shownAmount(payload, opened), id: effect.id }
    sentences.push(t(`proposed.${effect.kind}`, values))
  }
  if (sentences.length === 0) return
  await ports.odoo.receipts.write([
    {
      model: 'sale.order',
      id: orderId,
      messageId: proposalMessageId(opened.account.name, model, id, createDate),
      bodyHtml: sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join(''),
    },
  ])
}
