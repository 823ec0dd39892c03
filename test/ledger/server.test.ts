import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Misconfigured, Retryable } from '../../src/domain/errors.ts'
import { accountName, conversationId } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { openStore, type Store, type StoreDeps } from '../../src/ledger/store.ts'
import { type Child, startChild } from './child.ts'
import { cuttable } from './cut.ts'
import { type EmptyDatabase, emptyDatabase, onServer, onServerDo, serverUrl, silent } from './database.ts'
import { handClock } from './hand-clock.ts'
import { answer } from './samples.ts'

const account = accountName('kaufland-de')
const never = new AbortController().signal

const openAt = (databaseUrl: string, deps: Partial<StoreDeps> = {}): Promise<Store> =>
  openStore({ databaseUrl }, { clock: systemClock, log: silent, ...deps })

test.each(['', 'localhost/care', 'mysql://care@127.0.0.1/care'])(
  'DATABASE_URL "%s" is refused with an example',
  async (url) => {
    await expect(openAt(url)).rejects.toThrow(/DATABASE_URL is no address.*postgres:\/\//)
  },
)

test('a server that is not there is waited for, not given up; the message holds no password', async () => {
  const refusal = await openAt('postgres://care:geheim@127.0.0.1:1/care').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Retryable)
  expect(refusal).toMatchObject({ systemic: true, message: expect.stringContaining('ECONNREFUSED') as unknown })
  expect(String((refusal as Error).stack)).not.toContain('geheim')
})

describe.skipIf(!onServer)('on a PostgreSQL server', () => {
  let database: EmptyDatabase
  const stores: Store[] = []
  const children: Child[] = []
  beforeEach(async () => {
    database = await emptyDatabase()
  })
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill()
    for (const store of stores.splice(0)) await store.close()
    await database.drop()
  })

  async function replica(deps: Partial<StoreDeps> = {}, url = database.databaseUrl): Promise<Store> {
    const store = await openAt(url, deps)
    stores.push(store)
    return store
  }
  function child(program: string, ...args: readonly string[]): Child {
    const started = startChild(program, database.databaseUrl, ...args)
    children.push(started)
    return started
  }

  test('three processes that start at once on an empty database all get their schema', async () => {
    const all = await Promise.all([replica(), replica(), replica()])
    for (const store of all) expect(await store.health()).toMatchObject({ ok: true })
  })

  test('three processes share 300 effects: each is sent exactly once, answers of a conversation in their order', async () => {
    const store = await replica()
    const effects = Array.from({ length: 300 }, (_, index) =>
      answer(account, {
        dedupeKey: `reply:${String(index)}`,
        conversation: conversationId(`c${String(index % 60)}`),
        at: instant(new Date(Date.UTC(2026, 10, 16, 9, 0, 300 - index))),
      }),
    )
    await store.outbox.plan(effects)
    const workers = [child('claimer.ts'), child('claimer.ts'), child('claimer.ts')]
    for (const worker of workers) expect(await worker.line()).toBe('ready')
    for (const worker of workers) worker.say('go')
    const sent = (await Promise.all(workers.map((worker) => worker.line()))).map(
      (line) => JSON.parse(line ?? '[]') as string[],
    )
    const all = sent.flat()
    expect([all.length, new Set(all).size]).toEqual([300, 300])
    expect(sent.every((ids) => ids.length > 0)).toBe(true)
    expect(await store.outbox.counts(account, 'reply')).toMatchObject({ done: 300, waiting: 0 })
    const done = [...(await store.outbox.list({ account }))].sort((a, b) => (a.updated < b.updated ? -1 : 1))
    const first = done.filter(({ conversation }) => conversation === 'c7').map(({ dedupeKey }) => dedupeKey)
    expect(first).toEqual(['reply:247', 'reply:187', 'reply:127', 'reply:67', 'reply:7'])
  })

  test('a conversation is never in two hands, however the processes race', async () => {
    const [one, other] = [await replica(), await replica()]
    for (let round = 0; round < 40; round += 1) {
      const conversation = conversationId(`race-${String(round)}`)
      const reply = (at: string) => answer(account, { conversation, at: instant(at) })
      await one.outbox.plan([reply('2026-11-16T09:05:00Z')])
      const claimOf = (store: Store) => store.outbox.claim({ flow: 'reply', account, state: 'planned' })
      const claims = await Promise.all([
        claimOf(one),
        claimOf(other),
        one.outbox.plan([reply('2026-11-16T09:00:00Z')]).then(() => claimOf(other)),
        other.outbox.plan([reply('2026-11-16T09:01:00Z')]).then(() => claimOf(one)),
      ])
      const held = claims.filter((claim) => claim !== undefined)
      expect(held).toHaveLength(1)
      for (let claim = held[0]; claim !== undefined; claim = await claimOf(one)) await claim.done({})
    }
  })

  test('what a living neighbour sends is left alone; what a killed one was sending is unknown at once', async () => {
    const store = await replica()
    const neighbour = child('store-holder.ts')
    expect(await neighbour.line()).toBe('sending')
    expect(await store.outbox.reclaim()).toBe(0)
    expect(await store.outbox.counts(account, 'reply')).toMatchObject({ waiting: 1, unknown: 0 })
    await neighbour.kill()
    await vi.waitFor(async () => expect(await store.outbox.reclaim()).toBe(2), { timeout: 5_000 })
    expect(await store.outbox.find('reply')).toMatchObject({ state: 'unknown', result: { text: 'Hallo' } })
    expect(await store.outbox.find('mail')).toMatchObject({ state: 'unknown', notBefore: null })
    expect(await store.outbox.claim({ flow: 'reply', account, state: 'unknown' })).toBeDefined()
  })

  test('what a killed neighbour had only claimed is free at once', async () => {
    const store = await replica()
    const neighbour = child('store-holder.ts', 'claim')
    expect(await neighbour.line()).toBeUndefined()
    await vi.waitFor(
      async () => {
        await store.outbox.reclaim()
        expect(await store.outbox.claim({ flow: 'reply', account, state: 'planned' })).toBeDefined()
      },
      { timeout: 5_000 },
    )
  })

  test('the database’s clock decides what is due, however wrong the process’s own is', async () => {
    const store = await replica({ clock: handClock('2099-01-01T00:00:00Z') })
    const now = Date.now()
    await store.outbox.plan([
      answer(account, { dedupeKey: 'soon', notBefore: instant(new Date(now + 3_600_000)) }),
      answer(account, {
        dedupeKey: 'due',
        notBefore: instant(new Date(now - 3_600_000)),
        conversation: conversationId('c2'),
      }),
    ])
    const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
    expect(claim?.effect.dedupeKey).toBe('due')
    expect(Math.abs(Date.parse(claim?.effect.created ?? '') - now)).toBeLessThan(60_000)
    expect(await store.outbox.claim({ flow: 'reply', account, state: 'planned' })).toBeUndefined()
    expect(await claim?.sending({})).toBe(true)
  })

  test('work planned by one process wakes another', async () => {
    const [one, other] = [await replica(), await replica()]
    const woken = other.outbox.waitForWork(never, 60_000)
    await one.outbox.plan([answer(account)])
    await woken
  })

  test('what one alone may do is refused to the others, also in another process', async () => {
    const [one, other] = [await replica(), await replica()]
    const end = Promise.withResolvers<string>()
    const begun = Promise.withResolvers<undefined>()
    const work = one.ledger.alone('receipts', () => {
      begun.resolve(undefined)
      return end.promise
    })
    await begun.promise
    expect(await other.ledger.alone('receipts', () => Promise.resolve('too'))).toBeUndefined()
    end.resolve('one')
    expect(await work).toEqual({ result: 'one' })
    expect(await other.ledger.alone('receipts', () => Promise.resolve('other'))).toEqual({ result: 'other' })
  })

  test('a slot of a job is had by one of three', async () => {
    const all = await Promise.all([replica(), replica(), replica()])
    const slot = '2026-11-16T09:30:00.000Z'
    const had = await Promise.all(all.map((store) => store.ledger.claimRun('notify', slot)))
    expect(had.filter(Boolean)).toHaveLength(1)
  })

  test('a server that restarts: faults until it is back, then everything goes on, claims too', async () => {
    const line = await cuttable(database.databaseUrl)
    try {
      const store = await replica({}, line.url)
      const neighbour = await replica()
      await store.outbox.plan([answer(account, { dedupeKey: 'reply' })])
      const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
      await line.cut()
      const refusal = await store.ledger.accountStates().catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Retryable)
      expect(refusal).toMatchObject({ systemic: true })
      expect(await store.health()).toMatchObject({
        ok: false,
        detail: expect.stringContaining('cannot be used') as unknown,
      })
      await line.mend()
      await vi.waitFor(async () => expect(await store.health()).toMatchObject({ ok: true }), { timeout: 10_000 })
      await vi.waitFor(
        async () => {
          expect(await store.ledger.alone('alive', () => Promise.resolve('yes'))).toEqual({ result: 'yes' })
        },
        { timeout: 10_000 },
      )
      expect(await neighbour.outbox.reclaim()).toBe(0)
      expect(await claim?.sending({})).toBe(true)
      expect(await claim?.done({})).toBe(true)
    } finally {
      await line.close()
    }
  })

  test('connections that the server breaks are replaced', async () => {
    const store = await replica()
    await onServerDo(
      database.databaseUrl,
      // The server's own cleaning is none of ours, and not ours to end.
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    )
    await vi.waitFor(async () => expect(await store.health()).toMatchObject({ ok: true }), { timeout: 10_000 })
    expect(await store.outbox.plan([answer(account)])).toBe(1)
  })

  test('a schema of its own may share a database', async () => {
    await onServerDo(database.databaseUrl, 'create schema apart')
    await replica()
    const own = await replica({}, `${database.databaseUrl}?options=-csearch_path%3Dapart`)
    await own.outbox.plan([answer(account)])
    expect(await own.outbox.counts(account, 'reply')).toMatchObject({ planned: 1 })
    expect(await stores[0]?.outbox.counts(account, 'reply')).toMatchObject({ planned: 0 })
  })

  const wrong: [string, (url: URL) => void, RegExp][] = [
    ['a database that does not exist', (url) => (url.pathname = '/nowhere'), /nowhere at .*does not exist/],
    [
      'a user that does not exist',
      (url) => (url.username = 'nobody'),
      /does not let this user in|refuses the password|cannot be/,
    ],
  ]
  test.each(wrong)('%s is refused clearly', async (_what, change, says) => {
    const url = new URL(serverUrl())
    change(url)
    const refusal = await openAt(url.href).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Misconfigured)
    expect((refusal as Error).message).toMatch(says)
  })

  test('a database that cannot hold every letter is refused', async () => {
    const latin = await emptyDatabase('LATIN1')
    await expect(openAt(latin.databaseUrl)).rejects.toThrow(/LATIN1.*ENCODING 'UTF8'/)
    await latin.drop()
  })
})
