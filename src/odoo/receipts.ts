import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import { activityRecord, ACTIVITY_FIELDS } from './activity.ts'
import type { OdooBridge } from './bridge.ts'
import { load, YES, type ImportRecord } from './load.ts'
import { receiptMessageId, XMLID_MODULE } from './naming.ts'
import type { ReceiptActivity, ReceiptNote, Receipts } from './ports.ts'
import { chunks, id, storable, text } from './records.ts'
import { madeByRivals } from './rivals.ts'
import { ADDON, type Surroundings } from './surroundings.ts'

const AT_ONCE = 200
const noteRow = z.object({ message_id: text })

/** What became of effects, as notes in Odoo's chatter. */
export function createReceipts(surroundings: Surroundings): Receipts {
  return {
    done: (keys) => done(surroundings.bridge, keys),
    write: async (notes) => {
      const byAddon = await surroundings.has('receipt_batch')
      for (const part of chunks(notes, AT_ONCE)) {
        if (byAddon) await writeByAddon(surroundings.bridge, part)
        else await writeByLoad(surroundings, part)
      }
    },
  }
}

/** A receipt carries the number of its attempt; so many are looked for. */
const ATTEMPTS = 100

/** Looked up by whole `message_id`s: Odoo's index serves a pattern only in databases of C collation. */
async function done(bridge: OdooBridge, keys: Parameters<Receipts['done']>[0]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const part of chunks(keys, 10)) {
    const keyOf = new Map(
      part.flatMap(({ account, dedupeKey }) =>
        Array.from(
          { length: ATTEMPTS },
          (_, attempt) => [receiptMessageId(account, dedupeKey, 'done', attempt), dedupeKey] as const,
        ),
      ),
    )
    for (const row of await bridge.rows('mail.message', noteRow, [['message_id', 'in', [...keyOf.keys()]]])) {
      const key = keyOf.get(row.message_id ?? '')
      if (key !== undefined) found.add(key)
    }
  }
  return found
}

/** A note with reminders for several people. */
export interface ReminderNote extends Omit<ReceiptNote, 'activity'> {
  readonly activities: readonly DatedActivity[]
}

type Note = ReceiptNote | ReminderNote
type DatedActivity = ReceiptActivity & { readonly due?: string }

/** As `Receipts.write`: where the note stands, nobody is reminded again. */
export async function writeReminders(surroundings: Surroundings, notes: readonly ReminderNote[]): Promise<void> {
  const byAddon = await surroundings.has('receipt_batch')
  for (const part of chunks(notes, AT_ONCE)) {
    if (byAddon) await writeByAddon(surroundings.bridge, part)
    else await writeByLoad(surroundings, part)
  }
}

async function writeByAddon(bridge: OdooBridge, notes: readonly Note[]): Promise<void> {
  await bridge.batch(ADDON, 'receipt_batch', [
    {
      notes: notes.map((note) => ({
        model: note.model,
        res_id: note.id,
        message_id: note.messageId,
        body: storable(note.bodyHtml),
        ...('activities' in note
          ? { activities: note.activities.map(asRow) }
          : note.activity === undefined
            ? {}
            : { activity: asRow(note.activity) }),
      })),
    },
  ])
}

const asRow = ({ xmlid, userId, summary, noteHtml, due }: DatedActivity) => ({
  xmlid,
  user_id: userId,
  summary: storable(summary),
  note: storable(noteHtml),
  ...(due === undefined ? {} : { date_deadline: due }),
})

/** The activity before its note: cut off between them, the next try finds no note and does both again. */
async function writeByLoad(surroundings: Surroundings, notes: readonly Note[]): Promise<void> {
  const { bridge } = surroundings
  const present = await bridge.rows('mail.message', noteRow, [
    ['message_id', 'in', notes.map((note) => note.messageId)],
  ])
  const written = new Set(present.map((row) => row.message_id))
  const wanted = [...new Map(notes.map((note) => [note.messageId, note])).values()].filter(
    (note) => !written.has(note.messageId),
  )
  const missing = await onExisting(bridge, wanted)
  if (missing.length === 0) return
  const activities = missing.flatMap((note) => activitiesOf(note).map((activity) => ({ note, activity })))
  const left = await loadFor(surroundings, 'mail.activity', ACTIVITY_FIELDS, activities, await activityOf(surroundings))
  const failed = [
    // Who may not see the ticket cannot be reminded of it; the others are all the same.
    ...left.filter(({ note }) => !('activities' in note)),
    ...(await loadFor(
      surroundings,
      'mail.message',
      NOTE_FIELDS,
      missing.map((note) => ({ note })),
      noteOf,
    )),
  ]
  const [refused] = failed
  if (refused === undefined) return
  throw new Permanent(`Odoo refuses a receipt on ${refused.note.model} ${String(refused.note.id)}: ${refused.reason}`, {
    code: 'receipt_refused',
  })
}

function activitiesOf(note: Note): readonly DatedActivity[] {
  if ('activities' in note) return note.activities
  return note.activity === undefined ? [] : [note.activity]
}

const NOTE_FIELDS = [
  'id',
  'model',
  'res_id',
  'message_id',
  'message_type',
  'subtype_id/id',
  'is_internal',
  'body',
  'reply_to',
]

/** A note that no agent can edit; by its external id two writers at once cannot both make it. */
const noteOf = ({ note }: { readonly note: Note }): ImportRecord => [
  [
    `${XMLID_MODULE}.note.${createHash('sha256').update(note.messageId).digest('hex').slice(0, 40)}`,
    note.model,
    note.id,
    note.messageId,
    'notification',
    'mail.mt_note',
    YES,
    storable(note.bodyHtml),
    false,
  ],
]

interface OfNote {
  readonly note: Note
  readonly activity: DatedActivity
}

async function activityOf(surroundings: Surroundings): Promise<(one: OfNote) => ImportRecord> {
  const { flavour } = await surroundings.info()
  const today = surroundings.bridge.clock.now()
  return ({ note: { model, id: resId }, activity: { due = today, ...activity } }) =>
    activityRecord({ ...activity, model, flavour, resId, due })
}

interface FailedNote {
  readonly note: Note
  readonly reason: string
}

async function loadFor<Row extends { readonly note: Note }>(
  { bridge }: Surroundings,
  model: string,
  fields: readonly string[],
  rows: readonly Row[],
  recordOf: (row: Row) => ImportRecord,
): Promise<FailedNote[]> {
  const messageIds = rows.map(({ note }) => note.messageId)
  const options = {
    group: `that may write on ${model}`,
    allRefused: 'listed' as const,
    ...(model === 'mail.message' ? { existing: madeByRivals(bridge, messageIds) } : {}),
  }
  const { refused } = await load(bridge, model, fields, rows.map(recordOf), options)
  return refused.flatMap(({ index, reason }) => {
    const row = rows[index]
    return row === undefined ? [] : [{ note: row.note, reason }]
  })
}

/** A note on a deleted record has no place any more; that is no fault. */
async function onExisting(bridge: OdooBridge, notes: readonly Note[]): Promise<Note[]> {
  const existing = new Set<string>()
  for (const [model, some] of Map.groupBy(notes, (note) => note.model)) {
    const asked = some.map((note) => note.id)
    for (const row of await bridge.byIds(model, z.object({ id }), asked)) existing.add(`${model},${String(row.id)}`)
  }
  return notes.filter((note) => existing.has(`${note.model},${String(note.id)}`))
}
