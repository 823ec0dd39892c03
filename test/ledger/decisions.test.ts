import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EffectState } from '../../src/domain/effect.ts'
import { Permanent } from '../../src/domain/errors.ts'
import { type AccountName, effectId, type EffectId } from '../../src/domain/ids.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import { emptyStore, type TestStore } from './database.ts'
import { answer, mail, newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

/** A mail brought into a state. */
async function mailIn(state: EffectState, account: AccountName = newAccount()): Promise<EffectId> {
  const dedupeKey = `mail:${account}`
  const planned = state === 'proposed' ? 'proposed' : 'planned'
  await store.outbox.plan([mail(account, { dedupeKey, state: planned })])
  const claim = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  if (claim !== undefined) await bring(claim, state)
  return (await store.outbox.find(dedupeKey))?.id ?? effectId('')
}

async function bring(claim: Claim, state: EffectState): Promise<void> {
  if (state === 'planned') await claim.release()
  if (state === 'suppressed') await claim.suppress('linter', 'a link')
  if (state === 'sending' || state === 'done' || state === 'unknown' || state === 'failed') await claim.sending({})
  if (state === 'done') await claim.done({})
  if (state === 'failed') await claim.fail('550')
  if (state === 'unknown') await claim.unknown('cut after the final dot')
}

async function outcomes(id: EffectId) {
  const pending = await store.outbox.pendingReceipts(1000)
  return pending.filter(({ effect }) => effect.id === id).map(({ outcome, attempt }) => `${outcome} ${String(attempt)}`)
}

test('a person who knows that it arrived says "sent": done, with a receipt', async () => {
  const id = await mailIn('unknown')
  expect(await store.outbox.resolve(id, 'sent', 'Anna')).toMatchObject({ state: 'done', reason: null })
  expect(await outcomes(id)).toEqual(['done 1'])
})

test.each(['unknown', 'failed'] as const)(
  '"not-sent" sends again what is %s, whatever older receipts say',
  async (state) => {
    const account = newAccount()
    const id = await mailIn(state, account)
    expect(await store.outbox.resolve(id, 'not-sent', 'Anna')).toMatchObject({
      state: 'planned',
      attempts: 0,
      notBefore: null,
      result: { overrideReceipt: true },
    })
    expect(await store.outbox.claim({ flow: 'notify', account, state: 'planned' })).toMatchObject({ effect: { id } })
  },
)

const refused: [EffectState, 'sent' | 'not-sent', RegExp][] = [
  ['failed', 'sent', /did not arrive/],
  ['sending', 'sent', /right now/],
  ['sending', 'not-sent', /right now/],
  ['planned', 'not-sent', /not sent yet/],
  ['proposed', 'sent', /outbox approve/],
  ['suppressed', 'not-sent', /outbox override/],
  ['done', 'not-sent', /nothing is left/],
]
test.each(refused)(
  'what is %s cannot be resolved as %s; the refusal says what is possible',
  async (state, decision, says) => {
    const id = await mailIn(state)
    const refusal = await store.outbox.resolve(id, decision, 'Anna').catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Permanent)
    expect((refusal as Error).message).toMatch(says)
    expect((await store.outbox.effect(id))?.state).toBe(state)
  },
)

test.each(['4711000', 'not a number', ''])('an effect "%s" that does not exist is refused clearly', async (id) => {
  await expect(store.outbox.resolve(effectId(id), 'sent', 'Anna')).rejects.toThrow('There is no effect')
  await expect(store.outbox.override(effectId(id), 'Anna', 'knows better')).rejects.toThrow('There is no effect')
  expect(await store.outbox.approve([effectId(id)], 'Anna')).toBe(0)
})

test('a person’s decision wins over a look that is under way', async () => {
  const account = newAccount()
  await store.outbox.plan([answer(account)])
  const sending = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  await sending?.sending({})
  await sending?.unknown('lost', store.clock.now())
  const looking = await store.outbox.claim({ flow: 'reply', account, state: 'unknown' })
  await store.outbox.resolve(looking?.effect.id ?? effectId(''), 'sent', 'Anna')
  expect(await looking?.retry(store.clock.now(), 'not there')).toBe(false)
})

test('what the guard stopped goes after an override that names person and reason', async () => {
  const id = await mailIn('suppressed')
  await expect(store.outbox.override(id, 'Anna', ' ')).rejects.toThrow('needs the name')
  expect(await store.outbox.override(id, 'Anna', 'the link is our own shop')).toMatchObject({
    state: 'planned',
    reason: null,
    result: { overridden: { by: 'Anna', reason: 'the link is our own shop' } },
  })
})

test.each(['failed', 'unknown', 'planned', 'done'] as const)('what is %s cannot be overridden', async (state) => {
  await expect(store.outbox.override(await mailIn(state), 'Anna', 'please')).rejects.toBeInstanceOf(Permanent)
})

test('approval plans what was proposed and nothing else', async () => {
  const [proposed, done] = [await mailIn('proposed'), await mailIn('done')]
  expect(await store.outbox.approve([proposed, done], 'Anna')).toBe(1)
  expect((await store.outbox.effect(proposed))?.state).toBe('planned')
  expect((await store.outbox.effect(done))?.state).toBe('done')
})

test('every outcome has its receipt, numbered by outcome, until it is written', async () => {
  const account = newAccount()
  const id = await mailIn('failed', account)
  expect(await outcomes(id)).toEqual(['failed 1'])
  await store.outbox.receiptWritten(id, 1, 'failed')
  expect(await outcomes(id)).toEqual([])
  await store.outbox.resolve(id, 'not-sent', 'Anna')
  const again = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  await again?.sending({})
  await again?.fail('550 again')
  expect(await outcomes(id)).toEqual(['failed 2'])
})

test('what is suppressed from the start has a receipt', async () => {
  const account = newAccount()
  await store.outbox.plan([mail(account, { state: 'suppressed', reason: 'too_old', dedupeKey: `old:${account}` })])
  const effect = await store.outbox.find(`old:${account}`)
  expect(await outcomes(effect?.id ?? effectId(''))).toEqual(['suppressed 1'])
})

test('an unknown is told only when nobody but a person can settle it', async () => {
  const account = newAccount()
  await store.outbox.plan([answer(account)])
  const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
  const id = claim?.effect.id ?? effectId('')
  await claim?.sending({})
  await claim?.unknown('lost', store.clock.now())
  expect(await outcomes(id)).toEqual([])
  const looking = await store.outbox.claim({ flow: 'reply', account, state: 'unknown' })
  await looking?.unknown('cannot be asked')
  expect(await outcomes(id)).toEqual(['unknown 1'])
})

test('an outcome that was overtaken before it could be told is not told', async () => {
  const id = await mailIn('unknown')
  await store.outbox.resolve(id, 'sent', 'Anna')
  expect(await outcomes(id)).toEqual(['done 1'])
})
