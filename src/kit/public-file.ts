import { lookup } from 'node:dns'
import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { Permanent } from '../domain/errors.ts'
import { DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT_MS } from './http.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import { isPublicAddress } from './public-address.ts'
import { readBounded } from './read-bounded.ts'

/** Looks a host name up, as node:dns does. */
export type Resolve = LookupFunction

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * Fetches files from addresses that the marketplace gave us: https on any public host, or the base address's own origin.
 * The address is checked where the connection is made, after the name was looked up, and again for each redirect.
 * Sends no headers but its own.
 */
export function fileFetcher({ base, resolve = lookup as Resolve }: { base: URL; resolve?: Resolve }) {
  // Own connections: one opened elsewhere in the process, to an inner host of the same name, must not be taken over.
  const https = new HttpsAgent({ keepAlive: false })
  const http = new HttpAgent({ keepAlive: false })
  const publicOnly = onlyPublic(resolve)

  async function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const own = url.origin === base.origin
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!own && (url.protocol !== 'https:' || (isIP(host) !== 0 && !isPublicAddress(host)))) throw notAllowed()
    const options = {
      signal,
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'marketplace-care' },
      ...(!own && { lookup: publicOnly }),
    }
    const sent =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent: https })
        : requestHttp(url, { ...options, agent: http })
    return new Promise((resolved, rejected) => {
      sent.once('response', resolved).once('error', rejected).end()
    })
  }

  return async function fetchFile(first: URL, request: HttpRequest): Promise<HttpResponse> {
    const { method, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request
    if (method !== 'GET') throw notAllowed()
    const signal = AbortSignal.timeout(timeoutMs)
    let url = first
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await open(url, signal)
      const status = answer.statusCode ?? 0
      const { location } = answer.headers
      if (!REDIRECTS.has(status) || location === undefined) {
        return { status, headers: headersOf(answer), bytes: await body(answer, maxBytes) }
      }
      answer.destroy()
      const next = URL.parse(location, url.href)
      if (next === null || next.username !== '' || next.password !== '') throw notAllowed()
      url = next
    }
    throw new Permanent('The file address leads from one address to the next without end. It was not fetched.', {
      code: 'too-many-redirects',
    })
  }
}

async function body(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') {
    answer.destroy()
    throw new Permanent('The file comes compressed although that was not asked for. It was not fetched.', {
      code: 'encoding',
    })
  }
  return readBounded(answer, maxBytes)
}

function onlyPublic(resolve: Resolve): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [] : found
      const allowed = addresses.filter(({ address }) => isPublicAddress(address))
      const first = allowed[0]
      if (error) done(error, [])
      else if (first === undefined) done(notAllowed(), [])
      else if (options.all === true) done(null, allowed)
      else done(null, first.address, first.family)
    })
  }
}

const notAllowed = (): Permanent =>
  new Permanent('The file address is not on a public https host. It was not called.', { code: 'address-not-allowed' })

function headersOf(answer: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  return headers
}
