import { z } from 'zod'
import { caseId } from '../domain/case.ts'
import { accountName } from '../domain/ids.ts'
import { ORDER_FACTS } from '../domain/order-fact.ts'
import { takeActivities } from './activity-over.ts'
import { parsed } from './bridge.ts'
import type { Cases, CaseToShow, Decisions, OdooDecision, TrackingMarks, TrackingToShow } from './case-ports.ts'
import { chunks, id, odooTime, storable, text, time } from './records.ts'
import { ADDON, type Surroundings } from './surroundings.ts'

const AT_ONCE = 200
const PICKING = 'stock.picking'

/** Cases on tickets and orders: only the addon has a place for them. */
export function createCases(surroundings: Surroundings): Cases {
  const hasPlace = (): Promise<boolean> => surroundings.has('case_batch')
  return {
    hasPlace,
    async show(cases) {
      if (cases.length === 0 || !(await hasPlace())) return
      for (const part of chunks(cases, AT_ONCE)) {
        await surroundings.bridge.batch(ADDON, 'case_batch', [part.map(caseRow)])
      }
    },
  }
}

function caseRow(shown: CaseToShow): object {
  return {
    account: shown.account,
    marketplace: shown.marketplace,
    label: shown.label,
    case_ref: shown.case,
    name: storable(shown.title),
    type: shown.type,
    order_ref: shown.orderRef,
    order_id: shown.orderId ?? false,
    ticket_id: shown.ticketId ?? false,
    state: storable(shown.state),
    is_open: shown.open,
    reason: shown.reason === null ? false : storable(shown.reason),
    quantity: shown.quantity,
    decide_by: shown.decideBy === null ? false : odooTime(shown.decideBy),
    opened_at: odooTime(shown.openedAt),
    actions: shown.actions.map(({ action, consequence, text: words }) => ({
      action,
      consequence: storable(consequence),
      text: words,
    })),
  }
}

const factRow = z.object({
  order_id: id,
  action: z.enum(ORDER_FACTS),
  text,
  fact_at: time,
  fact_name: text,
  delivery: text,
})
const decisionRow = z
  .object({ id, create_date: time, account: z.string(), action: z.string(), text, by: text, at: time })
  .and(
    z.union([
      z.object({ case_ref: z.string() }),
      z.object({ effect_key: z.string() }),
      factRow,
      z.object({ order_id: id }),
    ]),
  )

/** What people decided by the addon's buttons. */
export function createDecisions(surroundings: Surroundings): Decisions {
  const { bridge } = surroundings
  return {
    async open(begins) {
      if (!(await surroundings.has('decision_open'))) return []
      const orders = begins !== undefined && (await surroundings.has('decision_orders')) ? [begins] : []
      const answer = await bridge.call(ADDON, 'decision_open', [AT_ONCE, ...orders])
      return parsed(z.array(decisionRow), answer, `${ADDON}.decision_open`).map(decision)
    },
    async settle(rows) {
      if (rows.length === 0 || !(await surroundings.has('decision_settle'))) return
      const settled = rows.map((row) => ({ ...row, sentence: storable(row.sentence) }))
      for (const part of chunks(settled, AT_ONCE)) await bridge.batch(ADDON, 'decision_settle', [part])
    },
  }
}

function decision(row: z.infer<typeof decisionRow>): OdooDecision {
  return {
    id: row.id,
    createDate: row.create_date,
    account: accountName(row.account),
    subject: subjectOf(row),
    action: row.action,
    text: row.text,
    by: row.by ?? '',
    at: row.at,
  }
}

function subjectOf(row: z.infer<typeof decisionRow>): OdooDecision['subject'] {
  if ('case_ref' in row) return { kind: 'case', case: caseId(row.case_ref) }
  if ('fact_at' in row) {
    const { order_id: orderId, action: fact, fact_at: at, fact_name: name, delivery } = row
    return { kind: 'fact', orderId, fact, at, text: row.text, name, delivery }
  }
  return 'effect_key' in row ? { kind: 'effect', key: row.effect_key } : { kind: 'order', orderId: row.order_id }
}

/** What became of tracking, on the delivery itself. */
export function createTrackingMarks(surroundings: Surroundings): TrackingMarks {
  return {
    async show(rows) {
      if (rows.length === 0 || !(await surroundings.has('tracking_batch'))) return
      for (const part of chunks(rows, AT_ONCE)) {
        await surroundings.bridge.batch(ADDON, 'tracking_batch', [part.map(trackingRow)])
      }
    },
    async takeActivities(rows) {
      // With its least rights the service does not see them by itself (tried).
      const byAddon = await surroundings.has('activities_take')
      for (const part of chunks(rows, AT_ONCE)) {
        if (byAddon) {
          const of = part.map(({ pickingId, xmlid }) => ({ xmlid, model: PICKING, res_id: pickingId }))
          await surroundings.bridge.batch(ADDON, 'activities_take', [of])
          continue
        }
        const over = new Set(part.map(({ xmlid }) => xmlid))
        const on = { model: PICKING, ids: part.map(({ pickingId }) => pickingId) }
        await takeActivities(surroundings.bridge, on, (xmlid) => over.has(xmlid))
      }
    },
  }
}

const trackingRow = (shown: TrackingToShow): object => ({
  picking_id: shown.pickingId,
  account: shown.account,
  marketplace: shown.marketplace,
  state: shown.state,
  sentence: storable(shown.sentence),
  again: [...shown.again],
})
