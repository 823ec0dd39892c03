import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openEmbedded } from '../../src/ledger/embedded.ts'
import { mountSmallDisk, NO_MOUNT, type SmallDisk } from './small-disk.ts'

let disk: SmallDisk | undefined
afterEach(() => disk?.close())

const SEGMENT_BYTES = 16 * 2 ** 20
const random = () => Array.from({ length: 150 }, () => Math.random().toString(36).slice(2, 12)).join('')

test('a database that finds no room for its log stops with a clear word, blocks nobody, and opens whole afterwards', async (context) => {
  disk = mountSmallDisk({ megabytes: 110 })
  if (disk === undefined) return context.skip(NO_MOUNT)
  const { folder } = disk
  const open = () => openEmbedded(folder, undefined, () => undefined)
  const engine = await open()
  await sql`create table t (id int primary key, v text) with (fillfactor = 20)`.execute(engine.db)
  await sql`insert into t values (1, '0')`.execute(engine.db)
  let stored = 0
  const store = async () => {
    await sql`update t set v = ${`${String(stored + 1)}:${random()}`} where id = 1`.execute(engine.db)
    stored += 1
  }
  const logged = async (): Promise<number> => {
    const { rows } = await sql<{ at: string }>`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as at`.execute(
      engine.db,
    )
    return Number(rows[0]?.at) % SEGMENT_BYTES
  }
  // Near the end of a file of the log, so that the next one has to be made on the full disk.
  while ((await logged()) < 15 * 2 ** 20) for (let n = 0; n < 200; n += 1) await store()
  disk.fill({ leaveMegabytes: 0 })
  const fault = await fails(async () => {
    for (let n = 0; n < 5_000; n += 1) await store()
  })
  expect(fault).toMatchObject({
    kind: 'retryable',
    message: expect.stringMatching(/stopped.*whole.*Free some space/) as unknown,
  })
  expect(await engine.stopped).toBe(fault)
  expect(await fails(store)).toBe(fault)
  await engine.db.destroy()

  expect(await fails(open)).toMatchObject({
    message: expect.stringMatching(/cannot store anything: its disk has only 0 MB/) as unknown,
  })
  disk.free()
  expect(existsSync(join(folder, 'ledger', 'care.whole'))).toBe(true)
  const again = await open()
  const { rows } = await sql<{ v: string }>`select split_part(v, ':', 1) as v from t`.execute(again.db)
  expect(rows).toEqual([{ v: String(stored) }])
  await again.db.destroy()
})

async function fails(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return undefined
}
