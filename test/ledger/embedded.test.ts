import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountName, messageId } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { openStore, type Store } from '../../src/ledger/store.ts'
import { type Child, startChild } from './child.ts'
import { onServer, silent, template } from './database.ts'

const account = accountName('kaufland-de')

const open = async (dataDir: string): Promise<Store> =>
  openStore({ dataDir, template: await template() }, { clock: systemClock, log: silent })

/** A data folder whose database looks as told. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'care-data-'))
  mkdirSync(join(dataDir, 'ledger', 'base'), { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dataDir, 'ledger', name), content)
  return dataDir
}

describe.skipIf(onServer)('a worker on the embedded database is killed (-9) while it sends', () => {
  let dataDir: string
  let worker: Child
  let refusal: unknown
  let store: Store
  beforeAll(async () => {
    // What a process leaves that died while the database was being made.
    dataDir = folderWith({ PG_VERSION: '18\n' })
    worker = startChild('store-holder.ts', dataDir)
    expect(await worker.line()).toBe('sending')
    refusal = await open(dataDir).catch((error: unknown) => error)
    await worker.kill()
    store = await open(dataDir)
  }, 60_000)
  afterAll(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true })
  })

  test('a database that was never made whole is put aside and is no obstacle', () => {
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['ledger', 'ledger.unfinished-1']))
  })

  test('while it lived no other process could open the folder', () => {
    expect(refusal).toMatchObject({ kind: 'misconfigured', message: expect.stringContaining(dataDir) as unknown })
  })

  test('nothing that was stored is lost', async () => {
    expect(await store.ledger.cursor(account, 'messages')).toEqual({ newest: 'T1' })
    expect(await store.ledger.knownMessages(account, [messageId('m1')])).toEqual(new Set(['m1']))
    expect(await store.health()).toMatchObject({ ok: true })
  })

  test('what was being sent is unknown at once: the reply is looked after, the mail is for a person', async () => {
    const [reply, mail] = [await store.outbox.find('reply'), await store.outbox.find('mail')]
    expect(reply).toMatchObject({ state: 'unknown', result: { text: 'Hallo' } })
    expect(reply?.notBefore).not.toBeNull()
    expect(mail).toMatchObject({ state: 'unknown', notBefore: null })
    const pending = await store.outbox.pendingReceipts(10)
    expect(pending.map(({ effect, outcome, attempt }) => [effect.flow, outcome, attempt])).toEqual([
      ['notify', 'unknown', 1],
    ])
  })

  test('it said nothing on stderr', () => {
    expect(worker.stderr()).toBe('')
  })
})

const refused: [string, Readonly<Record<string, string>>, RegExp][] = [
  ['of another version of the database', { PG_VERSION: '17\n', 'care.whole': '' }, /PostgreSQL 17, this one has 18/],
  ['whose files are broken', { PG_VERSION: '18\n', 'care.whole': '' }, /does not open.*backup/],
]
test.skipIf(onServer).each(refused)(
  'a folder %s is refused with the way out, and left as it is',
  async (_what, files, says) => {
    const dataDir = folderWith(files)
    const refusal = await open(dataDir).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ kind: 'misconfigured', message: expect.stringMatching(says) as unknown })
    expect(readdirSync(join(dataDir, 'ledger')).sort()).toEqual(['PG_VERSION', 'base', 'care.whole'])
    rmSync(dataDir, { recursive: true })
  },
)
