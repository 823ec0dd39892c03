import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'

export interface HookCall {
  readonly method: string
  readonly path: string
  /** The document of a POST. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A web address that keeps how it was called. */
export interface Hook {
  readonly url: string
  calls(): readonly HookCall[]
  /** The next calls are refused with this status, and not kept. */
  refuse(status: number, times: number): void
  close(): Promise<void>
}

export async function startHook(): Promise<Hook> {
  const calls: HookCall[] = []
  const refusals: number[] = []
  const server = createServer((request, response) => {
    const status = refusals.shift()
    if (status !== undefined) {
      response.writeHead(status).end()
      return
    }
    void keep(request).then((call) => {
      calls.push(call)
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hooks/secret-part`,
    calls: () => [...calls],
    refuse(status, times) {
      refusals.push(...Array.from({ length: times }, () => status))
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function keep(request: IncomingMessage): Promise<HookCall> {
  const body = await text(request)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
  }
}
