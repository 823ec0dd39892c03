import { afterEach, beforeEach, expect, test } from 'vitest'
import { signatureOf, takeCarrierCall } from '../../src/flows/carrier-hook.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Store } from '../../src/ledger/store.ts'
import { memoryStore, silent } from '../ledger/database.ts'
import { WorldClock } from './world.ts'

const SECRET = 'a-long-secret-that-two-sides-share'
const clock = new WorldClock('2026-03-11T09:00:00Z')
let store: Store
beforeEach(async () => {
  store = await memoryStore({ clock, log: silent })
})
afterEach(() => store.close())

const EVENT = { reference: '00340434161094042557', status: 'moving', at: '2026-03-11T08:00:00+01:00' }

async function send(document: unknown, { signedAt = clock.now(), secret = SECRET, tampered = false } = {}) {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const signature = signatureOf(Buffer.from(text), secret, signedAt)
  const body = Buffer.from(tampered ? text.replace('moving', 'delivered') : text)
  return takeCarrierCall({ name: 'aggregator', signature, body: new Uint8Array(body) }, SECRET, {
    ledger: store.ledger,
    clock,
  })
}

const known = async () => [...(await store.ledger.carrier.newest([EVENT.reference])).values()]

test('one event or a list is kept; told again it changes nothing', async () => {
  expect(await send(EVENT)).toEqual({ kind: 'taken', events: 1, isNew: 1 })
  expect(await send(EVENT)).toEqual({ kind: 'taken', events: 1, isNew: 0 })
  const later = {
    ...EVENT,
    status: 'exception',
    at: '2026-03-11T09:00:00+01:00',
    reason: 'address',
    description: ' Adresse \n unklar ',
  }
  expect(await send([EVENT, later])).toEqual({ kind: 'taken', events: 2, isNew: 1 })
  expect(await known()).toMatchObject([
    { state: 'exception', reason: 'address', description: 'Adresse unklar', source: 'aggregator' },
  ])
})

test.each([
  ['another secret', { secret: 'another-long-secret-of-somebody' }],
  ['a body that was changed', { tampered: true }],
  ['six minutes old', { signedAt: plusSeconds(clock.now(), -360) }],
  ['six minutes ahead', { signedAt: plusSeconds(clock.now(), 360) }],
])('%s: refused with 401, and nothing is kept', async (_what, how) => {
  expect(await send(EVENT, how)).toMatchObject({ kind: 'refused', status: 401 })
  expect(await known()).toEqual([])
})

test.each([undefined, '', 'sha256=abc', 't=1,v1=zz', `t=,v1=${'0'.repeat(64)}`])(
  'the signature %o is none',
  async (signature) => {
    const call = { name: 'aggregator', signature, body: new Uint8Array(Buffer.from(JSON.stringify(EVENT))) }
    expect(await takeCarrierCall(call, SECRET, { ledger: store.ledger, clock })).toMatchObject({ status: 401 })
  },
)

test.each([
  ['no JSON', '{'],
  ['an empty list', []],
  ['an unknown status', { ...EVENT, status: 'lost in space' }],
  ['a time without a zone', { ...EVENT, at: '2026-03-11T08:00:00' }],
  ['no reference', { status: 'moving', at: EVENT.at }],
  ['something that has not happened', { ...EVENT, at: '2026-03-13T08:00:00Z' }],
  ['a list of which one is wrong', [EVENT, { ...EVENT, status: 'x' }]],
  ['too many', Array.from({ length: 201 }, () => EVENT)],
])('%s: refused with 400, and nothing is kept', async (_what, document) => {
  const answer = await send(document)
  expect(answer).toMatchObject({ kind: 'refused', status: 400 })
  expect(JSON.stringify(answer)).not.toContain('lost in space')
  expect(await known()).toEqual([])
})

test('fields that nobody knows are let by', async () => {
  expect(await send({ ...EVENT, carrier: 'GLS', events: [1] })).toMatchObject({ kind: 'taken', isNew: 1 })
})

test('the refusal of a list names each event and field that is wrong, by its place', async () => {
  const answer = await send([EVENT, { ...EVENT, status: 'x' }, { ...EVENT, at: 'y', reference: '' }])
  expect(answer).toMatchObject({ reason: expect.stringMatching(/^1\.status, 2\.reference, 2\.at are not/) })
})

test('a signature in capitals and with a space is the same signature', async () => {
  const text = JSON.stringify(EVENT)
  const signature = signatureOf(Buffer.from(text), SECRET, clock.now())
  const [t = '', v1 = ''] = signature.split(',v1=')
  const call = {
    name: 'aggregator',
    signature: `${t}, v1=${v1.toUpperCase()}`,
    body: new Uint8Array(Buffer.from(text)),
  }
  expect(await takeCarrierCall(call, SECRET, { ledger: store.ledger, clock })).toMatchObject({ isNew: 1 })
})

test('no control character reaches the database', async () => {
  expect(await send({ ...EVENT, reference: 'A\u0000B' })).toMatchObject({ status: 400 })
  expect(await send({ ...EVENT, description: 'Im\u0000Zoll' })).toMatchObject({ isNew: 1 })
  expect(await known()).toMatchObject([{ description: 'ImZoll' }])
})
