import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, onServerDo } from '../../test/ledger/database.ts'
import { serverUrl } from '../server-url.ts'

export interface EmptyLedger {
  /** Settings of the service that name it. */
  readonly env: Readonly<Record<string, string>>
  /** On PostgreSQL; absent = nobody but the service can look into it. */
  readonly databaseUrl?: string
  drop(): Promise<void>
}

export interface LedgerPlace {
  readonly name: 'postgresql' | 'embedded'
  empty(): Promise<EmptyLedger>
}

/** Where a ledger may lie here, PostgreSQL first: DATABASE_URL, else the server that "npm run odoo:up" started, if there is one. */
export function ledgerPlaces(): readonly LedgerPlace[] {
  const server = serverUrl()
  return [...(server === undefined ? [] : [onPostgres(server)]), EMBEDDED]
}

const EMBEDDED: LedgerPlace = {
  name: 'embedded',
  empty() {
    const dir = mkdtempSync(join(tmpdir(), 'mc-bench-mail-'))
    return Promise.resolve({
      env: { DATA_DIR: join(dir, 'data') },
      drop: () => {
        rmSync(dir, { recursive: true, force: true })
        return Promise.resolve()
      },
    })
  },
}

const onPostgres = (server: string): LedgerPlace => ({
  name: 'postgresql',
  async empty() {
    const name = `bench_mail_${String(process.pid)}`
    const url = new URL(server)
    url.pathname = `/${name}`
    await onServerDo(server, `create database ${name} encoding 'UTF8' template template0 locale 'C'`)
    return { env: { DATABASE_URL: url.href }, databaseUrl: url.href, drop: () => dropDatabase(server, name) }
  },
})
