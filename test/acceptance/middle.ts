import { Agent, createServer, request as requestHttp } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Passing {
  /** Position among all that came since the middle was opened, from 0. */
  readonly index: number
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answered {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer
}

export interface Exchange {
  readonly request: Passing
  /** As the connector got it; undefined = none. */
  readonly answer: Answered | undefined
}

/** How one exchange goes wrong. */
export type Mishap =
  /** Nothing reaches the stand-in; this is answered instead. */
  | {
      readonly kind: 'instead'
      readonly status: number
      readonly headers?: OutgoingHttpHeaders
      readonly body?: string
    }
  /** The connection ends before the stand-in hears of it. */
  | { readonly kind: 'cut' }
  /** The stand-in does it; its answer is lost. */
  | { readonly kind: 'lose-answer' }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: 'cut-answer' }
  /** The stand-in does it; its answer comes changed. */
  | { readonly kind: 'changed'; readonly change: (answer: Answered, request: Passing) => Answered }

/** Stands between a connector and its stand-in and lets answers go wrong, so that no stand-in needs to know how. */
export interface Middle {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly exchanges: readonly Exchange[]
  /** Asked for each request; undefined = it passes untouched. Replaces what was set before. */
  setMishap(of: (request: Passing) => Mishap | undefined): void
  /** Called before a request is passed on. */
  setBefore(act: (request: Passing) => void): void
  close(): Promise<void>
}

/**
 * Starts the server. The host that the caller named is passed on, so that signatures and file addresses hold.
 * @param target address of the stand-in
 */
export async function startMiddle(target: string): Promise<Middle> {
  const { hostname, port } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const exchanges: Exchange[] = []
  let mishapOf: (request: Passing) => Mishap | undefined = () => undefined
  let before: (request: Passing) => void = () => undefined
  let count = 0

  async function pass(request: Passing, url: string): Promise<Answered> {
    const { method, headers, body } = request
    return new Promise((resolve, reject) => {
      const sent = requestHttp({ agent, hostname, port, method, path: url, headers }, (answer) => {
        bodyOf(answer).then((bytes) => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes })
        }, reject)
      })
      sent.on('error', reject).end(body)
    })
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await passingOf(incoming, count)
    count += 1
    const mishap = mishapOf(request)
    before(request)
    const wrong = mishap?.kind ?? 'none'
    if (mishap?.kind === 'instead') {
      const instead = { status: mishap.status, headers: mishap.headers ?? {}, body: Buffer.from(mishap.body ?? '') }
      exchanges.push({ request, answer: instead })
      response.writeHead(instead.status, instead.headers).end(instead.body)
      return
    }
    const given = wrong === 'cut' ? undefined : await pass(request, incoming.url ?? '/')
    if (given === undefined || wrong === 'lose-answer') {
      exchanges.push({ request, answer: undefined })
      incoming.socket.destroy()
      return
    }
    const answer = mishap?.kind === 'changed' ? changed(mishap.change(given, request)) : given
    exchanges.push({ request, answer })
    response.writeHead(answer.status, answer.headers)
    if (wrong === 'cut-answer') {
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => incoming.socket.destroy())
      return
    }
    response.end(answer.body)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening)
  })
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    exchanges,
    setMishap(of) {
      mishapOf = of
    },
    setBefore(act) {
      before = act
    },
    close: () =>
      new Promise((closed) => {
        agent.destroy()
        server.close(() => {
          closed()
        })
        server.closeAllConnections()
      }),
  }
}

/** A changed body has another length. */
function changed({ status, headers, body }: Answered): Answered {
  const others = Object.entries(headers).filter(([name]) => name !== 'transfer-encoding')
  return { status, headers: { ...Object.fromEntries(others), 'content-length': body.length }, body }
}

async function passingOf(incoming: IncomingMessage, index: number): Promise<Passing> {
  const { method = 'GET', headers } = incoming
  const { pathname, search } = new URL(incoming.url ?? '/', 'http://localhost')
  return { index, method, path: pathname, query: search, headers, body: await bodyOf(incoming) }
}

async function bodyOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
