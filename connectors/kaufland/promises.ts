import { Permanent } from '../../src/domain/errors.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import type { KauflandClient } from './client.ts'
import { readPromise } from './order-mapper.ts'
import { isNotFound } from './problems.ts'
import { readable } from './tracking.ts'

/** What Kaufland tells its buyers of the arrival of an order: BEHAVIOR.md, orders. */
export function promisesOf(client: Pick<KauflandClient, 'order'>): NonNullable<OpenConnector['promises']> {
  return {
    async of(order) {
      try {
        const { document } = await client.order(order)
        return { arriveBy: readable(`order ${order}`, () => readPromise(document, order)) }
      } catch (fault) {
        if (fault instanceof Permanent && isNotFound(fault)) return { arriveBy: null }
        throw fault
      }
    },
  }
}
