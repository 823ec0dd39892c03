import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Misconfigured } from '../../src/domain/errors.ts'
import { accountName, messageId } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { openStore, type Store } from '../../src/ledger/store.ts'
import { startChild } from './child.ts'
import { onServer, silent } from './database.ts'

const account = accountName('kaufland-de')

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'care-data-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true })
})

const open = (): Promise<Store> => openStore({ dataDir }, { clock: systemClock, log: silent })

describe.skipIf(onServer)('the embedded database in its folder', () => {
  test('after kill -9 the folder is free at once, nothing stored is lost, and what was being sent is unknown', async () => {
    const worker = startChild('store-holder.ts', dataDir)
    expect(await worker.line()).toBe('sending')
    await expect(open()).rejects.toThrow('Another process uses the data folder')
    await worker.kill()
    expect(worker.stderr()).toBe('')

    const store = await open()
    expect(await store.ledger.cursor(account, 'messages')).toEqual({ newest: 'T1' })
    expect(await store.ledger.knownMessages(account, [messageId('m1')])).toEqual(new Set(['m1']))
    const [reply, mail] = [await store.outbox.find('reply'), await store.outbox.find('mail')]
    expect(reply).toMatchObject({ state: 'unknown', result: { text: 'Hallo' } })
    expect(reply?.notBefore).not.toBeNull()
    expect(mail).toMatchObject({ state: 'unknown', notBefore: null })
    expect(await store.health()).toMatchObject({ ok: true })
    await store.close()
    expect(await store.health()).toMatchObject({ ok: false })

    const again = await open()
    expect((await again.outbox.pendingReceipts(10)).map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['unknown', 1],
    ])
    await again.close()
  }, 60_000)

  test('a process that died while the database was being made leaves no obstacle', async () => {
    mkdirSync(join(dataDir, 'ledger', 'base'), { recursive: true })
    writeFileSync(join(dataDir, 'ledger', 'PG_VERSION'), '18\n')
    const store = await open()
    expect(await store.health()).toMatchObject({ ok: true })
    await store.close()
    expect(readdirSync(dataDir).sort()).toEqual(['care.lock', 'ledger', 'ledger.unfinished-1'])
  }, 60_000)

  test('a folder of another version of the database is refused and left as it is', async () => {
    mkdirSync(join(dataDir, 'ledger'))
    writeFileSync(join(dataDir, 'ledger', 'PG_VERSION'), '17\n')
    await expect(open()).rejects.toBeInstanceOf(Misconfigured)
    await expect(open()).rejects.toThrow(/PostgreSQL 17, this one has 18/)
    expect(readdirSync(join(dataDir, 'ledger'))).toEqual(['PG_VERSION'])
  })

  test('a folder whose files are broken is refused with the way out, and its lock is free again', async () => {
    mkdirSync(join(dataDir, 'ledger', 'global'), { recursive: true })
    writeFileSync(join(dataDir, 'ledger', 'PG_VERSION'), '18\n')
    writeFileSync(join(dataDir, 'ledger', 'care.whole'), '')
    await expect(open()).rejects.toThrow(/does not open.*backup/)
    await expect(open()).rejects.toThrow(/does not open/)
    expect(existsSync(join(dataDir, 'ledger', 'PG_VERSION'))).toBe(true)
  }, 60_000)
})
