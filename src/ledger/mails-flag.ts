import type { AccountName } from '../domain/ids.ts'
import type { Database } from './database.ts'
import type { LedgerMails } from './mail-ports.ts'

/** Which mails are to be flagged as seen in their mailbox: those whose message has a place in Odoo. */
export async function toFlag(
  database: Database,
  account: AccountName,
  limit: number,
): ReturnType<LedgerMails['toFlag']> {
  const rows = await database.read('mails to flag', (db) =>
    db
      .selectFrom('mails')
      .innerJoin('messages', (join) =>
        join
          .onRef('messages.account', '=', 'mails.account')
          .onRef('messages.id', '=', 'mails.message')
          .on('messages.stream', '=', 'messages'),
      )
      .select(['mails.id', 'mails.folder', 'mails.uid_validity', 'mails.uid'])
      .where('mails.account', '=', account)
      .where('mails.state', '=', 'message')
      .where('mails.flagged', 'is', null)
      .where('messages.placed', 'is not', null)
      .orderBy('mails.id')
      .limit(limit)
      .execute(),
  )
  return rows.map(({ id, folder, uid_validity: uidValidity, uid }) => ({ id, folder, uidValidity, uid: Number(uid) }))
}

export async function flagged(database: Database, account: AccountName, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await database.write('mails flagged', (db) =>
    db
      .updateTable('mails')
      .set({ flagged: database.now() })
      .where('account', '=', account)
      .where('id', 'in', ids)
      .execute(),
  )
}
