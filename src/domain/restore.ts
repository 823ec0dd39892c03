import type { OdooRecord } from './ids.ts'

/** A ticket or message that the ledger knows. */
export interface KnownMessage {
  readonly id: number
  /** The `message_id` we gave it. */
  readonly messageId: string
  readonly ticketId: number
}

/** A record that an effect rests on, with the ticket or order it belongs to. */
export interface KnownSource extends OdooRecord {
  readonly subject: string
}

/** The newest of what the ledger knows of Odoo. */
export interface Known {
  readonly tickets: readonly OdooRecord[]
  readonly messages: readonly KnownMessage[]
  readonly sources: readonly KnownSource[]
}

/** What Odoo shows of it now; missing = gone, or not to be seen. */
export interface Shown {
  readonly tickets: ReadonlyMap<number, { readonly createDate: string; readonly active: boolean }>
  readonly messages: ReadonlyMap<number, string | null>
  /** `create_date` by `<model>,<id>`. */
  readonly sources: ReadonlyMap<string, string>
  /** Highest ids that can be seen. */
  readonly newestTicket: number
  readonly newestMessage: number
}

export type RestoreFinding =
  | { readonly kind: 'same' }
  /** Records gone as a person deletes them: one, or with newer ones still there. */
  | { readonly kind: 'deleted' }
  /** Another record stands under a number we know: numbers were given a second time. */
  | { readonly kind: 'reissued'; readonly record: string }
  /** The newest of what we know is gone altogether, and nothing newer stands there. */
  | { readonly kind: 'lost'; readonly records: number }

/**
 * Tells a restored Odoo from one in which a person deleted something. A number that means another record is proof. Otherwise what is
 * gone must be the newest end of what we know, with nothing newer in Odoo, and more than one ticket or order, or a message that
 * nobody can delete by itself: whoever deletes one ticket takes its messages with it.
 */
export function judgeRestore(known: Known, shown: Shown): RestoreFinding {
  const reissued = firstReissued(known, shown)
  if (reissued !== undefined) return { kind: 'reissued', record: reissued }
  const tickets = lostEnd(known.tickets, ({ id }) => shown.tickets.has(id), shown.newestTicket)
  const messages = lostEnd(known.messages, ({ id }) => shown.messages.has(id), shown.newestMessage)
  const sources = [...Map.groupBy(known.sources, ({ model }) => model).values()].flatMap((some) =>
    lostEnd(some, (record) => shown.sources.has(nameOf(record)), 0),
  )
  const subjects = new Set([
    ...tickets.map(nameOf),
    ...messages.map(({ ticketId }) => `helpdesk.ticket,${String(ticketId)}`),
    ...sources.map(({ subject }) => subject),
  ])
  const torn = messages.some(({ ticketId }) => shown.tickets.get(ticketId)?.active === true)
  if (torn || subjects.size > 1) return { kind: 'lost', records: tickets.length + messages.length + sources.length }
  return subjects.size === 0 && nothingGone(known, shown) ? { kind: 'same' } : { kind: 'deleted' }
}

export const nameOf = ({ model, id }: Pick<OdooRecord, 'model' | 'id'>): string => `${model},${String(id)}`

function firstReissued(known: Known, shown: Shown): string | undefined {
  const ticket = known.tickets.find(({ id, createDate }) => differs(shown.tickets.get(id)?.createDate, createDate))
  if (ticket !== undefined) return nameOf(ticket)
  const message = known.messages.find(
    ({ id, messageId }) => shown.messages.has(id) && shown.messages.get(id) !== messageId,
  )
  if (message !== undefined) return nameOf({ model: 'mail.message', id: message.id })
  const source = known.sources.find((record) => differs(shown.sources.get(nameOf(record)), record.createDate))
  return source === undefined ? undefined : nameOf(source)
}

const differs = (shown: string | undefined, known: string): boolean => shown !== undefined && shown !== known

/** What is gone, if everything gone is newer than everything known that stands, and nothing at all is newer. */
function lostEnd<Row extends { readonly id: number }>(
  known: readonly Row[],
  stands: (row: Row) => boolean,
  newest: number,
): readonly Row[] {
  const gone = known.filter((row) => !stands(row))
  const oldestGone = Math.min(...gone.map(({ id }) => id))
  const newestGone = Math.max(...gone.map(({ id }) => id))
  const cut = known.filter(stands).every(({ id }) => id < oldestGone)
  return cut && newest < newestGone ? gone : []
}

function nothingGone(known: Known, shown: Shown): boolean {
  return (
    known.tickets.every(({ id }) => shown.tickets.has(id)) &&
    known.messages.every(({ id }) => shown.messages.has(id)) &&
    known.sources.every((record) => shown.sources.has(nameOf(record)))
  )
}
