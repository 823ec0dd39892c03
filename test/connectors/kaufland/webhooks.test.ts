import { describe, expect, test, vi } from 'vitest'
import { manifest } from '../../../connectors/kaufland/manifest.ts'
import { sign } from '../../../connectors/kaufland/sign.ts'
import { Misconfigured } from '../../../src/domain/errors.ts'
import { callback } from './callback.ts'
import { call as rawCall } from './calls.ts'
import { failure, ORDER, shop } from './shop.ts'

const contact = 'alarm@shop.example'
const EVENTS = manifest.pushes?.events ?? []

async function reachable(options: Parameters<typeof shop>[0] = {}) {
  const world = await shop(options)
  const { url, answers } = await callback(world.connector)
  return { ...world, url, answers, sync: () => world.connector.webhooks.sync({ url, contact }) }
}

const outcomes = (synced: readonly { readonly outcome: string }[]) => synced.map(({ outcome }) => outcome)

describe('subscriptions', () => {
  test('are made for each event and storefront, once, and Kaufland proves the address', async () => {
    const { connector, url, sync, answers } = await reachable({ storefronts: 'de,at' })
    expect(outcomes(await sync())).toEqual(Array(6).fill('made'))
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill('challenge'))
    expect(outcomes(await sync())).toEqual(Array(6).fill('kept'))
    const listed = await connector.webhooks.list()
    expect(listed.map(({ event, storefront }) => `${storefront ?? ''} ${event}`).toSorted()).toEqual(
      ['de', 'at'].flatMap((storefront) => EVENTS.map((event) => `${storefront} ${event}`)).toSorted(),
    )
    expect(listed.every(({ callbackUrl, active }) => callbackUrl === url && active)).toBe(true)
  })

  test('that were switched off are renewed, also those with another contact', async () => {
    const { connector, kaufland, url, sync } = await reachable()
    await sync()
    kaufland.trade.switchSubscriptions('off')
    expect((await connector.webhooks.list()).map(({ active }) => active)).toEqual([false, false, false])
    expect(outcomes(await sync())).toEqual(['renewed', 'renewed', 'renewed'])
    expect((await connector.webhooks.list()).map(({ active }) => active)).toEqual([true, true, true])
    const others = await connector.webhooks.sync({ url, contact: 'neu@shop.example' })
    expect(outcomes(others)).toEqual(['renewed', 'renewed', 'renewed'])
  })

  test('of somebody else are left alone; ours that are wanted no more go', async () => {
    const { connector, kaufland, url, sync } = await reachable()
    const foreign = await callback(connector)
    const subscribe = (callback_url: string, event_name: string, storefront = 'de') =>
      rawCall(
        kaufland,
        'POST',
        `/subscriptions?storefront=${storefront}`,
        JSON.stringify({ callback_url, fallback_email: contact, event_name }),
      )
    await subscribe(foreign.url, 'return_new')
    await subscribe(url, 'order_new')
    await subscribe(url, 'return_new', 'pl')
    await subscribe(url, 'return_new')
    await subscribe(url, 'return_new')
    expect(outcomes(await sync())).toEqual(['kept', 'made', 'made', 'removed', 'removed', 'removed'])
    expect(await connector.webhooks.remove(url)).toHaveLength(3)
    expect(await connector.webhooks.list()).toMatchObject([{ callbackUrl: foreign.url, event: 'return_new' }])
    expect(await connector.webhooks.remove(url)).toEqual([])
  })

  test('that do not say their storefront are not made again and again', async () => {
    const { kaufland, url, sync } = await reachable({ storefronts: 'de,at' })
    const rows = EVENTS.flatMap((event_name, index) =>
      [1, 2].map((half) => ({ id_subscription: index * 2 + half, callback_url: url, event_name, storefront: null })),
    )
    const body = JSON.stringify({ data: rows })
    kaufland.fail({ method: 'GET', path: /subscriptions$/, times: 3, how: { kind: 'status', status: 200, body } })
    expect(outcomes(await sync())).toEqual(Array(6).fill('kept'))
  })

  test('that exist without being listed are left as they are', async () => {
    const { kaufland, sync } = await reachable()
    const body = '{"type":"/problems/already-exists","message":"","errors":[]}'
    kaufland.fail({ method: 'POST', path: /subscriptions$/, times: 1, how: { kind: 'status', status: 400, body } })
    expect(outcomes(await sync())).toEqual(['kept', 'made', 'made'])
  })

  test('fail with a remedy where nobody answers at the address, or it is too long', async () => {
    const { connector } = await shop()
    const nobody = { url: 'http://127.0.0.1:9/webhooks/kaufland-de', contact }
    const fault = await failure(connector.webhooks.sync(nobody))
    expect(fault).toMatchObject({ code: '/problems/subscriptions/unverified-callback-url' })
    expect(fault.message).toContain('PUBLIC_URL')
    const long = { url: `https://care.example/${'x'.repeat(240)}`, contact }
    expect(await failure(connector.webhooks.sync(long))).toBeInstanceOf(Misconfigured)
  })
})

describe('a call to our address', () => {
  test('of Kaufland about a return is a hint to look for cases', async () => {
    const { kaufland, sells, sync, answers } = await reachable()
    await sync()
    sells()
    kaufland.trade.returns({ order: ORDER, reason: 'defect' })
    await vi.waitFor(() => {
      expect(kaufland.trade.pushed()).toMatchObject([{ event: 'return_new', status: 204 }])
    })
    expect(answers.at(-1)).toEqual({ kind: 'hint', look: ['cases'] })
  })

  const url = 'https://care.example/webhooks/kaufland-de'
  const body = '{"event_name":"return_new","id_message":"1","resource":"/returns/1","storefront":"de"}'

  async function receives(change: {
    body?: string
    sentBody?: string
    ageSeconds?: number
    secret?: string
    url?: string
  }) {
    const { connector, kaufland, clock } = await shop()
    const timestamp = Math.floor(Date.parse(clock.now()) / 1000) - (change.ageSeconds ?? 0)
    const signed = { method: 'POST', uri: change.url ?? url, body: change.body ?? body, timestamp }
    const signature = sign(signed, change.secret ?? kaufland.settings['SECRET_KEY'] ?? '')
    return connector.webhooks.receive({
      method: 'POST',
      url,
      headers: { 'shop-timestamp': String(timestamp), 'shop-signature': signature },
      body: new TextEncoder().encode(change.sentBody ?? change.body ?? body),
    })
  }

  test.each([
    ['as signed', {}, 'hint'],
    ['299 s old', { ageSeconds: 299 }, 'hint'],
    ['301 s old', { ageSeconds: 301 }, 'refused'],
    ['301 s ahead', { ageSeconds: -301 }, 'refused'],
    ['with another secret', { secret: 'x'.repeat(64) }, 'refused'],
    ['signed for another address', { url: `${url}2` }, 'refused'],
    ['with another body than signed', { sentBody: `${body} ` }, 'refused'],
  ] as const)('%s: %j is %s', async (_, change, kind) => {
    expect((await receives(change)).kind).toBe(kind)
  })

  test.each([
    ['an event that nothing is done about', '{"event_name":"item_changed"}', []],
    ['an event without a meaning', '{"event_name":"constructor"}', []],
    ['something that cannot be read', 'hello', ['cases']],
  ])('signed, with %s', async (_, sent, look) => {
    expect(await receives({ body: sent })).toEqual({ kind: 'hint', look })
  })

  test('without a signature, or with one that is none, is refused', async () => {
    const { connector, clock } = await shop()
    const timestamp = String(Math.floor(Date.parse(clock.now()) / 1000))
    const post = (headers: Record<string, string>) =>
      connector.webhooks.receive({ method: 'POST', url, headers, body: new Uint8Array() })
    for (const headers of [
      {},
      { 'shop-timestamp': timestamp },
      { 'shop-timestamp': timestamp, 'shop-signature': '' },
      { 'shop-timestamp': timestamp, 'shop-signature': 'ü'.repeat(64) },
      { 'shop-timestamp': 'NaN', 'shop-signature': 'a'.repeat(64) },
    ]) {
      expect(post(headers)).toMatchObject({ kind: 'refused', status: 401 })
    }
  })

  test.each([
    ['?mode=subscribe&challenge=abc-123', 'abc-123'],
    ['?challenge=abc', 'abc'],
    ['?mode=subscribe', undefined],
    ['?mode=subscribe&challenge=', undefined],
    ['?challenge=%3Cscript%3Ealert(1)%3C%2Fscript%3E', undefined],
    [`?challenge=${'x'.repeat(1001)}`, undefined],
    ['', undefined],
  ])('asking %s gets back %s', async (query, given) => {
    const { connector } = await shop()
    const answer = connector.webhooks.receive({ method: 'GET', url: url + query, headers: {}, body: new Uint8Array() })
    if (given === undefined) expect(answer).toMatchObject({ kind: 'refused', status: 400 })
    else expect(answer).toEqual({ kind: 'challenge', body: given, contentType: 'text/plain; charset=utf-8' })
  })
})
