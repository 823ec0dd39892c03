import { SUPPRESSION_REASONS, type SuppressionReason } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import { trackingReferences } from '../domain/references.ts'
import { escapeHtml } from '../domain/text.ts'
import type { PendingReceipt } from '../ledger/ports.ts'
import type { TrackingToShow } from '../odoo/case-ports.ts'
import { activityXmlid, receiptMessageId } from '../odoo/naming.ts'
import type { PickingFacts, ReceiptNote } from '../odoo/ports.ts'
import { orderNoteMessageId } from '../odoo/tracking-names.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { isOf, parcelsOf, problemSentence, type TrackingEffect, type TrackingProblem } from './tracking-effects.ts'

type ParcelReceipt = PendingReceipt & { readonly effect: TrackingEffect }

/** Receipts of one delivery that say the same of one reference: one note tells them all. */
interface Told {
  readonly opened: OpenAccount
  readonly leader: ParcelReceipt
  readonly effects: readonly TrackingEffect[]
  readonly picking: PickingFacts
  readonly userId: number | undefined
  /** Odoo has a button for it. */
  readonly button: boolean
}

/** What became of parcels, on delivery and order: a note for each reference and outcome, however many pieces it is for. */
export async function trackingNotes(
  receipts: readonly PendingReceipt[],
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly ReceiptNote[]> {
  const parcels = receipts as readonly ParcelReceipt[]
  if (parcels.length === 0) return []
  const pickings = await ports.odoo.orders.pickings([...new Set(parcels.map(({ effect }) => effect.payload.pickingId))])
  const responsible = await responsibleFor([...pickings.values()], ports)
  const button = (await ports.odoo.info()).addon !== undefined
  return [...Map.groupBy(parcels, alike).values()].flatMap((some) => {
    const [leader] = some
    const picking = pickings.get(leader?.effect.payload.pickingId ?? 0)
    const opened = accounts.find(({ account }) => account.name === leader?.effect.account)
    if (leader === undefined || picking === undefined || opened === undefined || !isOf(leader.effect, picking))
      return []
    const effects = some.map(({ effect }) => effect)
    return notesOf({ opened, leader, effects, picking, userId: responsible.get(picking.id), button }, ports)
  })
}

const alike = ({ effect, outcome }: ParcelReceipt): string => {
  const { account, source, payload, reason, result } = effect
  const said = outcome === 'done' ? [result['via'], result['difference']] : [reason, result['problem']]
  return JSON.stringify([account, source?.id, source?.createDate, outcome, payload.reference, ...said])
}

/** Who answers for deliveries, by picking: its own user, else whoever sold. */
export async function responsibleFor(
  pickings: readonly PickingFacts[],
  { odoo }: Pick<FlowPorts, 'odoo'>,
): Promise<ReadonlyMap<number, number>> {
  const nobodys = pickings.filter(({ responsible }) => responsible === null)
  const deliveries = await odoo.orders.deliveries([...new Set(nobodys.map(({ orderId }) => orderId))])
  return new Map(
    pickings.flatMap(({ id, orderId, responsible }) => {
      const user = responsible ?? deliveries.get(orderId)?.seller
      return user === undefined ? [] : [[id, user] as const]
    }),
  )
}

function notesOf(told: Told, { texts }: FlowPorts): readonly ReceiptNote[] {
  const { opened, leader, effects, picking, userId } = told
  const { effect, outcome, attempt } = leader
  const { account } = opened
  if (outcome === 'suppressed' && effect.reason !== 'shadow') return []
  // The receipt that says so stands there.
  if (effect.result['via'] === 'receipt') return []
  const difference = outcome === 'done' ? effect.result['difference'] : undefined
  const sentence = sentenceOf(told, texts)
  const bodyHtml = `<p>${escapeHtml(sentence)}</p>${againHtml(told, texts)}`
  const needed = outcome === 'failed' || outcome === 'unknown' || difference !== undefined
  const summary = texts(account.language, `tracking.activity_${difference === undefined ? outcome : 'different'}`)
  const note: ReceiptNote = {
    model: picking.model,
    id: picking.id,
    messageId: receiptMessageId(effect.account, effect.dedupeKey, outcome, attempt),
    bodyHtml,
    ...(needed && userId !== undefined
      ? {
          activity: {
            xmlid: activityXmlid(effect.account, effect.dedupeKey, outcome, attempt),
            userId,
            summary,
            noteHtml: bodyHtml,
          },
        }
      : {}),
  }
  if (outcome !== 'done') return [note]
  const onOrder = {
    model: 'sale.order',
    id: effects[0]?.payload.orderId ?? 0,
    messageId: orderNoteMessageId(effect.account, effect.dedupeKey, attempt),
    bodyHtml: `<p>${escapeHtml(sentence)}</p>`,
  }
  return [note, onOrder]
}

type Texts = FlowPorts['texts']

function sentenceOf({ opened, leader, effects }: Told, texts: Texts): string {
  const { account, manifest } = opened
  const { effect, outcome } = leader
  const { reference, order, carrier } = effect.payload
  const say = (key: string, values: Readonly<Record<string, string>> = {}): string =>
    texts(account.language, `tracking.${key}`, {
      marketplace: manifest.label,
      reference,
      order,
      carrier: String(effect.result['carrier'] ?? carrier ?? ''),
      articles: articlesOf(effects),
      ...values,
    })
  const difference = effect.result['difference']
  if (outcome === 'done') {
    if (typeof difference !== 'string') return say(effect.result['via'] === 'look' ? 'done_there' : 'done')
    return `${say('done')} ${difference === '' ? say('different_nothing') : say('different', { stored: difference })}`
  }
  return say(outcome, { reason: reasonOf(effect, opened, texts) })
}

/** `2 × Topf, 1 × Kanne`; empty where no line could be told. */
function articlesOf(effects: readonly TrackingEffect[]): string {
  const pieces = new Map<string, number>()
  for (const { payload } of effects) {
    if (payload.line === null) continue
    const name = payload.article ?? payload.line
    pieces.set(name, (pieces.get(name) ?? 0) + payload.quantity)
  }
  return [...pieces].map(([name, quantity]) => `${String(quantity)} × ${name}`).join(', ')
}

function reasonOf(
  { reason, detail, result }: TrackingEffect,
  { account, manifest }: OpenAccount,
  texts: Texts,
): string {
  const problem = result['problem'] as TrackingProblem | undefined
  if (problem !== undefined && reason !== null && !(reason in SUPPRESSION_REASONS))
    return problemSentence(problem, manifest.label, (key, values) => texts(account.language, key, values))
  if (reason !== null && reason in SUPPRESSION_REASONS)
    return detail ?? texts(account.language, `reason.${reason as SuppressionReason}`)
  return reason ?? ''
}

/** How a person lets it go once more. */
function againHtml({ opened, leader, effects, button }: Told, texts: Texts): string {
  const { outcome } = leader
  if (outcome !== 'failed' && outcome !== 'unknown') return ''
  const ids = effects.map(({ id }) => id).join(', ')
  const key = outcome === 'failed' && button ? 'again_button' : `again_${outcome}`
  return `<p>${escapeHtml(texts(opened.account.language, `tracking.${key}`, { ids, first: leader.effect.id, marketplace: opened.manifest.label }))}</p>`
}

/** Where the addon is, the delivery itself shows how its parcels stand. */
export async function showTracking(
  receipts: readonly PendingReceipt[],
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<void> {
  const parcels = receipts as readonly ParcelReceipt[]
  if (parcels.length === 0) return
  const pickings = await ports.odoo.orders.pickings([...new Set(parcels.map(({ effect }) => effect.payload.pickingId))])
  const rows: TrackingToShow[] = []
  const shown = Map.groupBy(parcels, ({ effect }) => `${effect.account} ${String(effect.payload.pickingId)}`)
  for (const [first] of shown.values()) {
    const picking = pickings.get(first?.effect.payload.pickingId ?? 0)
    const opened = accounts.find(({ account }) => account.name === first?.effect.account)
    if (first === undefined || picking === undefined || opened === undefined) continue
    const order = parcelsOf(first.effect.payload.order)
    const all = (await ports.outbox.ofConversation(opened.account.name, order)) as readonly TrackingEffect[]
    const row = standing(picking, all, opened, ports.texts)
    if (row !== undefined) rows.push(row)
  }
  await showMarks(rows, ports)
}

/** The notes say the same: a mark that Odoo refuses stops nothing. */
export async function showMarks(
  rows: readonly TrackingToShow[],
  { odoo, log }: Pick<FlowPorts, 'odoo' | 'log'>,
): Promise<void> {
  if (rows.length === 0) return
  try {
    await odoo.trackingMarks.show(rows)
  } catch (error) {
    if (!(error instanceof Permanent) || error.systemic) throw error
    log.warn({ pickings: rows.map(({ pickingId }) => pickingId) }, `Odoo does not show tracking: ${error.message}`)
  }
}

/** How a delivery stands: what needs a person comes first. */
function standing(
  picking: PickingFacts,
  effects: readonly TrackingEffect[],
  opened: OpenAccount,
  texts: Texts,
): TrackingToShow | undefined {
  const references = trackingReferences(picking.trackingRef)
  const own = effects.filter((effect) => isOf(effect, picking) && references.includes(effect.payload.reference))
  const refused = own.filter(({ state }) => state === 'failed')
  const unclear = own.filter(({ state, notBefore }) => state === 'unknown' && notBefore === null)
  const different = own.filter(({ state, result }) => state === 'done' && result['difference'] !== undefined)
  const pushed = own.filter(({ state }) => state === 'done')
  const ranked = [
    ['refused', 'failed', refused],
    ['unclear', 'unknown', unclear],
    ['different', 'done', different],
    ['pushed', 'done', pushed],
  ] as const
  const [state, outcome, some] = ranked.find(([, , rows]) => rows.length > 0) ?? []
  const [first] = some ?? []
  if (state === undefined || outcome === undefined || some === undefined || first === undefined) return undefined
  const same = some.filter(({ payload }) => payload.reference === first.payload.reference)
  const leader = { effect: first, outcome, attempt: 1 }
  return {
    pickingId: picking.id,
    account: opened.account.name,
    marketplace: opened.account.connector,
    state,
    sentence: sentenceOf({ opened, leader, effects: same, picking, userId: undefined, button: true }, texts),
    again: [...refused, ...unclear].map(({ dedupeKey }) => dedupeKey),
  }
}
