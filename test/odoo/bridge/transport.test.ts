import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable, Unknown, type Fault } from '../../../src/domain/errors.ts'
import { OdooBridge, type BridgeOptions } from '../../../src/odoo/bridge.ts'
import { answers, cut, cutJson, handClock, OdooError, silent, standIn, type Handler, type StandIn } from './server.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function given(
  handler: Handler,
  options: Partial<BridgeOptions> = {},
): Promise<{ odoo: StandIn; bridge: OdooBridge; clock: ReturnType<typeof handClock> }> {
  const odoo = await standIn(handler)
  const clock = handClock('2026-11-22T10:00:00.000Z')
  const bridge = new OdooBridge({ url: odoo.url, db: 'shop', user: 'service', password: 'right', clock, ...options })
  open.push(odoo, bridge)
  return { odoo, bridge, clock }
}

const faultOf = async (promise: Promise<unknown>): Promise<Fault> =>
  promise.then(
    () => expect.fail('no fault came'),
    (error: unknown) => error as Fault,
  )

const READ = ['res.partner', 'search_read', [[]]] as const
const MAKE = ['res.partner', 'create', [{ name: 'Anna' }]] as const
const ways = [
  { way: 'jsonrpc' as const, options: { transport: 'jsonrpc' as const } },
  { way: 'json2' as const, options: { transport: 'json2' as const, apiKey: 'right' } },
]

describe.each(ways)('over $way', ({ way, options }) => {
  test('a call reaches the method and its result comes back', async () => {
    const { odoo, bridge } = await given(() => [{ id: 3 }], options)
    expect(await bridge.call('res.partner', 'search_read', [[['id', '=', 3]]], { fields: ['name'] })).toEqual([
      { id: 3 },
    ])
    expect((await bridge.transport()).kind).toBe(way)
    const context = { tz: 'UTC', lang: 'en_US' }
    const named = way === 'json2' ? { domain: [['id', '=', 3]] } : {}
    expect(odoo.calls[0]?.kwargs).toEqual({ fields: ['name'], context, ...named })
  })

  test("Python's None comes back as null", async () => {
    const { bridge } = await given(() => null, options)
    expect(await bridge.call(...READ)).toBeNull()
  })

  test('a cut connection: a read may be asked again, of a creation nobody knows', async () => {
    const { odoo, bridge } = await given(() => [], options)
    await bridge.connect()
    odoo.spoil(cut, cut, cut)
    expect(await faultOf(bridge.call(...READ))).toBeInstanceOf(Retryable)
    odoo.spoil(cut)
    expect(await faultOf(bridge.call(...MAKE))).toBeInstanceOf(Unknown)
  })

  test('half an answer: a read may be asked again, of a creation nobody knows', async () => {
    const { odoo, bridge } = await given(() => [], options)
    await bridge.connect()
    odoo.spoil(cutJson, cutJson)
    expect(await faultOf(bridge.call(...READ))).toBeInstanceOf(Retryable)
    odoo.spoil(cutJson)
    expect(await faultOf(bridge.call(...MAKE))).toBeInstanceOf(Unknown)
  })

  test('no answer in time: a read may be asked again, of a creation nobody knows', async () => {
    const { odoo, bridge } = await given(() => [], { ...options, timeoutMs: 100 })
    await bridge.connect()
    odoo.spoil(silent, silent)
    expect(await faultOf(bridge.call(...READ))).toMatchObject({ kind: 'retryable', systemic: true })
    expect(await faultOf(bridge.call(...MAKE))).toMatchObject({ kind: 'unknown', systemic: true })
  })

  test.each([500, 502, 504])(
    'status %i of a proxy: a read may be asked again, of a creation nobody knows',
    async (status) => {
      const { odoo, bridge } = await given(() => [], options)
      odoo.spoil(answers(status, '<h1>Bad gateway</h1>'), answers(status, '<h1>Bad gateway</h1>'))
      expect(await faultOf(bridge.call(...READ))).toBeInstanceOf(Retryable)
      expect(await faultOf(bridge.call(...MAKE))).toBeInstanceOf(Unknown)
    },
  )

  test('status 503 says nothing happened and for how long to wait', async () => {
    const { odoo, bridge } = await given(() => [], options)
    odoo.spoil(answers(503, '', { 'retry-after': '7' }))
    expect(await faultOf(bridge.call(...MAKE))).toMatchObject({ kind: 'retryable', afterSeconds: 7, systemic: true })
  })

  test('a collision in the database is repeated until it passes', async () => {
    let left = 2
    const { odoo, bridge, clock } = await given(() => {
      left -= 1
      if (left >= 0) throw new OdooError('psycopg2.errors.SerializationFailure', 'could not serialize access')
      return 4
    }, options)
    expect(await bridge.call(...MAKE)).toBe(4)
    expect(odoo.calls).toHaveLength(3)
    expect(clock.slept).toHaveLength(2)
    expect(bridge.calls()).toEqual({ total: 3, by: { 'res.partner.create': 3 } })
  })

  test('a collision that stays is given up after three repetitions', async () => {
    const { odoo, bridge } = await given(() => {
      throw new OdooError('psycopg2.errors.SerializationFailure', 'could not serialize access')
    }, options)
    expect(await faultOf(bridge.call(...MAKE))).toMatchObject({ kind: 'retryable', systemic: false })
    expect(odoo.calls).toHaveLength(4)
  })

  test.each([
    ['odoo.exceptions.ValidationError', 'Contacts require a name', 'permanent', false],
    ['odoo.exceptions.UserError', 'Not so', 'permanent', false],
    ['odoo.exceptions.MissingError', 'Record does not exist', 'permanent', false],
    ['builtins.ValueError', 'Invalid field res.partner.nofield', 'permanent', false],
    [
      'odoo.exceptions.AccessError',
      "You are not allowed to access 'Contact' (res.partner) records.",
      'misconfigured',
      true,
    ],
    ['psycopg2.OperationalError', 'server closed the connection unexpectedly', 'retryable', true],
    ['psycopg2.OperationalError', 'FATAL:  database "shop" does not exist', 'misconfigured', true],
    ['some.module.Surprise', 'whatever', 'retryable', false],
  ])('Odoo reports %s (%s): %s', async (python, message, kind, systemic) => {
    const { bridge } = await given(() => {
      throw new OdooError(python, message)
    }, options)
    expect(await faultOf(bridge.call(...MAKE))).toMatchObject({ kind, systemic })
  })

  test('a missing right names model and group', async () => {
    const { bridge } = await given(() => {
      throw new OdooError(
        'odoo.exceptions.AccessError',
        "You are not allowed to create 'Contact' (res.partner) records.\n\nThis operation is allowed for the following groups:\n\t- Contact/Creation\n\nContact your administrator.",
      )
    }, options)
    const fault = await faultOf(bridge.call(...MAKE))
    expect(fault.message).toContain('res.partner')
    expect(fault.message).toContain('Contact/Creation')
  })

  test('an answer beyond the limit is not read', async () => {
    const { bridge } = await given(() => 'x'.repeat(5000), { ...options, maxAnswerBytes: 1000 })
    expect(await faultOf(bridge.call(...READ))).toMatchObject({ kind: 'permanent', code: 'too_large' })
  })

  test('wrong credentials stop everything with a word on what to do', async () => {
    const { bridge } = await given(() => [], { ...options, password: 'wrong', apiKey: 'wrong' })
    const fault = await faultOf(bridge.connect())
    expect(fault).toBeInstanceOf(Misconfigured)
    expect(fault.message).toMatch(/ODOO_USER and ODOO_PASSWORD, or ODOO_API_KEY/)
    expect(fault.message).not.toContain('wrong')
  })

  test('a log-in that failed is tried anew by the next call', async () => {
    const { odoo, bridge } = await given(() => [], options)
    odoo.spoilLogin(answers(503, ''))
    expect(await faultOf(bridge.connect())).toBeInstanceOf(Retryable)
    expect(await bridge.connect()).toBe(7)
  })

  test('neither secrets nor what was sent stand in a message', async () => {
    const text = 'Wo bleibt mein Paket, ich warte schon seit drei Wochen auf die Lieferung!'
    const { bridge } = await given(() => {
      throw new OdooError('odoo.exceptions.ValidationError', `The value "${text}" is too long`)
    }, options)
    const { message } = await faultOf(bridge.call('mail.message', 'create', [{ body: text }]))
    expect(message).not.toContain('Paket')
    expect(message).not.toContain('right')
  })
})

test('a server that does not listen can be tried again, whatever was asked', async () => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const bridge = new OdooBridge({
    url: `http://127.0.0.1:${String(port)}`,
    db: 'shop',
    user: 'service',
    password: 'right',
    clock: handClock('2026-11-22T10:00:00.000Z'),
  })
  expect(await faultOf(bridge.call(...MAKE))).toMatchObject({ kind: 'retryable', systemic: true })
})

test('a connection that the server closed while idle is opened anew without a word', async () => {
  const { odoo, bridge } = await given(() => 5)
  expect(await bridge.call(...READ)).toBe(5)
  odoo.spoil(cut)
  expect(await bridge.call(...READ)).toBe(5)
})

test('`auto` takes JSON-2 with a key on Odoo 19, else JSON-RPC', async () => {
  const { bridge: keyed } = await given(() => [], { apiKey: 'right' })
  const { bridge: plain } = await given(() => [])
  expect((await keyed.transport()).kind).toBe('json2')
  expect((await plain.transport()).kind).toBe('jsonrpc')
})

test('JSON-2 names the database and sends the key as bearer', async () => {
  const { odoo, bridge } = await given(() => [], { transport: 'json2', apiKey: 'right' })
  await bridge.call(...READ)
  expect(odoo.requests[0]?.headers).toMatchObject({ authorization: 'bearer right', 'x-odoo-database': 'shop' })
})

test("odoo-await's helpers work over both ways, one id of one creation", async () => {
  const handler: Handler = ({ method, args, kwargs }) => {
    if (method !== 'create') return [{ id: 9, name: 'Anna' }]
    return Array.isArray(args[0]) || Object.keys(kwargs).includes('vals_list') ? [9] : 9
  }
  for (const { options } of ways) {
    const { bridge } = await given(handler, options)
    expect(await bridge.create('res.partner', { name: 'Anna' })).toBe(9)
    expect(await bridge.read('res.partner', 9, ['name'])).toEqual([{ id: 9, name: 'Anna' }])
  }
})

test('an answer of another shape is refused, naming the place and no value', async () => {
  const { bridge } = await given(() => ({ date: 'next tuesday' }))
  const fault = await faultOf(bridge.now())
  expect(fault).toBeInstanceOf(Permanent)
  expect(fault.message).not.toContain('tuesday')
})

test.each([
  ['no address', { url: 'odoo.example.com' }, /no http or https address/],
  ['JSON-2 without key', { transport: 'json2' as const }, /ODOO_API_KEY/],
  ['JSON-RPC without user', { transport: 'jsonrpc' as const, apiKey: 'k' }, /ODOO_USER/],
])('settings that cannot work say so: %s', async (_, options, words) => {
  const clock = handClock('2026-11-22T10:00:00.000Z')
  const opening = async (): Promise<unknown> =>
    new OdooBridge({ url: 'http://127.0.0.1:1', db: 'shop', clock, ...options }).transport()
  const fault = await faultOf(opening())
  expect(fault).toBeInstanceOf(Misconfigured)
  expect(fault.message).toMatch(words)
})
