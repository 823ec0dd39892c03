import { createHash } from 'node:crypto'
import { create } from '../crud.ts'
import type { Env } from '../env.ts'
import { nameRecord } from '../load.ts'
import { invalid, line, messageBy, placed } from './service.ts'

interface Note {
  readonly model: string
  readonly res_id: number
  readonly message_id: string
  readonly body: string
  readonly date?: string
  readonly activity?: Activity
  readonly activities?: readonly Activity[]
}

interface Activity {
  readonly xmlid: string
  readonly user_id: number
  readonly summary: string
  readonly note?: string
  readonly date_deadline?: string
}

const MODELS = ['sale.order', 'stock.picking', 'account.move', 'helpdesk.ticket']

/** Silent notes and their activities; a note that exists is left alone, one on a record that is gone is left out. */
export function receiptBatch(su: Env, batch: unknown): object {
  const { notes = [] } = batch as { notes?: readonly Note[] }
  const messages: Record<string, number> = {}
  const activities: Record<string, number> = {}
  for (const note of notes) {
    const xmlid = `__mc__.note.${createHash('sha256').update(note.message_id).digest('hex').slice(0, 40)}`
    const there = messageBy(su, note.message_id, xmlid)
    if (there !== undefined) {
      messages[note.message_id] = there
      for (const { xmlid: name } of activitiesOf(note)) {
        const reminder = su.ref(name)
        if (reminder !== undefined) activities[name] = reminder
      }
      continue
    }
    if (!MODELS.includes(note.model)) throw invalid(`${note.model} takes no receipts.`)
    if (su.row(note.model, note.res_id) === undefined) continue
    for (const activity of activitiesOf(note)) Object.assign(activities, remind(su, note, activity))
    messages[note.message_id] = create(su, 'mail.message', noteValues(su, note))
    nameRecord(su, xmlid, 'mail.message', messages[note.message_id] ?? 0)
  }
  return { messages, activities }
}

const activitiesOf = ({ activity, activities = [] }: Note): readonly Activity[] =>
  activity === undefined ? activities : [activity, ...activities]

function noteValues(su: Env, note: Note): Record<string, unknown> {
  return {
    model: note.model,
    res_id: note.res_id,
    message_id: note.message_id,
    message_type: 'notification',
    subtype_id: su.ref('mail.mt_note'),
    is_internal: true,
    body: note.body,
    author_id: su.partner,
    email_from: su.value('res.users', su.uid, 'name'),
    date: note.date ?? su.store.now,
    reply_to: false,
    email_add_signature: false,
  }
}

function remind(su: Env, note: Note, activity: Activity): Record<string, number> {
  const { ids } = placed(su, 'mail.activity', [activity], (row) => ({
    res_model_id: su.find('ir.model', [['model', '=', note.model]]),
    res_id: note.res_id,
    user_id: row.user_id,
    activity_type_id: su.ref('mail.mail_activity_data_todo'),
    automated: true,
    summary: line(row.summary),
    note: row.note ?? '',
    ...(row.date_deadline === undefined ? {} : { date_deadline: row.date_deadline }),
  }))
  return Object.fromEntries(ids)
}
