import { Misconfigured, Permanent, Retryable, Unknown } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import type { Clock } from '../domain/time.ts'
import { DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT_MS } from './http.ts'
import type { Http, HttpRequest, HttpResponse } from './http.ts'
import { fileFetcher } from './public-file.ts'
import type { Resolve } from './public-file.ts'
import { readBounded, TooLarge } from './read-bounded.ts'
import { tokenBucket } from './rate-limit.ts'
import type { RateLimit } from './rate-limit.ts'
import { strictWindow } from './strict-window.ts'

/** Takes what was called and how it went: never headers, bodies or queries. */
export interface HttpLog {
  debug(facts: Readonly<Record<string, unknown>>, text: string): void
}

export interface HttpOptions {
  readonly account: AccountName
  /** Host names that may be called by https, besides the base address's own host. */
  readonly allowedHosts: readonly string[]
  /** The address all calls start from: production, or what stands in for it (also http). */
  readonly baseUrl: string
  /** Absent = no limit of our own. */
  readonly requestsPerSecond?: number
  /** A strict limit instead: so many in any window of that length. */
  readonly requestWindow?: { readonly requests: number; readonly seconds: number }
  readonly clock: Clock
  readonly log?: HttpLog
  readonly fetch?: typeof globalThis.fetch
  /** Looks host names of file addresses up; default the system's. */
  readonly resolve?: Resolve
}

/**
 * Outgoing HTTP of one account. Answers of any status are returned, redirects are not followed (except for files).
 * Throws Retryable (systemic) when the host cannot be reached or a harmless call was cut, Unknown when a call that must not be
 * repeated left and no whole answer came back, Permanent for an answer that is too large or an address that is not allowed.
 */
export function createHttp(options: HttpOptions): Http {
  const { account, log, fetch = globalThis.fetch } = options
  const base = baseAddress(options.baseUrl)
  const limit = limitOf(options)
  const files = fileFetcher({ base, ...(options.resolve && { resolve: options.resolve }) })

  return {
    account,
    async request(request) {
      const url = address(request.url)
      if (request.foreignHost === undefined && !mayCall(url, base, options.allowedHosts)) {
        throw new Permanent(`${url.host} is not a host that account ${account} may call. Nothing was sent.`, {
          code: 'host-not-allowed',
        })
      }
      await limit?.take()
      const started = performance.now()
      const facts = { account, method: request.method, host: url.host, path: url.pathname }
      try {
        const response = request.foreignHost === undefined ? await exchange(fetch, request) : await files(url, request)
        log?.debug({ ...facts, status: response.status, ms: elapsed(started) }, 'called')
        return response
      } catch (cause) {
        const fault = failedExchange(cause, request, url, account)
        log?.debug({ ...facts, fault: fault.name, cause: reason(cause), ms: elapsed(started) }, 'call failed')
        throw fault
      }
    },
  }
}

function limitOf({ requestsPerSecond, requestWindow, clock }: HttpOptions): RateLimit | undefined {
  if (requestWindow !== undefined) return strictWindow({ ...requestWindow, clock })
  return requestsPerSecond === undefined ? undefined : tokenBucket({ perSecond: requestsPerSecond, clock })
}

/** Time limit of a request that carries a large body: 30 s and one more for each 128 KiB. */
export function uploadTimeoutMs(bodyBytes: number): number {
  return DEFAULT_TIMEOUT_MS + Math.ceil(bodyBytes / (128 * 1024)) * 1000
}

async function exchange(fetch: typeof globalThis.fetch, request: HttpRequest): Promise<HttpResponse> {
  const { method, headers = {}, body, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(request.url, {
    method,
    headers: { ...headers },
    redirect: 'manual',
    signal,
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  })
  const bytes = response.body === null ? new Uint8Array() : await readBounded(response.body, maxBytes)
  return { status: response.status, headers: response.headers, bytes }
}

function failedExchange(cause: unknown, request: HttpRequest, url: URL, account: AccountName) {
  if (cause instanceof Permanent) return cause
  const { method, idempotent = method === 'GET', maxBytes = DEFAULT_MAX_BYTES } = request
  const call = `${method} to ${url.host} (account ${account})`
  if (neverLeft(cause)) {
    return new Retryable(
      `${url.host} cannot be reached for account ${account} (${reason(cause)}). Nothing was sent and nothing is lost. It is tried again by itself.`,
      { systemic: true, cause },
    )
  }
  if (!idempotent) {
    return new Unknown(
      `${call} was cut before the answer came (${reason(cause)}). It may have been done. It is looked up there before anything else.`,
      { cause },
    )
  }
  if (cause instanceof TooLarge) {
    return new Permanent(`${call}: the answer is larger than ${String(maxBytes)} bytes. It was not taken.`, {
      code: 'too-large',
      cause,
    })
  }
  return new Retryable(
    `${call} was cut before the answer came (${reason(cause)}). Nothing is lost. It is tried again by itself.`,
    { systemic: true, cause },
  )
}

/** Errors of the connection itself: name, route, refusal, handshake. What comes later may have reached the other side. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|ERR_INVALID_\w+)$/

function neverLeft(error: unknown): boolean {
  return chain(error).some(
    (link) => BEFORE_SENDING.test(link.code ?? '') || link.syscall === 'connect' || link.syscall === 'getaddrinfo',
  )
}

/** The code of the innermost cause; messages may quote headers or queries. */
function reason(error: unknown): string {
  const links = chain(error)
  if (links.some((link) => link.name === 'TimeoutError')) return 'timeout'
  return links.findLast((link) => link.code !== undefined)?.code ?? links.at(-1)?.name ?? 'unknown cause'
}

interface Link {
  readonly name: string
  readonly code?: string
  readonly syscall?: string
}

function chain(error: unknown): Link[] {
  if (!(error instanceof Error)) return []
  const { code, syscall } = error as NodeJS.ErrnoException
  const link = {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(syscall !== undefined && { syscall }),
  }
  return [link, ...chain(error.cause)]
}

function baseAddress(value: string): URL {
  const base = URL.parse(value)
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw new Misconfigured(
      'BASE_URL is not an http or https address. Nothing is called. Give the whole address, e.g. https://host/v2.',
    )
  }
  return base
}

function address(value: string): URL {
  const url = URL.parse(value)
  if (url === null || url.username !== '' || url.password !== '') {
    throw new Permanent('The address to call is none, or holds a password. Nothing was sent.', {
      code: 'address-not-allowed',
    })
  }
  return url
}

function mayCall(url: URL, base: URL, allowedHosts: readonly string[]): boolean {
  if (url.origin === base.origin) return true
  return url.protocol === 'https:' && url.port === '' && allowedHosts.includes(url.hostname)
}

const elapsed = (started: number): number => Math.round(performance.now() - started)
