import { catalogue } from './clerk/catalogue.ts'
import { desk } from './clerk/desk.ts'
import { money } from './clerk/money.ts'
import { orders } from './clerk/orders.ts'
import { createRecords } from './clerk/records.ts'
import type { Clerk, Rpc } from './clerk/steps.ts'

/**
 * The clerk and the agent of the demo, by plain calls that any Odoo 19 with Sales, Inventory, Invoicing and the helpdesk answers.
 * @param rpc calls as an administrator; a step throws what it throws, and an Error where Odoo's answer does not fit the step
 */
export function createClerk(rpc: Rpc): Clerk {
  const records = createRecords(rpc)
  return {
    find: records.find,
    ...catalogue(records),
    ...orders(records),
    ...money(records),
    ...desk(rpc, records),
  }
}
