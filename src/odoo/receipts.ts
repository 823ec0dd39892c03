import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import { activityRecord, ACTIVITY_FIELDS } from './activity.ts'
import type { OdooBridge } from './bridge.ts'
import { load, YES, type ImportRecord } from './load.ts'
import { receiptMessageId, XMLID_MODULE } from './naming.ts'
import type { ReceiptNote, Receipts } from './ports.ts'
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

async function writeByAddon(bridge: OdooBridge, notes: readonly ReceiptNote[]): Promise<void> {
  await bridge.batch(ADDON, 'receipt_batch', [
    {
      notes: notes.map(({ model, id: resId, messageId, bodyHtml, activity }) => ({
        model,
        res_id: resId,
        message_id: messageId,
        body: storable(bodyHtml),
        ...(activity === undefined
          ? {}
          : {
              activity: {
                xmlid: activity.xmlid,
                user_id: activity.userId,
                summary: storable(activity.summary),
                note: storable(activity.noteHtml),
              },
            }),
      })),
    },
  ])
}

/** The activity before its note: cut off between them, the next try finds no note and does both again. */
async function writeByLoad(surroundings: Surroundings, notes: readonly ReceiptNote[]): Promise<void> {
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
  const withActivity = missing.filter((note) => note.activity !== undefined)
  const failed = [
    ...(await loadFor(surroundings, 'mail.activity', ACTIVITY_FIELDS, withActivity, await activityOf(surroundings))),
    ...(await loadFor(surroundings, 'mail.message', NOTE_FIELDS, missing, noteOf)),
  ]
  const [refused] = failed
  if (refused === undefined) return
  throw new Permanent(`Odoo refuses a receipt on ${refused.note.model} ${String(refused.note.id)}: ${refused.reason}`, {
    code: 'receipt_refused',
  })
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
const noteOf = (note: ReceiptNote): ImportRecord => [
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

async function activityOf(surroundings: Surroundings): Promise<(note: ReceiptNote) => ImportRecord> {
  const { flavour } = await surroundings.info()
  const due = surroundings.bridge.clock.now()
  return ({ model, id: resId, activity }) => {
    const { xmlid = '', userId = 0, summary = '', noteHtml = '' } = activity ?? {}
    return activityRecord({ xmlid, model, flavour, resId, userId, summary, noteHtml, due })
  }
}

interface FailedNote {
  readonly note: ReceiptNote
  readonly reason: string
}

async function loadFor(
  { bridge }: Surroundings,
  model: string,
  fields: readonly string[],
  notes: readonly ReceiptNote[],
  recordOf: (note: ReceiptNote) => ImportRecord,
): Promise<FailedNote[]> {
  const messageIds = notes.map((note) => note.messageId)
  const options = {
    group: `that may write on ${model}`,
    allRefused: 'listed' as const,
    ...(model === 'mail.message' ? { existing: madeByRivals(bridge, messageIds) } : {}),
  }
  const { refused } = await load(bridge, model, fields, notes.map(recordOf), options)
  return refused.flatMap(({ index, reason }) => {
    const note = notes[index]
    return note === undefined ? [] : [{ note, reason }]
  })
}

/** A note on a deleted record has no place any more; that is no fault. */
async function onExisting(bridge: OdooBridge, notes: readonly ReceiptNote[]): Promise<ReceiptNote[]> {
  const existing = new Set<string>()
  for (const [model, some] of Map.groupBy(notes, (note) => note.model)) {
    const asked = some.map((note) => note.id)
    for (const row of await bridge.byIds(model, z.object({ id }), asked)) existing.add(`${model},${String(row.id)}`)
  }
  return notes.filter((note) => existing.has(`${note.model},${String(note.id)}`))
}
