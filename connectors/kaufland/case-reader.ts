import type { CaseFacts, CaseId } from '../../src/domain/case.ts'
import { Permanent } from '../../src/domain/errors.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { readReturnUnit } from './case-mapper.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { soldUnitOf } from './order-mapper.ts'
import type { Unit } from './order-mapper.ts'

/** What came of asking for one unit of a return. */
export type ReadCase =
  | { readonly kind: 'read'; readonly facts: CaseFacts }
  /** An answer came and cannot be read. */
  | { readonly kind: 'unreadable'; readonly item: UnreadableItem }

export interface CaseReader {
  read(id: CaseId): Promise<ReadCase>
}

/**
 * Reads units of returns, each with the order unit that was sold. Only one thing is embedded in a call: how several are written is stated
 * for conversations alone (BEHAVIOR.md, paging).
 */
export function caseReader(client: Pick<KauflandClient, 'returnUnit' | 'orderUnitWithTickets'>): CaseReader {
  /** An order unit that Kaufland does not show leaves what the return itself tells. */
  async function soldUnit(id: string | undefined): Promise<Unit | undefined> {
    if (id === undefined) return undefined
    try {
      const { document } = await client.orderUnitWithTickets(id)
      return soldUnitOf(document, id)
    } catch (fault) {
      if (fault instanceof Permanent) return undefined
      throw fault
    }
  }

  return {
    async read(id) {
      const { bytes, document } = await client.returnUnit(id)
      try {
        const unit = readReturnUnit(document, id)
        return { kind: 'read', facts: unit.facts(await soldUnit(unit.sold)) }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        return { kind: 'unreadable', item: { id, reason: error.message, raw: bytes } }
      }
    },
  }
}
