import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../../src/domain/alarm.ts'
import { conversationId } from '../../src/domain/ids.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const LIMITS = { failedDays: 7, overdueSeconds: 1800 }

test('how the passes of a job go is kept by account: the last good one, and since when they fail with the last fault', async () => {
  const [one, other] = [newAccount(), newAccount()]
  const at = (seconds: number) => plusSeconds(store.clock.now(), seconds)
  const stateOf = async (account: string) =>
    (await store.ledger.jobStates()).find((row) => row.account === account && row.job === 'reply')
  await store.ledger.jobPassed(
    'reply',
    [
      { account: one, ok: true },
      { account: other, ok: false, error: 'No.' },
    ],
    at(0),
  )
  await store.ledger.jobPassed('reply', [{ account: one, ok: false, error: 'First.' }], at(60))
  await store.ledger.jobPassed('reply', [{ account: one, ok: false, error: 'Second.' }], at(120))
  expect(await stateOf(one)).toMatchObject({ lastSuccess: at(0), failingSince: at(60), error: 'Second.' })
  expect(await stateOf(other)).toMatchObject({ lastSuccess: null, failingSince: at(0), error: 'No.' })
  await store.ledger.jobPassed('reply', [{ account: one, ok: true }], at(180))
  expect(await stateOf(one)).toMatchObject({ lastSuccess: at(180), failingSince: null, error: null })
})

test('alarms come back as they were stored, until they are finished or dropped', async () => {
  const now = store.clock.now()
  const finding = { kind: 'disk_full', account: null, summary: 'Full.', graceSeconds: 0, urgency: 1 } as const
  const alarm = (id: string): Alarm => ({
    id,
    key: 'disk_full::',
    since: now,
    opened: now,
    gone: null,
    cleared: null,
    finding,
    told: { mail: { at: now, state: 'open', urgency: 1, newest: null } },
  })
  const put = ['a', 'b', 'c'].map((id) => ({ alarm: alarm(id), finished: null }))
  await store.ledger.storeAlarms({ put, drop: [] })
  expect(await store.ledger.alarms()).toEqual([alarm('a'), alarm('b'), alarm('c')])
  const over = { ...alarm('a'), gone: now, cleared: now, told: {} }
  await store.ledger.storeAlarms({ put: [{ alarm: over, finished: null }], drop: ['b'] })
  expect(await store.ledger.alarms()).toEqual([over, alarm('c')])
  await store.ledger.storeAlarms({ put: [{ alarm: over, finished: now }], drop: ['c'] })
  expect(await store.ledger.alarms()).toEqual([])
})

test('what a person has to look at is counted by account: open ends, refusals of the last days, what is due too long', async () => {
  const account = newAccount()
  const { outbox, clock } = store
  const troubles = async () =>
    (await outbox.troubles(LIMITS))
      .filter((row) => row.account === account)
      .map(({ trouble, count, effects }) => `${trouble} ${String(count)} ${String(effects.length)}`)
  const claimed = async (key: string) => {
    await outbox.plan([answer(account, { dedupeKey: `${account} ${key}`, conversation: conversationId(key) })])
    const claim = await outbox.claim({ flow: 'reply', account, state: 'planned' })
    if (claim === undefined) throw new Error('nothing to claim')
    return claim
  }
  const looked = await claimed('looked after')
  await looked.sending({})
  await looked.unknown('Lost.', clock.in(30))
  const open = await claimed('open')
  await open.sending({})
  await open.unknown('Lost.')
  await (await claimed('refused')).fail('No.')
  const waiting = await claimed('waiting')
  await waiting.retry(clock.in(60), 'Later.')
  await outbox.plan([
    answer(account, {
      dedupeKey: `${account} postponed`,
      conversation: conversationId('c9'),
      notBefore: clock.in(7200),
    }),
  ])
  expect(await troubles()).toEqual(['failed 1 1', 'unknown 1 1'])
  clock.advance(1801)
  expect(await troubles()).toEqual(['failed 1 1', 'overdue 1 1', 'unknown 1 1'])
  clock.advance(8 * 86_400)
  expect(await troubles()).toEqual(['overdue 2 2', 'unknown 1 1'])
})
