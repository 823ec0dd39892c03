import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../domain/time.ts'
import type { Http, HttpRequest, HttpResponse } from '../../kit/http.ts'
import { createMask } from './mask.ts'

/** One call and its answer, masked. One line of `exchanges.jsonl`. */
export interface RecordedExchange {
  readonly method: string
  /** Below the base address. */
  readonly path: string
  readonly query: string
  readonly request: string
  /** Null = no answer came. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a record is of: `record.json`. */
export interface RecordFacts {
  readonly connector: string
  /** Version of Marketplace Care that made it. */
  readonly version: string
  readonly startedAt: Instant
  /** Passes that came to their end. */
  readonly passes: number
  /** What these passes brought, each counted once. */
  readonly conversations: number
  readonly messages: number
  readonly cases: number
  readonly unreadable: number
  /** What stopped a pass, in the words of the fault without what it names. */
  readonly faults: readonly string[]
}

/** Headers that tell how an answer is meant; all others are left out. */
const KEPT_HEADERS = ['content-type', 'date', 'retry-after']

export interface Tape {
  /** Listens to a connector's HTTP; what goes to other hosts (files of buyers) is not kept. */
  tapped(http: Http, baseUrl: string): Http
  end(facts: RecordFacts): void
}

/**
 * Writes exchanges into a new folder, masked, each as soon as it is over.
 * @param folder must not exist
 */
export function startTape(folder: string): Tape {
  mkdirSync(folder)
  const mask = createMask()

  function keep(request: HttpRequest, base: URL, response: HttpResponse | undefined): void {
    const url = new URL(request.url)
    if (url.origin !== base.origin || request.foreignHost !== undefined) return
    const root = base.pathname.replace(/\/+$/, '')
    const path = url.pathname.startsWith(root) ? url.pathname.slice(root.length) : url.pathname
    // The answer first: ids in the address are recognised by it, and by those before.
    const body = mask.body(textOf(response?.bytes))
    const line: RecordedExchange = {
      method: request.method,
      path: mask.path(path),
      query: mask.query(url.search),
      request: mask.body(textOf(request.body)),
      status: response?.status ?? null,
      headers: Object.fromEntries(
        KEPT_HEADERS.flatMap((name) => {
          const value = response?.headers.get(name)
          return value == null ? [] : [[name, value]]
        }),
      ),
      body,
    }
    appendFileSync(join(folder, 'exchanges.jsonl'), `${JSON.stringify(line)}\n`)
  }

  return {
    tapped(http, baseUrl) {
      const base = new URL(baseUrl)
      return {
        ...http,
        async request(request) {
          try {
            const response = await http.request(request)
            keep(request, base, response)
            return response
          } catch (fault) {
            keep(request, base, undefined)
            throw fault
          }
        },
      }
    },
    end(facts) {
      writeFileSync(join(folder, 'record.json'), `${JSON.stringify(facts, null, 2)}\n`)
    },
  }
}

const textOf = (bytes: string | Uint8Array | undefined): string =>
  typeof bytes === 'string' ? bytes : bytes === undefined ? '' : Buffer.from(bytes).toString('utf8')
