import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import nock from 'nock'
import { afterEach, describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable, Unknown } from '../../src/domain/errors.ts'
import { accountName } from '../../src/domain/ids.ts'
import { createHttp, uploadTimeoutMs } from '../../src/kit/http-client.ts'
import type { HttpOptions } from '../../src/kit/http-client.ts'
import { handClock } from './clock.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  nock.cleanAll()
  nock.restore()
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function server(listener: RequestListener): Promise<string> {
  const http = createServer(listener)
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  closers.push(
    () =>
      new Promise((closed) => {
        http.close(closed)
        http.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`
}

function client(baseUrl: string, options: Partial<HttpOptions> = {}) {
  return createHttp({ account: accountName('shop'), allowedHosts: [], baseUrl, clock: handClock(), ...options })
}

const failure = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it did not fail')
}

describe("calls to the account's own host", () => {
  test('an answer of any status comes back whole', async () => {
    const base = await server((_, response) => response.writeHead(418, { 'x-pot': 'tea' }).end('short'))
    const { status, headers, bytes } = await client(base).request({ method: 'GET', url: `${base}/a?b=c` })
    expect([status, headers.get('x-pot'), new TextDecoder().decode(bytes)]).toEqual([418, 'tea', 'short'])
  })

  test('a redirect is not followed: it would carry the signature elsewhere', async () => {
    const base = await server((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    expect((await client(base).request({ method: 'GET', url: base })).status).toBe(302)
  })

  test.each(['http://127.0.0.1:1/', 'https://other.example/', 'https://api.example:8443/', 'http://api.example/'])(
    'another host is never called: %s',
    async (url) => {
      const http = client('http://127.0.0.1:9', { allowedHosts: ['api.example'] })
      expect(await failure(http.request({ method: 'GET', url }))).toMatchObject({ code: 'host-not-allowed' })
    },
  )

  test('a host that the connector declares is called by https', async () => {
    nock.activate()
    nock('https://api.example').get('/x').reply(200, 'there')
    const http = client('http://127.0.0.1:9', { allowedHosts: ['api.example'] })
    expect((await http.request({ method: 'GET', url: 'https://api.example/x' })).status).toBe(200)
  })

  test.each(['GET', 'POST'] as const)('nobody listens: %s is tried again later', async (method) => {
    const base = await server((_, response) => response.end())
    await Promise.all(closers.splice(0).map((close) => close()))
    const fault = await failure(client(base).request({ method, url: base }))
    expect(fault).toBeInstanceOf(Retryable)
    expect(fault).toMatchObject({ systemic: true })
  })

  test('cut before the answer: a read is repeated, a write is unknown', async () => {
    const base = await server((request) => request.socket.destroy())
    expect(await failure(client(base).request({ method: 'GET', url: base }))).toBeInstanceOf(Retryable)
    expect(await failure(client(base).request({ method: 'POST', url: base, body: 'x' }))).toBeInstanceOf(Unknown)
    const harmless = { method: 'PATCH', url: base, idempotent: true } as const
    expect(await failure(client(base).request(harmless))).toBeInstanceOf(Retryable)
  })

  test('cut in the middle of the answer', async () => {
    const base = await server((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.socket?.destroy())
    })
    expect(await failure(client(base).request({ method: 'GET', url: base }))).toBeInstanceOf(Retryable)
    expect(await failure(client(base).request({ method: 'POST', url: base }))).toBeInstanceOf(Unknown)
  })

  test('the time limit covers the whole exchange', async () => {
    const base = await server((_, response) => response.writeHead(200).write('and then nothing'))
    const fault = await failure(client(base).request({ method: 'GET', url: base, timeoutMs: 50 }))
    expect(fault).toBeInstanceOf(Retryable)
    expect(fault.message).toContain('timeout')
  })

  test('an answer beyond the size limit is not taken', async () => {
    const base = await server((_, response) => response.end('x'.repeat(1001)))
    const fault = await failure(client(base).request({ method: 'GET', url: base, maxBytes: 1000 }))
    expect(fault).toMatchObject({ kind: 'permanent', code: 'too-large' })
  })

  test('neither log nor fault shows headers, bodies or the query', async () => {
    const lines: string[] = []
    const log = { debug: (facts: unknown, text: string) => lines.push(JSON.stringify(facts) + text) }
    const base = await server((request, response) => {
      if (request.url?.startsWith('/cut')) request.socket.destroy()
      else response.end()
    })
    const http = client(base, { log })
    const secret = { headers: { authorization: 'geheim' }, body: 'geheim', method: 'POST' } as const
    await http.request({ ...secret, url: `${base}/path?token=geheim` })
    const fault = await failure(http.request({ ...secret, url: `${base}/cut?token=geheim` }))
    expect(lines).toHaveLength(2)
    expect(lines.join()).toContain('/path')
    expect(lines.join() + fault.message).not.toContain('geheim')
  })

  test('requests beyond the limit wait', async () => {
    const clock = handClock()
    const base = await server((_, response) => response.end())
    const http = client(base, { clock, requestsPerSecond: 2 })
    for (let call = 0; call < 3; call += 1) await http.request({ method: 'GET', url: base })
    expect(clock.now()).toBe('2026-11-20T10:00:01.000Z')
  })

  test('requests beyond a strict limit wait until the window has passed', async () => {
    const clock = handClock()
    const base = await server((_, response) => response.end())
    const http = client(base, { clock, requestWindow: { requests: 2, seconds: 10 } })
    for (let call = 0; call < 3; call += 1) await http.request({ method: 'GET', url: base })
    expect(clock.now()).toBe('2026-11-20T10:00:10.000Z')
  })

  test.each(['', 'localhost:80', 'ftp://host/v2'])('a base address that is none is named: %j', (baseUrl) => {
    expect(() => client(baseUrl)).toThrow(Misconfigured)
  })
})

describe('file addresses of strangers', () => {
  const file = (http: ReturnType<typeof client>, url: string) =>
    http.request({ method: 'GET', url, foreignHost: 'public-https', headers: { authorization: 'geheim' } })

  test("the base address's own host may be called, without credentials", async () => {
    const base = await server((request, response) => response.end(request.headers.authorization ?? 'none'))
    const { bytes } = await file(client(`${base}/v2`), `${base}/files/1`)
    expect(new TextDecoder().decode(bytes)).toBe('none')
  })

  test('a public https host may be called, without credentials', async () => {
    nock.activate()
    nock('https://files.example', { badheaders: ['authorization'] })
      .get('/f')
      .reply(200, 'photo')
    const { bytes } = await file(client('https://api.example/v2'), 'https://files.example/f')
    expect(new TextDecoder().decode(bytes)).toBe('photo')
  })

  test.each([
    'http://files.example/f',
    'https://127.0.0.1/f',
    'https://[::1]/f',
    'https://[::ffff:127.0.0.1]/f',
    'https://0x7f.1/f',
    'https://2130706433/f',
    'https://169.254.169.254/latest/meta-data',
    'https://user:password@files.example/f',
    'file:///etc/passwd',
  ])('never called: %s', async (url) => {
    const fault = await failure(file(client('https://api.example/v2'), url))
    expect(fault).toBeInstanceOf(Permanent)
    expect(fault).toMatchObject({ code: 'address-not-allowed' })
  })

  test('another port of the own host is a stranger', async () => {
    const base = await server((_, response) => response.end('inner'))
    expect(await failure(file(client('http://127.0.0.1:1/v2'), `${base}/f`))).toMatchObject({
      code: 'address-not-allowed',
    })
  })

  test('a name that leads to an inner address is refused where the connection is made', async () => {
    const resolve: HttpOptions['resolve'] = (_name, _options, done) => {
      done(null, [
        { address: '10.0.0.7', family: 4 },
        { address: '::1', family: 6 },
      ])
    }
    const fault = await failure(file(client('https://api.example/v2', { resolve }), 'https://inner.example/f'))
    expect(fault).toMatchObject({ code: 'address-not-allowed' })
  })

  test('a name that nobody knows is no attack', async () => {
    const resolve: HttpOptions['resolve'] = (_name, _options, done) => {
      done(Object.assign(new Error('no such host'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), [])
    }
    const fault = await failure(file(client('https://api.example/v2', { resolve }), 'https://gone.example/f'))
    expect(fault).toBeInstanceOf(Retryable)
  })

  test.each(['http://127.0.0.1:1/f', 'https://10.0.0.1/f', 'http://files.example/f'])(
    'a redirect is checked again: %s',
    async (location) => {
      const base = await server((_, response) => response.writeHead(302, { location }).end())
      expect(await failure(file(client(base), `${base}/f`))).toMatchObject({ code: 'address-not-allowed' })
    },
  )

  test('a redirect to an allowed place is followed, but not for ever', async () => {
    const base = await server((request, response) => {
      if (request.url === '/there') response.end('found')
      else response.writeHead(302, { location: request.url === '/here' ? '/there' : '/round' }).end()
    })
    expect((await file(client(base), `${base}/here`)).status).toBe(200)
    expect(await failure(file(client(base), `${base}/round`))).toMatchObject({ code: 'too-many-redirects' })
  })

  test('size and time are limited there too', async () => {
    const base = await server((request, response) => {
      if (request.url === '/large') response.end('x'.repeat(2000))
      else response.writeHead(200).write('slow')
    })
    const http = client(base)
    const limited = { method: 'GET', foreignHost: 'public-https', maxBytes: 1000, timeoutMs: 50 } as const
    expect(await failure(http.request({ ...limited, url: `${base}/large` }))).toMatchObject({ code: 'too-large' })
    expect(await failure(http.request({ ...limited, url: `${base}/slow` }))).toBeInstanceOf(Retryable)
  })
})

test('an upload has a second more for each 128 KiB', () => {
  expect(uploadTimeoutMs(0)).toBe(30_000)
  expect(uploadTimeoutMs(12 * 1024 * 1024)).toBe(126_000)
})
