import { unlink, write } from '../crud.ts'
import type { Env } from '../env.ts'
import { ACCOUNT, accountOf, TICKET } from './service.ts'

interface Batch {
  readonly account: {
    readonly name: string
    readonly answer_rule?: string
    readonly answer_warn_hours?: number
  }
  readonly tickets?: readonly Row[]
}

interface Row {
  readonly ticket_id: number
  readonly waiting_since: string | false
  readonly answer_by: string | false
  /** How the external ids of the conversation's reminders begin. */
  readonly reminders: string
  /** And those of the ones that stay. */
  readonly keep: string | false
}

/** Shows deadlines on tickets and takes away reminders of earlier ones; gives the ids of the tickets that were changed. */
export function deadlinesBatch(su: Env, batch: unknown): number[] {
  const { account, tickets = [] } = batch as Batch
  write(su, ACCOUNT, [accountOf(su, { ...account })], {
    answer_rule: account.answer_rule || false,
    answer_warn_hours: account.answer_warn_hours ?? 4,
  })
  takeReminders(su, tickets)
  return tickets.flatMap((row) => {
    const ticket = su.row(TICKET, row.ticket_id)
    if (ticket === undefined) return []
    const { waiting_since: since, answer_by: by } = row
    if ((ticket['mc_waiting_since'] ?? false) === since && (ticket['mc_answer_by'] ?? false) === by) return []
    write(su, TICKET, [ticket.id], { mc_waiting_since: since, mc_answer_by: by })
    return [ticket.id]
  })
}

function takeReminders(su: Env, rows: readonly Row[]): void {
  const over = su
    .search('ir.model.data', [
      ['module', '=', '__mc__'],
      ['model', '=', 'mail.activity'],
    ])
    .map((id) => ({
      xmlid: `__mc__.${String(su.value('ir.model.data', id, 'name'))}`,
      activity: Number(su.value('ir.model.data', id, 'res_id')),
    }))
    .filter(({ xmlid }) =>
      rows.some(
        ({ reminders, keep }) => xmlid.startsWith(reminders) && !(typeof keep === 'string' && xmlid.startsWith(keep)),
      ),
    )
    .filter(({ activity }) => su.row('mail.activity', activity) !== undefined)
  if (over.length > 0)
    unlink(
      su,
      'mail.activity',
      over.map(({ activity }) => activity),
    )
}
