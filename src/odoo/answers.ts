import { z } from 'zod'
import { plusMs, type Instant } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { gathered } from './feed.ts'
import { TICKET } from './flavour.ts'
import { identify } from './locate.ts'
import { mergeReports, writtenOn } from './merges.ts'
import { isOurs, MESSAGE_ID_DOMAIN } from './naming.ts'
import type { Answer, Answers, FeedCursor } from './ports.ts'
import { chunks, fromOdooTime, id, ids, many2one, maybeBytes, number, odooTime, text, time } from './records.ts'

const messageRow = z.object({
  id,
  create_date: time,
  date: time,
  model: text,
  res_id: number,
  body: text,
  author_id: many2one,
  subtype_id: many2one,
  message_type: z.string(),
  message_id: text,
  attachment_ids: ids,
})
type MessageRow = z.infer<typeof messageRow>

const userRow = z.object({ id, name: text, lang: text, partner_id: many2one })
type UserRow = z.infer<typeof userRow>

const FILE_BYTES_AT_ONCE = 20_000_000

/** Agents' answers on tickets of ours: public comments of internal users, and their e-mails. */
export function createAnswers(bridge: OdooBridge): Answers {
  let discussions: Promise<number | undefined> | undefined
  const subtype = async (): Promise<number> => {
    discussions ??= bridge.byXmlid('mail.mt_comment')
    discussions.catch(() => (discussions = undefined))
    return (await discussions) ?? 0
  }
  return {
    since: async (cursor, start) => since(bridge, answerDomain(await subtype()), cursor, start),
    read: async (message) => {
      const [row] = await bridge.byIds('mail.message', messageRow, [message])
      if (row === undefined || row.subtype_id?.id !== (await subtype())) return undefined
      return (await toAnswers(bridge, [row]))[0]
    },
    files: (attachmentIds) => files(bridge, attachmentIds),
  }
}

/** Not an author decides, but whether the message is ours: service and agent may be one login. */
const answerDomain = (subtype: number): Domain => [
  ['model', '=', TICKET],
  ['message_type', 'in', ['comment', 'email']],
  ['subtype_id', '=', subtype],
  ['author_id.user_ids.share', '=', false],
  '!',
  ['message_id', '=like', `%@${MESSAGE_ID_DOMAIN}>`],
]

async function since(
  bridge: OdooBridge,
  domain: Domain,
  cursor: FeedCursor | undefined,
  start: Instant,
): Promise<{ readonly answers: readonly Answer[]; readonly cursor: FeedCursor | undefined }> {
  const watched = [...domain, ['date', '>=', odooTime(start)], ['id', '>', watchedFrom(cursor)]]
  const changed = await gathered(bridge, { model: 'mail.message', domain: watched, paging: 'whole' }, cursor)
  const rows = await bridge.byIds('mail.message', messageRow, changed.ids)
  const answers = await toAnswers(bridge, rows)
  const ours = await identify(bridge, [...new Set(answers.map((answer) => answer.ticketId))])
  return {
    answers: answers.filter((answer) => ours.has(answer.ticketId)),
    cursor: changed.cursor === undefined ? undefined : withMark(changed.cursor, cursor),
  }
}

/** Days for which an answer is watched for edits. Later ones change nothing: it was sent, or is read again before it is. */
const WATCHED_DAYS = 7
const marksOf = (cursor: FeedCursor | undefined): Readonly<Record<string, number>> =>
  z
    .record(z.string(), z.number())
    .catch({})
    .parse(cursor?.['marks'] ?? {})

/**
 * Odoo has no index on `write_date`, and the answers are asked for every other second: below the highest id of a week ago
 * nothing is looked at, which lets the primary key serve the search.
 */
export function watchedFrom(cursor: FeedCursor | undefined): number {
  const oldest = weekBefore(cursor)
  const marks = Object.entries(marksOf(cursor)).filter(([day]) => day <= oldest)
  return marks.reduce((highest, [, mark]) => Math.max(highest, mark), 0)
}

/** The day's highest id; of the days that are no longer watched only the newest is kept. */
export function withMark(next: FeedCursor, cursor: FeedCursor | undefined): FeedCursor {
  const today = next.writeDate.slice(0, 10)
  const marks = { ...marksOf(cursor) }
  marks[today] = Math.max(marks[today] ?? 0, next.id)
  const past = Object.keys(marks).filter((day) => day <= weekBefore(next))
  past.sort()
  for (const day of past.slice(0, -1)) Reflect.deleteProperty(marks, day)
  return { ...next, marks }
}

function weekBefore(cursor: FeedCursor | undefined): string {
  if (cursor === undefined) return ''
  return odooTime(plusMs(fromOdooTime(cursor.writeDate), -WATCHED_DAYS * 86_400_000)).slice(0, 10)
}

/** Leaves out what is emptied, ours, written by nobody internal, or a merge's own report. */
async function toAnswers(bridge: OdooBridge, rows: readonly MessageRow[]): Promise<Answer[]> {
  const written = rows.filter((row) => row.model === TICKET && !isOurs(row.message_id) && !isEmpty(row))
  if (written.length === 0) return []
  const reports = await mergeReports(
    bridge,
    written.map((row) => ({ id: row.id, bodyHtml: row.body ?? '', messageId: row.message_id })),
  )
  const users = await internalUsers(
    bridge,
    written.flatMap((row) => row.author_id?.id ?? []),
  )
  return written.flatMap((row): Answer[] => {
    const user = users.get(row.author_id?.id ?? 0)
    if (user === undefined || reports.has(row.id)) return []
    return [
      {
        model: 'mail.message',
        id: row.id,
        createDate: row.create_date,
        // A merge moves answers: the conversation is the one the agent saw when writing.
        ticketId: writtenOn(row.message_id) ?? row.res_id,
        bodyHtml: row.body ?? '',
        at: row.date,
        author: { userId: user.id, name: user.name ?? '', language: user.lang ?? 'en_US' },
        attachmentIds: row.attachment_ids,
        by: row.message_type === 'email' ? 'email' : 'comment',
      },
    ]
  })
}

/** Deleting a message in the chatter empties it. */
export function isEmpty(row: { readonly body: string | null; readonly attachment_ids: readonly number[] }): boolean {
  const words = (row.body ?? '').replaceAll(/<img\b[^>]*>/gi, 'x').replaceAll(/<[^>]*>|&nbsp;|\s/gi, '')
  return words === '' && row.attachment_ids.length === 0
}

/** Internal users by partner, those who have left included. */
async function internalUsers(bridge: OdooBridge, partners: readonly number[]): Promise<ReadonlyMap<number, UserRow>> {
  const domain = [
    ['partner_id', 'in', [...new Set(partners)]],
    ['share', '=', false],
  ]
  const rows = await bridge.rows('res.users', userRow, domain, { order: 'active, id desc' })
  return new Map(rows.flatMap((row) => (row.partner_id === null ? [] : [[row.partner_id.id, row] as const])))
}

const sizeRow = z.object({ id, file_size: number })
const fileRow = z.object({ id, name: text, mimetype: text, datas: maybeBytes })

async function files(bridge: OdooBridge, attachmentIds: readonly number[]): ReturnType<Answers['files']> {
  if (attachmentIds.length === 0) return []
  const sizes = await bridge.byIds('ir.attachment', sizeRow, attachmentIds)
  const found = new Map<number, z.infer<typeof fileRow>>()
  for (const group of groups(sizes)) {
    for (const row of await bridge.byIds('ir.attachment', fileRow, group)) found.set(row.id, row)
  }
  return attachmentIds.flatMap((attachment) => {
    const row = found.get(attachment)
    if (row?.datas == null) return []
    return [{ filename: row.name ?? 'file', mimeType: row.mimetype ?? 'application/octet-stream', bytes: row.datas }]
  })
}

/** Small files together, a large one alone. */
function groups(sizes: readonly z.infer<typeof sizeRow>[]): number[][] {
  let bytes = 0
  let open: number[] = []
  const cut = [open]
  for (const { id: attachment, file_size: size } of sizes) {
    if (open.length > 0 && bytes + size > FILE_BYTES_AT_ONCE) {
      open = []
      cut.push(open)
      bytes = 0
    }
    open.push(attachment)
    bytes += size
  }
  return cut.flatMap((group) => chunks(group, 50))
}
