import { type Selectable, sql, type Transaction } from 'kysely'
import type { AccountName } from '../domain/ids.ts'
import type { Database } from './database.ts'
import { sqlMailLooks } from './mail-looks.ts'
import type { FolderCursor, KeptMail, LedgerMails, ListedMail, RawMail } from './mail-ports.ts'
import { answerOf, byMessageId, byOrder, byThread, citing, toAnswer } from './mails-find.ts'
import { flagged, toFlag } from './mails-flag.ts'
import { again, sort } from './mails-sort.ts'
import type { MailTable, Schema } from './schema.ts'
import { jsonText } from './values.ts'

/** What one statement holds: below the parameters that PostgreSQL takes, and not too much in memory. */
const ROWS = 200
const BYTES = 4_000_000
/** Many large mails take longer than other transactions. */
const BYTES_PER_SECOND = 2_000_000

/** Raw mails and what became of them, each question one statement. */
export function sqlMails(database: Database): LedgerMails {
  const of = (account: string): AccountName => account as AccountName
  return {
    folders: (account) => folders(database, of(account)),
    keep: (account, cursor, mails) =>
      database.inTransaction('keep mails', (trx) => keepIn(trx, database, of(account), cursor, mails), {
        extraSeconds: mails.reduce((sum, { bytes }) => sum + bytes.length, 0) / BYTES_PER_SECOND,
      }),
    unsorted: (account, limit) => unsorted(database, of(account), limit),
    sort: (account, sorted, page) => sort(database, of(account), sorted, page),
    byMessageId: (account, ids) => byMessageId(database, of(account), ids),
    citing: (account, ids) => citing(database, of(account), ids),
    byOrder: (account, order) => byOrder(database, of(account), order),
    byThread: (account, thread) => byThread(database, of(account), thread),
    toAnswer: (account, conversation) => toAnswer(database, of(account), conversation),
    answerOf: (account, messageId) => answerOf(database, of(account), messageId),
    mail: (account, id) => mail(database, of(account), id),
    list: (account, filter) => list(database, of(account), filter),
    toFlag: (account, limit) => toFlag(database, of(account), limit),
    flagged: (account, ids) => flagged(database, of(account), ids),
    counts: (account) => counts(database, of(account)),
    again: (account, which) => again(database, of(account), which),
    ...sqlMailLooks(database),
  }
}

async function folders(database: Database, account: AccountName): Promise<readonly FolderCursor[]> {
  const rows = await database.read('mail folders', (db) =>
    db.selectFrom('mail_folders').selectAll().where('account', '=', account).orderBy('folder').execute(),
  )
  return rows.map(({ folder, uid_validity: uidValidity, uid, mod_seq: modSeq }) => ({
    folder,
    uidValidity,
    uid: Number(uid),
    modSeq,
  }))
}

async function keepIn(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  cursor: FolderCursor,
  mails: readonly RawMail[],
): Promise<{ readonly kept: number; readonly copies: number }> {
  const added = new Map<string, RawMail>()
  for (const part of fitting(firstOfEach(mails))) {
    const rows = part.map((one) => ({
      account,
      identity: one.identity,
      folder: cursor.folder,
      uid_validity: cursor.uidValidity,
      uid: one.uid,
      received_at: one.receivedAt,
      bytes: one.bytes,
      size: one.bytes.length,
      whole: one.partial !== true,
      recorded: database.now(),
      state: one.aside === undefined ? ('kept' as const) : ('aside' as const),
      reason: one.aside ?? null,
    }))
    const stored = await trx
      .insertInto('mails')
      .values(rows.map((row) => ({ ...row, ...UNSORTED })))
      .onConflict((conflict) => conflict.columns(['account', 'identity']).doNothing())
      .returning('identity')
      .execute()
    const byIdentity = new Map(part.map((one) => [one.identity, one]))
    for (const { identity } of stored) {
      const one = byIdentity.get(identity)
      if (one !== undefined) added.set(identity, one)
    }
  }
  const copies = mails.filter((one) => added.get(one.identity) !== one)
  await countCopies(trx, account, cursor, copies)
  await storeFolder(trx, database, account, cursor)
  return { kept: added.size, copies: copies.length }
}

const UNSORTED = {
  detail: null,
  conversation: null,
  message: null,
  rung: null,
  card: null,
  message_id: null,
  party: null,
  thread: null,
  effect: null,
  sorted: null,
  flagged: null,
}

/** In one order for everybody, so that two processes never wait for each other. */
const firstOfEach = (mails: readonly RawMail[]): readonly RawMail[] =>
  [...new Map([...mails].reverse().map((one) => [one.identity, one])).values()].sort((a, b) =>
    a.identity < b.identity ? -1 : 1,
  )

/** The mail lies where it was seen last; read again in the very same place it is no further copy. */
async function countCopies(
  trx: Transaction<Schema>,
  account: AccountName,
  { folder, uidValidity }: FolderCursor,
  copies: readonly RawMail[],
): Promise<void> {
  if (copies.length === 0) return
  const places = jsonText(copies.map(({ identity, uid }) => ({ identity, uid })))
  await sql`update mails m set copies = m.copies + p.number, folder = ${folder}, uid_validity = ${uidValidity}, uid = p.uid
    from (select identity, max(uid) as uid, count(*)::int as number
      from jsonb_to_recordset(${places}::jsonb) as c (identity text, uid bigint)
      where not exists (select from mails s where s.account = ${account} and s.identity = c.identity
        and s.folder = ${folder} and s.uid_validity = ${uidValidity} and s.uid = c.uid)
      group by identity) p
    where m.account = ${account} and m.identity = p.identity`.execute(trx)
}

/** Another process may have read further in the meantime: the cursor never goes back while UIDs mean the same. */
async function storeFolder(
  trx: Transaction<Schema>,
  database: Database,
  account: AccountName,
  { folder, uidValidity, uid, modSeq }: FolderCursor,
): Promise<void> {
  await sql`insert into mail_folders as f (account, folder, uid_validity, uid, mod_seq, updated)
    values (${account}, ${folder}, ${uidValidity}, ${uid}, ${modSeq}, ${database.now()})
    on conflict (account, folder) do update set uid_validity = excluded.uid_validity, updated = excluded.updated,
      uid = case when f.uid_validity = excluded.uid_validity then greatest(f.uid, excluded.uid) else excluded.uid end,
      mod_seq = case when f.uid_validity = excluded.uid_validity and f.uid > excluded.uid then f.mod_seq else excluded.mod_seq end`.execute(
    trx,
  )
}

async function unsorted(
  database: Database,
  account: AccountName,
  limit: { readonly mails: number; readonly bytes: number },
): Promise<readonly KeptMail[]> {
  const waiting = await database.read('sizes of unsorted mails', (db) =>
    db
      .selectFrom('mails')
      .select(['id', 'size'])
      .where('account', '=', account)
      .where('state', '=', 'kept')
      .orderBy('received_at')
      // A mailbox gives times by the second.
      .orderBy('uid')
      .orderBy('id')
      .limit(limit.mails)
      .execute(),
  )
  let bytes = 0
  const ids: string[] = []
  for (const { id, size } of waiting) {
    bytes += size
    if (ids.length > 0 && bytes > limit.bytes) break
    ids.push(id)
  }
  if (ids.length === 0) return []
  const rows = await database.read('unsorted mails', (db) =>
    db
      .selectFrom('mails')
      .select(['id', 'identity', 'folder', 'received_at', 'bytes'])
      .where('id', 'in', ids)
      .orderBy('received_at')
      // A mailbox gives times by the second.
      .orderBy('uid')
      .orderBy('id')
      .execute(),
  )
  return rows.map(toKept)
}

async function mail(database: Database, account: AccountName, id: string): Promise<KeptMail | undefined> {
  if (!/^\d{1,18}$/.test(id)) return undefined
  const row = await database.read('mail', (db) =>
    db
      .selectFrom('mails')
      .select(['id', 'identity', 'folder', 'received_at', 'bytes'])
      .where('account', '=', account)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  return row === undefined ? undefined : toKept(row)
}

async function list(
  database: Database,
  account: AccountName,
  { state, limit }: { readonly state?: ListedMail['state']; readonly limit: number },
): Promise<readonly ListedMail[]> {
  const rows = await database.read('mails', (db) => {
    const all = db
      .selectFrom('mails')
      .select(['id', 'folder', 'received_at', 'state', 'reason', 'detail', 'conversation', 'rung'])
      .where('account', '=', account)
    return (state === undefined ? all : all.where('state', '=', state)).orderBy('id', 'desc').limit(limit).execute()
  })
  return rows.map(({ received_at: receivedAt, detail, ...row }) => ({
    ...row,
    receivedAt,
    ...(detail === null ? {} : { detail }),
  }))
}

async function counts(database: Database, account: AccountName): ReturnType<LedgerMails['counts']> {
  const { rows } = await database.read('mail counts', (db) =>
    sql<{ state: ListedMail['state']; reason: string | null; mails: number; copies: number }>`
      select state, reason, count(*)::int as mails, sum(copies)::int as copies from mails where account = ${account}
      group by state, reason order by state, reason`.execute(db),
  )
  return rows
}

type KeptColumns = Pick<Selectable<MailTable>, 'id' | 'identity' | 'folder' | 'received_at' | 'bytes'>

const toKept = ({ received_at: receivedAt, ...row }: KeptColumns): KeptMail => ({ ...row, receivedAt })

function* fitting(mails: readonly RawMail[]): Generator<readonly RawMail[]> {
  let part: RawMail[] = []
  let bytes = 0
  for (const one of mails) {
    if (part.length > 0 && (part.length === ROWS || bytes + one.bytes.length > BYTES)) {
      yield part
      part = []
      bytes = 0
    }
    part.push(one)
    bytes += one.bytes.length
  }
  if (part.length > 0) yield part
}
