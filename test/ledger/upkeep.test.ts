import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/ledger/database.ts'
import { type Engine, openMemory } from '../../src/ledger/embedded.ts'
import { Upkeep } from '../../src/ledger/upkeep.ts'
import { onServer, silent, template } from './database.ts'
import { handClock } from './hand-clock.ts'

describe.skipIf(onServer)('the embedded database', () => {
  let engine: Engine
  let database: Database
  const statements: string[] = []
  const clock = handClock()
  beforeAll(async () => {
    engine = await openMemory(await template(), ({ query }) => statements.push(query.sql))
    database = new Database({
      ...{ handle: engine.db, kind: 'embedded', where: engine.where, clock, time: 'clock', log: silent },
      transactionSeconds: 10,
      onCommit: () => undefined,
    })
  })
  afterAll(() => engine.db.destroy())

  /** −1 = nothing is known of the table yet. */
  async function knownRows(): Promise<number | undefined> {
    const { rows } = await sql<{
      known: number
    }>`select reltuples::int as known from pg_class where relname = 'runs'`.execute(engine.db)
    return rows[0]?.known
  }
  const upkeepStatements = () =>
    statements
      .filter((statement) => /^(analyze|vacuum)/.test(statement))
      .map((statement) => statement.split(' conv')[0])

  test('has statistics after its first commits, and again when there were four times as many', async () => {
    const upkeep = new Upkeep(database, silent)
    for (let commit = 0; commit < 15; commit += 1) upkeep.committed()
    await upkeep.close()
    expect(await knownRows()).toBe(-1)
    const next = new Upkeep(database, silent)
    for (let commit = 0; commit < 64; commit += 1) next.committed()
    await next.close()
    expect(await knownRows()).toBe(0)
    expect(upkeepStatements()).toEqual(['analyze', 'analyze'])
  })

  test('is vacuumed when it is opened, once a day', async () => {
    statements.length = 0
    const upkeep = new Upkeep(database, silent)
    for (const hours of [0, 1, 22, 2, 24]) {
      clock.advance(hours * 3600)
      await upkeep.daily(clock)
    }
    expect(upkeepStatements()).toEqual(['vacuum (analyze)', 'vacuum (analyze)'])
  })
})
