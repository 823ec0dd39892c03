import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instant } from '../domain/time.ts'
import type { SandboxFault } from './sandbox.ts'

export interface SandboxRequest {
  readonly method: string
  /** Whole address as the caller signed it. */
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface SandboxAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Absent = no body. */
  readonly body?: string | Uint8Array
}

export interface SandboxServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  /** `path` of a fault is tried on the path without query. */
  fail(fault: SandboxFault): void
  /** `METHOD /path` without query, in order of arrival, cut ones left out. */
  requests(): readonly string[]
  close(): Promise<void>
}

/** A local server for a marketplace's stand-in: counts requests, tells the stand-in's time, and goes wrong when told to. */
export async function serveSandbox({
  port = 0,
  now,
  answer,
}: {
  port?: number
  now: () => Instant
  /** May ask others before it answers, as a marketplace does that checks a callback address. */
  answer: (request: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>
}): Promise<SandboxServer> {
  const faults: { fault: SandboxFault; left: number }[] = []
  const requests: string[] = []

  function nextFault(method: string, path: string): SandboxFault['how'] | undefined {
    const due = faults.find(
      ({ fault, left }) => left > 0 && (fault.method ?? method) === method && new RegExp(fault.path).test(path),
    )
    if (due) due.left -= 1
    return due?.fault.how
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = incoming
    const url = new URL(incoming.url ?? '/', `http://${headers.host ?? 'localhost'}`)
    const fault = nextFault(method, url.pathname)
    const body = await bodyOf(incoming)
    if (fault?.kind === 'cut') {
      incoming.socket.destroy()
      return
    }
    requests.push(`${method} ${url.pathname}`)
    const given = fault?.kind === 'status' ? fault : await answer({ method, url, headers, body })
    if (fault?.kind === 'lose-answer') {
      incoming.socket.destroy()
      return
    }
    const bytes = Buffer.from(given.body ?? '')
    response.sendDate = false
    response.writeHead(given.status, {
      date: new Date(now()).toUTCString(),
      ...(bytes.length > 0 && { 'content-type': 'application/json' }),
      ...given.headers,
    })
    response.end(fault?.kind === 'cut-json' ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // A fault of the stand-in itself must show in the test that met it.
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', listening)
  })
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    fail: (fault) => faults.push({ fault, left: fault.times }),
    requests: () => requests,
    close: () =>
      new Promise((closed, failed) => {
        server.close((error) => {
          if (error) failed(error)
          else closed()
        })
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
