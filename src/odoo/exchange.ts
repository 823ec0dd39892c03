import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Misconfigured, Permanent, Retryable, Unknown } from '../domain/errors.ts'

/** One HTTP request to Odoo. */
export interface Ask {
  readonly method: 'GET' | 'POST'
  /** Below the base address, with a leading slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whole time for the exchange. */
  readonly timeoutMs: number
  /** Doing it twice does no harm: a lost answer is Retryable instead of Unknown. */
  readonly repeatable: boolean
  /** For messages: what is asked, without data. */
  readonly what: string
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])
const BAD_CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/

/** Keep-alive pool to one Odoo. Answers of any status are returned; only a failed exchange throws. */
export class Exchange {
  /** Address for messages: without user, password and query. */
  readonly host: string
  private readonly base: URL
  private readonly agent: HttpAgent
  private readonly maxBytes: number

  /**
   * @param url base address of Odoo; a path in it is kept, credentials in it are sent as basic authentication
   * @param options.maxBytes larger answers are refused
   * @throws Misconfigured when it is no http address
   */
  constructor(url: string, options: { readonly maxBytes: number }) {
    this.base = baseAddress(url)
    this.host = this.base.host
    this.maxBytes = options.maxBytes
    const pool = { keepAlive: true, maxSockets: 8, scheduling: 'lifo' as const }
    this.agent = this.base.protocol === 'https:' ? new HttpsAgent(pool) : new HttpAgent(pool)
  }

  /**
   * Sends and reads the whole answer.
   * @throws Retryable when it never left, or was lost and is repeatable; Unknown when it was lost and is not
   */
  async send(ask: Ask): Promise<Answered> {
    if (!ask.repeatable) return this.once(ask, undefined)
    try {
      return await this.once(ask, this.agent)
    } catch (error) {
      // The server may close an idle connection in the moment we use it: that says nothing about Odoo.
      if (error instanceof StaleConnection) return this.once(ask, undefined)
      throw error
    }
  }

  close(): void {
    this.agent.destroy()
  }

  private once(ask: Ask, agent: HttpAgent | undefined): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const line = new Line()
      const request = this.open(ask, agent, (response) => {
        read(response, this.maxBytes).then(resolve, (error: unknown) => {
          request.destroy()
          reject(error instanceof Permanent ? error : this.failed(ask, line, error))
        })
      })
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${String(ask.timeoutMs / 1000)} s`))
      }, ask.timeoutMs)
      request.on('close', () => {
        clearTimeout(timer)
      })
      request.on('error', (error) => {
        line.reused = request.reusedSocket
        reject(this.failed(ask, line, error))
      })
      line.watch(request)
      request.end(ask.body)
    })
  }

  private open(ask: Ask, agent: HttpAgent | undefined, onResponse: (response: IncomingMessage) => void): ClientRequest {
    const headers: Record<string, string> = { accept: 'application/json', ...ask.headers }
    if (ask.body !== undefined) {
      headers['content-type'] = 'application/json'
      headers['content-length'] = String(Buffer.byteLength(ask.body))
    }
    const options = { method: ask.method, headers, ...(agent ? { agent } : { agent: false as const }) }
    const send = this.base.protocol === 'https:' ? httpsRequest : httpRequest
    const target = new URL(this.base)
    target.pathname = `${this.base.pathname.replace(/\/$/, '')}${ask.path}`
    target.search = new URLSearchParams(ask.query).toString()
    return send(target, options, onResponse)
  }

  private failed(ask: Ask, line: Line, cause: unknown): Error {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    const code = (error as NodeJS.ErrnoException).code ?? error.message
    if (BAD_CERTIFICATE.test(code)) {
      return new Misconfigured(
        `The certificate of ${this.host} is not trusted (${code}). Nothing is sent to Odoo. Put the certificate right, or name its authority in NODE_EXTRA_CA_CERTS.`,
        { cause },
      )
    }
    if (!line.connected || NEVER_LEFT.has(code)) {
      return new Retryable(`Odoo at ${this.host} cannot be reached (${code}). It is tried again.`, {
        systemic: true,
        cause,
      })
    }
    const closedIdle = line.reused && !line.answered && (code === 'ECONNRESET' || code === 'EPIPE')
    if (closedIdle && ask.repeatable) return new StaleConnection(ask.what, { systemic: true, cause })
    if (ask.repeatable) {
      return new Retryable(`Odoo at ${this.host} gave no whole answer to ${ask.what} (${code}). It is tried again.`, {
        systemic: true,
        cause,
      })
    }
    return new Unknown(
      `Odoo at ${this.host} gave no whole answer to ${ask.what} (${code}). It may have happened; look before repeating.`,
      { systemic: true, cause },
    )
  }
}

class StaleConnection extends Retryable {}

/** How far a request got. */
class Line {
  connected = false
  answered = false
  reused = false

  watch(request: ClientRequest): void {
    request.on('socket', (socket) => {
      if (!socket.connecting) this.connected = true
      else {
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          this.connected = true
        })
      }
    })
    request.on('response', () => {
      this.answered = true
    })
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Answered> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxBytes) {
      throw new Permanent(`Odoo's answer is larger than ${String(Math.round(maxBytes / 1e6))} MB and was not read.`, {
        code: 'too_large',
      })
    }
    parts.push(part)
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }
}

/** @throws Misconfigured when it is no http address */
export function baseAddress(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:') {
    throw new Misconfigured('ODOO_URL is no http or https address. Write for example ODOO_URL=https://odoo.example.com')
  }
  return base
}
