import { hostname } from 'node:os'
import { type RawBuilder, sql } from 'kysely'
import { Retryable } from '../domain/errors.ts'
import type { Database } from './database.ts'

/** This process as the holder of claims. */
export interface Owner {
  readonly id: number
  /** Condition: the owner of that column is another process and no longer lives. */
  dead(ownerColumn: string): RawBuilder<boolean>
  /** Tells the other processes of this ledger that there is work; lost without harm. */
  announce(): void
  /** Takes a name for this process, which must not have it yet; undefined = another process has it. */
  takeName(name: string): Promise<(() => Promise<void>) | undefined>
  close(): Promise<void>
}

/** On the embedded database nobody but the holder of the folder's lock lives. */
export async function embeddedOwner(database: Database): Promise<Owner> {
  const id = await enrol(database)
  return {
    id,
    dead: (ownerColumn) => sql<boolean>`${sql.ref(ownerColumn)} <> ${id}`,
    announce: () => undefined,
    takeName: () => Promise.resolve(() => Promise.resolve()),
    close: () => Promise.resolve(),
  }
}

/** A row for this process. */
export async function enrol(database: Database): Promise<number> {
  const row = await database.write('enrol', (db) =>
    db
      .insertInto('owners')
      .values({ host: hostname(), pid: process.pid, started: database.now() })
      .returning('id')
      .executeTakeFirst(),
  )
  if (row === undefined) throw new Retryable(`${database.where} gave no number to this process.`, { systemic: true })
  return row.id
}

/** Rows of processes that ended and hold nothing any more. */
export async function forgetDeadOwners(database: Database, owner: Owner): Promise<void> {
  await database.write(
    'forget dead owners',
    (db) =>
      db
        .deleteFrom('owners')
        .where(owner.dead('owners.id'))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('effects')
                .select('effects.id')
                .where('claim', 'is not', null)
                .whereRef('effects.owner', '=', 'owners.id'),
            ),
          ),
        )
        .executeTakeFirst(),
    ({ numDeletedRows }) => numDeletedRows > 0n,
  )
}
