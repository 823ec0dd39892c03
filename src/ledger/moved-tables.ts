import type { Schema } from './schema.ts'

/** A table as `ledger export` writes it: the columns of its primary key with their types, and what one of its rows weighs in bytes. */
export interface MovedTable {
  readonly name: keyof Schema
  readonly key: readonly { readonly column: string; readonly type: 'text' | 'bigint' | 'integer' }[]
  readonly weight?: string
}

const text = (column: string) => ({ column, type: 'text' }) as const
const bigint = (column: string) => ({ column, type: 'bigint' }) as const

/** Every table, so that a new one cannot be forgotten; null = not moved. In the order of writing: what is referred to comes first. */
const TABLES: Readonly<Record<keyof Schema, Omit<MovedTable, 'name'> | null>> = {
  accounts: { key: [text('name')] },
  cursors: { key: [text('account'), text('stream')] },
  conversations: { key: [text('account'), text('id')] },
  messages: { key: [text('account'), text('stream'), text('id')], weight: 'octet_length(raw)' },
  cases: { key: [bigint('id')] },
  files: { key: [text('account'), text('conversation'), text('key')], weight: 'size' },
  effects: { key: [bigint('id')] },
  receipts: { key: [bigint('effect'), text('outcome'), { column: 'attempt', type: 'integer' }] },
  decisions: { key: [bigint('id')] },
  runs: { key: [text('job'), text('slot')] },
  marks: { key: [text('name')] },
  stops: { key: [bigint('id')] },
  alarms: { key: [text('id')] },
  passes: { key: [text('job'), text('account')] },
  deadlines: { key: [text('account'), text('conversation')] },
  addresses: { key: [text('hash'), text('mark')] },
  carrier_events: { key: [bigint('id')] },
  carrier_looks: { key: [text('carrier'), text('reference')] },
  carrier_budgets: { key: [text('carrier')] },
  // Asked for anew.
  order_promises: null,
  order_facts: { key: [bigint('id')] },
  mails: { key: [bigint('id')], weight: 'size' },
  mail_orders: { key: [text('account'), text('order_ref'), text('conversation')] },
  mail_references: { key: [text('account'), text('message_id'), text('conversation')] },
  mail_folders: { key: [text('account'), text('folder')] },
  // As they lie there: only who has the same SERVICE_SECRET can read them.
  tokens: { key: [text('account')] },
  // Made anew by the messages that come in.
  deadline_changes: null,
  // Processes of the other database.
  owners: null,
}

export const MOVED_TABLES: readonly MovedTable[] = Object.entries(TABLES).flatMap(([name, table]) =>
  table === null ? [] : [{ name: name as keyof Schema, ...table }],
)

/** Tables whose numbers the database gives: they go on after the highest. */
export const NUMBERED: readonly (keyof Schema)[] = [
  'effects',
  'decisions',
  'stops',
  'cases',
  'carrier_events',
  'order_facts',
  'mails',
]
