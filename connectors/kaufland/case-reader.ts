import type { CaseFacts, CaseId } from '../../src/domain/case.ts'
import type { OrderRef } from '../../src/domain/ids.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { readReturnUnit } from './case-mapper.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { readUnit } from './order-mapper.ts'

/** What came of asking for one unit of a return. */
export type ReadCase =
  | { readonly kind: 'read'; readonly facts: CaseFacts }
  /** An answer came and cannot be read. */
  | { readonly kind: 'unreadable'; readonly item: UnreadableItem }

export interface CaseReader {
  read(id: CaseId): Promise<ReadCase>
}

/** Reads units of returns; where the answer does not tell the order, the order unit is asked for it. */
export function caseReader(client: Pick<KauflandClient, 'returnUnit' | 'orderUnit'>): CaseReader {
  async function orderOf(unit: string | undefined): Promise<OrderRef> {
    if (unit === undefined) throw new Unreadable('cannot be read: id_order_unit missing or of another type')
    const { document } = await client.orderUnit(unit)
    const { order } = readUnit(document, unit)
    if (order === undefined) throw new Unreadable(`order unit ${unit} does not say its order`)
    return order
  }

  return {
    async read(id) {
      const { bytes, document } = await client.returnUnit(id)
      try {
        const unit = readReturnUnit(document, id)
        return { kind: 'read', facts: unit.facts(unit.order ?? (await orderOf(unit.orderUnit))) }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        return { kind: 'unreadable', item: { id, reason: error.message, raw: bytes } }
      }
    },
  }
}
