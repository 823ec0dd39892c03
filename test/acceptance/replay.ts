import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { RecordedExchange, RecordFacts } from '../../src/commands/record/tape.ts'

export interface Replay {
  readonly facts: RecordFacts
  readonly origin: string
  /** Calls that the record has no answer for. */
  readonly unknown: readonly string[]
  close(): Promise<void>
}

/** A server that answers as a record says: each call in the order in which it was recorded, the last one again and again. */
export async function startReplay(folder: string): Promise<Replay> {
  const facts = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as RecordFacts
  const lines = readFileSync(join(folder, 'exchanges.jsonl'), 'utf8').split('\n').filter(Boolean)
  const answers = new Map<string, RecordedExchange[]>()
  for (const line of lines) {
    const exchange = JSON.parse(line) as RecordedExchange
    const key = keyOf(exchange.method, exchange.path, exchange.query)
    answers.set(key, [...(answers.get(key) ?? []), exchange])
  }
  const unknown: string[] = []
  const server = createServer((incoming, response) => {
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://localhost')
    const key = keyOf(incoming.method ?? 'GET', pathname, search)
    const recorded = answers.get(key)
    const answer = recorded !== undefined && recorded.length > 1 ? recorded.shift() : recorded?.[0]
    if (answer === undefined) {
      unknown.push(key)
      response.writeHead(404).end()
    } else if (answer.status === null) incoming.socket.destroy()
    else {
      response.sendDate = false
      response.writeHead(answer.status, answer.headers).end(answer.body)
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    facts,
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    unknown,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed()
        })
        server.closeAllConnections()
      }),
  }
}

/** Times in a query may differ by a moment. */
function keyOf(method: string, path: string, query: string): string {
  const parameters = [...new URLSearchParams(query)]
    .map(([name, value]) => `${name}=${/^\d{4}-\d\d-\d\dT/.test(value) ? '*' : value}`)
    .toSorted()
  return `${method} ${path}?${parameters.join('&')}`
}
