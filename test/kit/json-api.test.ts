import { expect, test } from 'vitest'
import { Retryable, Unknown } from '../../src/domain/errors.ts'
import type { Http, HttpRequest, HttpResponse } from '../../src/kit/http.ts'
import { jsonApi } from '../../src/kit/json-api.ts'
import type { JsonApiOptions } from '../../src/kit/json-api.ts'
import { handClock } from './clock.ts'

const answer = (
  status: number,
  body = '{"id":9007199254740993}',
  headers: Record<string, string> = {},
): HttpResponse => ({
  status,
  headers: new Headers(headers),
  bytes: Buffer.from(body),
})

/** An API whose answers come from a list, one for each call; a fault in the list is thrown. */
function api(answers: readonly (HttpResponse | Error)[], more: Partial<JsonApiOptions> = {}) {
  const calls: HttpRequest[] = []
  const http: Http = {
    request(request) {
      calls.push(request)
      const next = answers[calls.length - 1]
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? answer(500))
    },
  }
  const renewKey = 'Portal → new key'
  const options = { http, clock: handClock(), baseUrl: 'https://api.example/v1/', marketplace: 'Corner', renewKey }
  return { calls, ...jsonApi({ ...options, headers: () => Promise.resolve({ 'x-key': 'k' }), ...more }) }
}
const cut = () => new Retryable('cut', { systemic: true })

test('a read asks below the base address with its parameters, and keeps every digit', async () => {
  const { read, calls } = api([answer(200, undefined, { date: 'Fri, 20 Nov 2026 11:00:00 GMT' })])
  const { document, sourceNow } = await read('/things/7', '/things/{id}', { limit: 5, since: undefined, q: 'a b' })
  expect(calls[0]).toMatchObject({
    method: 'GET',
    url: 'https://api.example/v1/things/7?limit=5&q=a+b',
    idempotent: true,
  })
  expect(calls[0]?.headers).toMatchObject({ 'x-key': 'k', accept: 'application/json' })
  expect(document?.value).toEqual({ id: '9007199254740993' })
  expect(sourceNow).toBe('2026-11-20T11:00:00.000Z')
})

test.each([
  ['500', answer(500)],
  ['a cut', cut()],
  ['half an answer', answer(200, '{"id":')],
])('a read survives %s once', async (_, first) => {
  const { read, calls } = api([first, answer(200)])
  expect((await read('/x', '/x')).document?.value).toEqual({ id: '9007199254740993' })
  expect(calls).toHaveLength(2)
})

test('a read that is not whole twice says so by having no document; 429 is not asked again', async () => {
  expect((await api([answer(200, '<'), answer(200, '<')]).read('/x', '/x')).document).toBeUndefined()
  const { read, calls } = api([answer(429)])
  await expect(read('/x', '/x')).rejects.toBeInstanceOf(Retryable)
  expect(calls).toHaveLength(1)
})

test.each([
  ['500', answer(500), Unknown],
  ['503', answer(503), Retryable],
])('a write that meets %s is told truly and never repeated', async (_, met, kind) => {
  const { write, calls } = api([met, answer(200)])
  const call = { method: 'POST', path: '/x', what: '/x', body: { text: 'ü' } } as const
  await expect(write(call)).rejects.toBeInstanceOf(kind)
  expect(calls).toMatchObject([{ body: '{"text":"ü"}', idempotent: false }])
})

test('401 gets another token once, where there are tokens; a call that was refused was not done', async () => {
  let renewals = 0
  const renew = () => {
    renewals += 1
    return Promise.resolve()
  }
  const call = { method: 'POST', path: '/x', what: '/x', body: {} } as const
  const good = api([answer(401), answer(201)], { renew })
  expect((await good.write(call)).status).toBe(201)
  const bad = api([answer(401), answer(401)], { renew })
  await expect(bad.write(call)).rejects.toMatchObject({ kind: 'misconfigured' })
  expect([renewals, bad.calls.length]).toEqual([2, 2])
})

test('a token that cannot be had is not asked for twice', async () => {
  let asked = 0
  const headers = () => {
    asked += 1
    return Promise.reject(cut())
  }
  await expect(api([], { headers }).read('/x', '/x')).rejects.toBeInstanceOf(Retryable)
  expect(asked).toBe(1)
})
