import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { given, NOW } from './world.ts'

const PASSWORD = 'correct horse battery staple'
const ORIGIN = 'http://localhost'
const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN }
const BROWSER = { accept: 'text/html', host: 'localhost' }

interface Operation {
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly security?: readonly unknown[]
}

async function operationsOf(server: FastifyInstance): Promise<Operation[]> {
  await server.ready()
  const paths = Object.entries(server.swagger().paths ?? {})
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { security?: readonly unknown[] }>).map(([method, { security }]) => ({
      path: path.replaceAll(/\{\w+\}/g, 'x'),
      method: method.toUpperCase() as 'GET' | 'POST',
      ...(security === undefined ? {} : { security }),
    })),
  )
}

async function logIn(server: FastifyInstance, password = PASSWORD) {
  return server.inject({
    method: 'POST',
    url: '/console/login',
    headers: { ...FORM, host: 'localhost' },
    payload: `password=${encodeURIComponent(password)}`,
  })
}

const cookieOf = (setCookie: unknown): string => String(setCookie).split(';')[0] ?? ''

test('the open routes are these, and every other one asks for a session', async () => {
  const { server } = await given({ consolePassword: PASSWORD })
  const operations = await operationsOf(server)
  const open = operations.filter(({ security }) => security === undefined)
  expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    'GET /',
    'GET /console/icon.svg',
    'GET /console/login',
    'GET /console/parts.css',
    'GET /console/style.css',
    'GET /health/live',
    'GET /health/ready',
    'GET /metrics',
    'GET /openapi.json',
    'GET /webhooks/x',
    'POST /console/login',
    'POST /webhooks/carrier/x',
    'POST /webhooks/x',
  ])
  for (const { method, path } of operations.filter(({ security }) => security !== undefined)) {
    const answer = await server.inject({ method, url: path, headers: { origin: ORIGIN, host: 'localhost' } })
    // Without API_TOKEN its address does not exist; with one it asks for it (test/facts.test.ts).
    expect([path, answer.statusCode]).toEqual([path, path === '/api/facts' ? 404 : 401])
  }
})

test('a route that does not say who may call it stops the server from starting', async () => {
  const { server } = await given()
  expect(() => server.get('/secret', async () => 'x')).toThrow('GET /secret does not declare its access')
})

test('a browser without a session is led to the login', async () => {
  const { server } = await given({ consolePassword: PASSWORD })
  const answer = await server.inject({ url: '/console', headers: BROWSER })
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/console/login'])
})

test('the right password opens the console until its session is over', async () => {
  let now = NOW
  const { server } = await given({ consolePassword: PASSWORD, now: () => now })
  const login = await logIn(server)
  expect([login.statusCode, login.headers.location]).toEqual([303, '/console'])
  expect(login.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=43200$/)

  const cookie = cookieOf(login.headers['set-cookie'])
  const look = async () => (await server.inject({ url: '/console', headers: { ...BROWSER, cookie } })).statusCode
  expect(await look()).toBe(200)
  now = '2026-11-22T22:05:13.000Z' as typeof NOW
  expect(await look()).toBe(303)
})

test('a wrong password, a forged cookie and a session of another password open nothing', async () => {
  const { server } = await given({ consolePassword: PASSWORD, serviceSecret: 'one secret' })
  const wrong = await logIn(server, 'wrong')
  expect([wrong.statusCode, wrong.headers['set-cookie']]).toEqual([401, undefined])
  expect(wrong.body).toContain('That is not the password.')

  const other = await given({ consolePassword: 'older password', serviceSecret: 'one secret' })
  const older = cookieOf((await logIn(other.server, 'older password')).headers['set-cookie'])
  for (const cookie of ['marketplace_care_session=9999999999999.x', 'marketplace_care_session=', older]) {
    expect((await server.inject({ url: '/console', headers: { ...BROWSER, cookie } })).statusCode).toBe(303)
  }
})

test('a session outlives a restart where a secret is set, and only there', async () => {
  const begin = async (secret?: string) => {
    const options = { consolePassword: PASSWORD, ...(secret === undefined ? {} : { serviceSecret: secret }) }
    const cookie = cookieOf((await logIn((await given(options)).server)).headers['set-cookie'])
    const restarted = await given(options)
    return (await restarted.server.inject({ url: '/console', headers: { ...BROWSER, cookie } })).statusCode
  }
  expect(await begin('a secret')).toBe(200)
  expect(await begin()).toBe(303)
})

test('logging out ends the session in the browser', async () => {
  const { server } = await given({ consolePassword: PASSWORD })
  const cookie = cookieOf((await logIn(server)).headers['set-cookie'])
  const out = await server.inject({
    method: 'POST',
    url: '/console/logout',
    headers: { ...FORM, host: 'localhost', cookie },
  })
  expect(out.headers['set-cookie']).toMatch(/^marketplace_care_session=; .*Max-Age=0$/)
})

test('passwords cannot be tried out: the eleventh try within a minute is refused', async () => {
  const { server } = await given({ consolePassword: PASSWORD })
  const answers: number[] = []
  for (let tries = 0; tries < 11; tries += 1) answers.push((await logIn(server, 'guess')).statusCode)
  expect(answers).toEqual([...Array<number>(10).fill(401), 429])
})

test.each([
  { what: 'another site', headers: { origin: 'https://evil.example' } },
  { what: 'a sandboxed page', headers: { origin: 'null' } },
  { what: 'nobody knows where', headers: {} },
])('an action sent from $what is refused', async ({ headers }) => {
  const { server } = await given({ runNow: async () => undefined, jobs: ['notify'] })
  const answer = await server.inject({
    method: 'POST',
    url: '/console/jobs/notify',
    headers: { ...headers, host: 'localhost', 'content-type': FORM['content-type'] },
  })
  expect(answer.statusCode).toBe(403)
})

test.each([
  { host: '127.0.0.1:8080', status: 200 },
  { host: 'localhost:8080', status: 200 },
  { host: '[::1]:8080', status: 200 },
  { host: 'rebound.example:8080', status: 403 },
  { host: '127.0.0.1.evil.example', status: 403 },
])('without a password the console called as $host answers $status', async ({ host, status }) => {
  const { server } = await given()
  expect((await server.inject({ url: '/console', headers: { host } })).statusCode).toBe(status)
})

test('pages run no foreign script, are framed by nobody and are kept by no cache', async () => {
  const { server } = await given()
  const { headers, body } = await server.inject({ url: '/console' })
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).not.toContain('unsafe')
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(body).not.toMatch(/<script|style="|onclick/)
})
