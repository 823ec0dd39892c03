import { z } from 'zod'
import type { OdooBridge } from './bridge.ts'
import type { LoadOptions } from './load.ts'
import { id, text } from './records.ts'

const messageRow = z.object({ id, message_id: text })

/**
 * Looks after a refusal which messages are in Odoo after all: a second import of a message is refused to a plain user (tried),
 * and a rival may have made it in the meantime.
 * @param messageIds by position of the record
 */
export function madeByRivals(bridge: OdooBridge, messageIds: readonly string[]): NonNullable<LoadOptions['existing']> {
  return async (indices) => {
    const asked = new Map(indices.map((index) => [messageIds[index], index]))
    const rows = await bridge.rows('mail.message', messageRow, [['message_id', 'in', [...asked.keys()]]])
    return new Map(
      rows.flatMap((row) => {
        const index = asked.get(row.message_id ?? '')
        return index === undefined ? [] : [[index, row.id] as const]
      }),
    )
  }
}
