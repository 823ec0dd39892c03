import type { AllocatedLine } from '../domain/allocation.ts'
import type { Effect, NewEffect } from '../domain/effect.ts'
import { type AccountName, type ConversationId, conversationId, type OrderRef } from '../domain/ids.ts'
import type { LineId } from '../domain/shipment.ts'
import type { PickingFacts } from '../odoo/ports.ts'

/** What the row of a parcel carries; delivery and carrier are read again right before it is handed over. */
export interface TrackingPayload {
  readonly pickingId: number
  readonly picking: string
  readonly orderId: number
  readonly order: OrderRef
  readonly reference: string
  /** null = no line could be told yet, or no carrier: it is tried again when a person lets it go. */
  readonly line: LineId | null
  /** The marketplace's spelling. */
  readonly carrier: string | null
  readonly article: string | null
  readonly quantity: number
}
export type TrackingEffect = Effect<TrackingPayload>

/** Why a parcel cannot be handed over as it stands. */
export type TrackingProblem =
  | { readonly kind: 'no_carrier' }
  | { readonly kind: 'unknown_carrier'; readonly carrier: string; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown_order' }
  | { readonly kind: 'no_line'; readonly articles: readonly string[]; readonly open: readonly string[] }
  | { readonly kind: 'sent_elsewhere'; readonly line: string; readonly stored: string | null }
  | { readonly kind: 'line_cancelled' | 'line_returned'; readonly line: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** The parcels of an order stand in one line: a first number is handed over before a further one. */
export const parcelsOf = (order: OrderRef): ConversationId => conversationId(`parcels:${order}`)

/** One row per account, delivery, tracking reference and line of the marketplace's order. */
export const trackingKey = (
  account: AccountName,
  { id, createDate }: Pick<PickingFacts, 'id' | 'createDate'>,
  reference: string,
  line: LineId | null,
): string => `tracking:${account}:${String(id)}@${createDate}:${reference}:${line ?? '-'}`

/** What a delivery hands over, or tries to. */
export interface Parcel {
  readonly account: AccountName
  readonly picking: PickingFacts
  readonly order: OrderRef
  readonly reference: string
  readonly carrier: string | null
  readonly of: AllocatedLine | null
}

/** A parcel as a row of the outbox. */
export function toEffect({ account, picking, order, reference, carrier, of }: Parcel): NewEffect {
  const payload: TrackingPayload = {
    pickingId: picking.id,
    picking: picking.name,
    orderId: picking.orderId,
    order,
    reference,
    line: of?.line ?? null,
    carrier,
    article: of?.article ?? null,
    quantity: of?.quantity ?? 0,
  }
  return {
    account,
    flow: 'tracking',
    kind: 'parcel',
    dedupeKey: trackingKey(account, picking, reference, payload.line),
    state: 'planned',
    conversation: parcelsOf(order),
    source: { model: picking.model, id: picking.id, createDate: picking.createDate },
    payload,
    at: picking.doneAt,
  }
}

/** Whether a row belongs to this delivery; a restored Odoo gives a number to another one. */
export const isOf = ({ source }: Pick<Effect, 'source'>, picking: Pick<PickingFacts, 'id' | 'createDate'>): boolean =>
  source?.id === picking.id && source.createDate === picking.createDate

type Held = Pick<Effect, 'state' | 'reason' | 'result'>

/** Whether a row stands for a line still: what was called off holds none, nor what a restored Odoo knows nothing of. */
export const holdsLine = (row: Held): boolean =>
  !isGone(row) && (row.state !== 'suppressed' || row.reason === 'shadow' || row.reason === 'before_go_live')

/** Handed over for a delivery that is gone since Odoo was restored: entered anew, it is known by its number. */
export const leftBefore = (row: Held): boolean => isGone(row) && row.state === 'done'

const isGone = ({ result }: Pick<Effect, 'result'>): boolean => result['sourceGone'] === true

type Say = (key: string, values?: Readonly<Record<string, string>>) => string

/** A problem as a sentence: what it is, and what to do. */
export function problemSentence(problem: TrackingProblem, marketplace: string, say: Say): string {
  switch (problem.kind) {
    case 'no_carrier':
    case 'unknown_order':
      return say(`tracking.problem.${problem.kind}`, { marketplace })
    case 'unknown_carrier': {
      const { carrier, nearest } = problem
      return say('tracking.problem.unknown_carrier', {
        marketplace,
        carrier,
        nearest: nearest.join(', '),
        example: nearest[0] ?? '…',
      })
    }
    case 'no_line': {
      const articles = problem.articles.join(', ')
      const open = problem.open.join(', ')
      return say(open === '' ? 'tracking.problem.no_line_open' : 'tracking.problem.no_line', {
        marketplace,
        articles,
        open,
      })
    }
    case 'sent_elsewhere': {
      const { line, stored } = problem
      return say(stored === null ? 'tracking.problem.sent_elsewhere' : 'tracking.problem.sent_elsewhere_as', {
        marketplace,
        line,
        stored: stored ?? '',
      })
    }
    case 'line_cancelled':
    case 'line_returned':
      return say(`tracking.problem.${problem.kind}`, { marketplace, line: problem.line })
    case 'refused':
      return problem.reason
    default: {
      const missing: never = problem
      return missing
    }
  }
}
