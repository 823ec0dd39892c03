/** Tokens that let accounts in for a while, encrypted: a renewal that is lost may lock an account out, so they outlive the process. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table tokens (account text primary key, sealed bytea not null, stored timestamptz not null)`)
    .execute(db)
}
