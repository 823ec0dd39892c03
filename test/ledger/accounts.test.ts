import { afterAll, beforeAll, expect, test } from 'vitest'
import { Misconfigured } from '../../src/domain/errors.ts'
import { instant } from '../../src/domain/time.ts'
import { emptyStore, type TestStore } from './database.ts'
import { newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const stateOf = async (account: string) =>
  (await store.ledger.accountStates()).find((state) => state.account === account)

test('go-live is what was said first, ever after', async () => {
  const account = newAccount()
  const first = instant('2026-11-16T09:30:00.123Z')
  expect(await store.ledger.goLive(account, first)).toBe(first)
  expect(await store.ledger.goLive(account, instant('2027-01-01T00:00:00Z'))).toBe(first)
})

test('an account that was paused before its first start still gets its go-live', async () => {
  const account = newAccount()
  await store.ledger.pauseAccount(account, store.clock.in(60), 'Kaufland refuses the key.')
  expect(await store.ledger.goLive(account, store.clock.now())).toBe(store.clock.now())
})

test('a pause stands until the account works again', async () => {
  const account = newAccount()
  await store.ledger.pauseAccount(account, store.clock.in(60), 'Kaufland refuses the key.')
  await store.ledger.pauseAccount(account, store.clock.in(300), 'Kaufland still refuses the key.')
  expect(await stateOf(account)).toMatchObject({
    account,
    goLive: null,
    pausedUntil: store.clock.in(300),
    pausedReason: 'Kaufland still refuses the key.',
    lastSuccess: null,
  })
  await store.ledger.accountWorked(account, store.clock.now())
  expect(await stateOf(account)).toMatchObject({
    pausedUntil: null,
    pausedReason: null,
    lastSuccess: store.clock.now(),
  })
})

test('a cursor is kept by account and stream, and makes no account', async () => {
  const account = newAccount()
  expect(await store.ledger.cursor(account, 'orders')).toBeUndefined()
  await store.ledger.storeCursor(account, 'orders', { writeDate: '2026-11-16 09:30:00', id: 7 })
  await store.ledger.storeCursor(account, 'orders', { writeDate: '2026-11-16 09:31:00', id: 9 })
  expect(await store.ledger.cursor(account, 'orders')).toEqual({ writeDate: '2026-11-16 09:31:00', id: 9 })
  expect(await store.ledger.cursor(account, 'messages')).toBeUndefined()
  expect(await stateOf(account)).toBeUndefined()
})

test('a slot of a job is had once; its run is kept with how it went', async () => {
  const slot = '2026-11-16T09:30:00.000Z'
  expect(await store.ledger.claimRun('notify', slot)).toBe(true)
  expect(await store.ledger.claimRun('notify', slot)).toBe(false)
  expect(await store.ledger.claimRun('mirror', slot)).toBe(true)
  const started = store.clock.now()
  store.clock.advance(5)
  await store.ledger.finishRun('notify', slot, { ok: false, result: { error: 'Odoo is down' } })
  expect(await store.ledger.lastRuns(10, 'notify')).toEqual([
    { job: 'notify', slot, started, finished: store.clock.now(), ok: false, result: { error: 'Odoo is down' } },
  ])
  expect(await store.ledger.claimRun('notify', '2026-11-16T09:35:00.000Z')).toBe(true)
  expect((await store.ledger.lastRuns(1, 'notify'))[0]?.slot).toBe('2026-11-16T09:35:00.000Z')
  expect(await store.ledger.lastRuns(10)).toHaveLength(3)
})

test('runs are kept for a season', async () => {
  const slots = ['by hand 1', 'by hand 2', 'by hand 3'] as const
  for (const slot of slots) {
    await store.ledger.claimRun('returns', slot)
    await store.ledger.finishRun('returns', slot, { ok: true, result: [] })
    store.clock.advance(50 * 24 * 3600)
  }
  const kept = await store.ledger.lastRuns(10, 'returns')
  expect(kept.map(({ slot }) => slot)).toEqual(['by hand 3', 'by hand 2'])
})

test('the marks of its Odoo grow with what can be read, and another Odoo is refused by name', async () => {
  await store.ledger.confirmMarks({ url: 'http://127.0.0.1:8069', database: 'care' })
  await store.ledger.confirmMarks({ url: 'http://127.0.0.1:8069', companyCreated: '2026-01-02 03:04:05' })
  await store.ledger.confirmMarks({ database: 'care' })
  const refusal = await store.ledger
    .confirmMarks({ companyCreated: '2026-09-09 09:09:09' })
    .catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Misconfigured)
  expect((refusal as Error).message).toMatch(/companyCreated was "2026-01-02 03:04:05".*ledger rebind/)
})

test('work that must be done by one alone is refused to a second while it lasts', async () => {
  const first = Promise.withResolvers<string>()
  const one = store.ledger.alone('receipts', () => first.promise)
  expect(await store.ledger.alone('receipts', () => Promise.resolve('second'))).toBeUndefined()
  expect(await store.ledger.alone('mirror', () => Promise.resolve('another'))).toEqual({ result: 'another' })
  first.resolve('first')
  expect(await one).toEqual({ result: 'first' })
  await expect(store.ledger.alone('receipts', () => Promise.reject(new Error('broke off')))).rejects.toThrow(
    'broke off',
  )
  expect(await store.ledger.alone('receipts', () => Promise.resolve('third'))).toEqual({ result: 'third' })
})
