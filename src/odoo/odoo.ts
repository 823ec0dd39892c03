import { createAnswers } from './answers.ts'
import { OdooBridge, type BridgeOptions } from './bridge.ts'
import { createCases, createDecisions, createTrackingMarks } from './cases.ts'
import { companyFacts } from './company.ts'
import { createDeadlines } from './deadlines.ts'
import { createInspection } from './inspect.ts'
import { createOrders } from './orders.ts'
import { createParcels } from './parcels.ts'
import { createPayments } from './payments.ts'
import type { Odoo } from './ports.ts'
import { createPromises } from './promises.ts'
import { createReceipts } from './receipts.ts'
import { readRights } from './rights.ts'
import { Setup } from './setup.ts'
import { createSituations } from './situation.ts'
import { Surroundings } from './surroundings.ts'
import { createTickets } from './tickets.ts'
import { createTraces } from './traces.ts'

export type OdooOptions = BridgeOptions

/** Odoo as the flows see it. Opens nothing yet: the first call logs in. */
export function createOdoo(options: OdooOptions): Odoo {
  const bridge = new OdooBridge(options)
  const surroundings = new Surroundings(bridge)
  const setup = new Setup(surroundings)
  return {
    info: () => surroundings.info(),
    now: () => bridge.now(),
    company: () => companyFacts(bridge),
    rights: () => readRights(surroundings),
    setup: () => setup.run(),
    tickets: createTickets(surroundings, setup),
    answers: createAnswers(bridge),
    receipts: createReceipts(surroundings),
    deadlines: createDeadlines(surroundings),
    orders: createOrders(surroundings),
    promises: createPromises(bridge),
    situations: createSituations(bridge),
    payments: createPayments(bridge),
    parcels: createParcels(bridge),
    traces: createTraces(bridge),
    cases: createCases(surroundings),
    decisions: createDecisions(surroundings),
    trackingMarks: createTrackingMarks(surroundings),
    inspection: () => createInspection(surroundings),
    calls: () => bridge.calls(),
    resetCalls: () => {
      bridge.resetCalls()
    },
    close: () => {
      bridge.close()
      return Promise.resolve()
    },
  }
}
