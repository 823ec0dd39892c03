import { onTestFinished } from 'vitest'
import { isFault, Permanent } from '../../src/domain/errors.ts'
import type { Fault } from '../../src/domain/errors.ts'
import { accountName } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage, MessagePage, UnreadableItem } from '../../src/domain/message.ts'
import { instant, plusMs } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { OpenConnector, PullStart } from '../../src/kit/connector.ts'
import { createHttp } from '../../src/kit/http-client.ts'
import type { Http, HttpRequest } from '../../src/kit/http.ts'
import type { Sandbox, SandboxMessage } from '../../src/kit/sandbox.ts'
import { inMemory } from '../../src/kit/tokens.ts'
import { handClock } from '../kit/clock.ts'
import type { HandClock } from '../kit/clock.ts'
import { startMiddle } from './middle.ts'
import type { Exchange, Middle } from './middle.ts'
import type { Subject } from './subjects.ts'

export const BUYER = { id: '21631426', name: 'Tom Schröder' } as const
export const ORDER = 'MACC001'
/** No connector needs more in one test; one that does goes round in circles. */
const CALLS_MAX = 1000

export interface Pass {
  readonly pages: readonly MessagePage[]
  readonly conversations: readonly ConversationSnapshot[]
  readonly texts: readonly string[]
  readonly unreadable: readonly UnreadableItem[]
}

/** An account at a connector's stand-in, with a middle between them that can spoil answers, and one clock for all. */
export interface Shop {
  readonly sandbox: Sandbox
  readonly middle: Middle
  readonly clock: HandClock
  readonly goLive: Instant
  readonly connector: OpenConnector
  /** The parts that the manifest promises. */
  readonly messages: NonNullable<OpenConnector['messages']>
  readonly reply: NonNullable<OpenConnector['reply']>
  /** The same account after a restart; single settings may differ. */
  reopened(settings?: Readonly<Record<string, string>>): OpenConnector
  /** A buyer writes; only what matters to the test is said. Returns the conversation. */
  buyerWrites(text: string, more?: Partial<SandboxMessage>): string
  /** One pass from the stored cursor; each page is stored as the ledger does it, its cursor with it. */
  pass(start?: Partial<PullStart>): Promise<Pass>
  /** Passes, a minute apart, until one brings nothing; at most six. */
  settle(): Promise<void>
  /** What was handed on so far, by message. */
  readonly known: ReadonlyMap<string, IncomingMessage>
  /** Texts of all messages in the stand-in, sorted. */
  written(): readonly string[]
  /** Texts of all messages handed on, sorted. */
  read(): readonly string[]
  /** Every request that the connector asked for. */
  readonly calls: readonly HttpRequest[]
  /** What the HTTP client logged. */
  readonly logged: readonly string[]
}

export async function shop(subject: Subject): Promise<Shop> {
  const clock = handClock('2026-11-20T10:00:00Z')
  const goLive = clock.now()
  const sandbox = await (await subject.sandbox())({ now: () => clock.now() })
  const middle = await startMiddle(sandbox.baseUrl)
  onTestFinished(async () => {
    await middle.close()
    await sandbox.close()
  })
  const baseUrl = `${middle.origin}${new URL(sandbox.baseUrl).pathname}`
  const calls: HttpRequest[] = []
  const logged: string[] = []
  const http = watched(
    createHttp({
      account: accountName('acceptance'),
      allowedHosts: subject.manifest.allowedHosts,
      baseUrl,
      clock,
      log: { debug: (facts, text) => logged.push(`${text} ${JSON.stringify(facts)}`) },
    }),
    new URL(baseUrl).origin,
    calls,
  )
  const tokenKeep = inMemory()
  const reopened = (settings: Readonly<Record<string, string>> = {}) =>
    subject.open(subject.config.parse({ ...sandbox.settings, ...settings }), { http, clock, baseUrl, tokenKeep })
  const connector = reopened()
  const known = new Map<string, IncomingMessage>()
  let cursor: MessagePage['cursor']

  async function pass(start: Partial<PullStart> = {}): Promise<Pass> {
    const pages: MessagePage[] = []
    for await (const page of promised(connector.messages).pull({ cursor, goLive, startFrom: undefined, ...start })) {
      pages.push(page)
      for (const { messages } of page.conversations) for (const message of messages) known.set(message.id, message)
      if (page.cursor !== undefined) cursor = JSON.parse(JSON.stringify(page.cursor)) as MessagePage['cursor']
    }
    return summary(pages)
  }

  return {
    sandbox,
    middle,
    clock,
    goLive,
    connector,
    get messages() {
      return promised(connector.messages)
    },
    get reply() {
      return promised(connector.reply).bind(connector)
    },
    reopened,
    buyerWrites: (text, more = {}) => sandbox.writes({ order: ORDER, buyer: BUYER, role: 'buyer', text, ...more }),
    pass,
    async settle() {
      for (let passes = 0; passes < 6; passes += 1) {
        clock.moveMs(60_000)
        const { conversations, unreadable } = await pass()
        if (conversations.length === 0 && unreadable.length === 0) return
      }
      throw new Error('it hands on something new in each pass though nothing changes')
    },
    known,
    written: () =>
      sandbox
        .conversations()
        .flatMap(({ messages }) => messages.map(({ text }) => text))
        .toSorted(),
    read: () => [...known.values()].map(({ text }) => text).toSorted(),
    calls,
    logged,
  }
}

/** Many old conversations that are still open: as many as it takes until the list comes in several pages. */
export async function severalPages(subject: Subject, world: Shop): Promise<readonly string[]> {
  const known = MANY.get(subject.name)
  if (known !== undefined) return oldOnes(world, known)
  const trial = await shop(subject)
  oldOnes(trial, 1)
  const alone = await listCallsOfFirstPass(trial)
  for (let count = 35; count <= 525; count += 70) {
    const larger = await shop(subject)
    oldOnes(larger, count)
    if ((await listCallsOfFirstPass(larger)) <= alone) continue
    MANY.set(subject.name, count)
    return oldOnes(world, count)
  }
  throw new Error('525 conversations still come in one page: is anything after the first page asked for?')
}

const MANY = new Map<string, number>()

function oldOnes(world: Shop, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    world.buyerWrites(`Frage ${String(index)} von früher`, {
      at: plusMs(instant('2026-11-01T08:00:00Z'), index * 60_000),
    }),
  )
}

async function listCallsOfFirstPass(world: Shop): Promise<number> {
  const from = world.middle.exchanges.length
  await world.pass()
  return listRequests(world, from).length
}

/** Positions of the requests that read the list: those that ask one path in the most ways. */
export function listRequests({ middle }: Shop, from = 0): readonly number[] {
  const byPath = new Map<string, { ways: Set<string>; at: number[] }>()
  for (const { request } of middle.exchanges.slice(from)) {
    const path = `${request.method} ${request.path}`
    const found = byPath.get(path) ?? { ways: new Set<string>(), at: [] }
    found.ways.add(`${request.query} ${request.body.toString()}`)
    found.at.push(request.index)
    byPath.set(path, found)
  }
  const [most] = [...byPath.values()].sort((a, b) => b.ways.size - a.ways.size)
  return most?.at ?? []
}

/** One exchange of each kind: those that differ in ids and values only are alike. */
export function kinds(exchanges: readonly Exchange[]): readonly Exchange[] {
  const found = new Map<string, Exchange>()
  for (const exchange of exchanges) {
    const { method, path, query } = exchange.request
    const kind = `${method} ${path.replace(/\d+/g, '#')} ${[...new URLSearchParams(query).keys()].join()}`
    if (!found.has(kind)) found.set(kind, exchange)
  }
  return [...found.values()]
}

/** Waits for something to fail, and for nothing but a fault that flows can decide by. */
export async function failure(promise: Promise<unknown>): Promise<Fault> {
  try {
    await promise
  } catch (error) {
    if (isFault(error)) return error
    throw error
  }
  throw new Error('it did not fail')
}

/** What became of it: the fault, or undefined. */
export async function outcome(promise: Promise<unknown>): Promise<Fault | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    if (isFault(error)) return error
    throw error
  }
}

export function promised<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the manifest promises it, the opened connector lacks it')
  return part
}

/** Notes every call; none leaves for anywhere but the stand-in, and a connector that never stops is stopped. */
function watched(http: Http, origin: string, calls: HttpRequest[]): Http {
  return {
    ...http,
    request(request) {
      calls.push(request)
      if (calls.length > CALLS_MAX + 3) return new Promise(() => undefined)
      if (calls.length > CALLS_MAX) throw new Error(`more than ${String(CALLS_MAX)} calls: it does not come to an end`)
      if (URL.parse(request.url)?.origin !== origin) {
        throw new Permanent('Another host than the stand-in. Nothing was sent.', { code: 'host-not-allowed' })
      }
      return http.request(request)
    },
  }
}

function summary(pages: readonly MessagePage[]): Pass {
  const conversations = pages.flatMap((page) => page.conversations)
  return {
    pages,
    conversations,
    texts: conversations.flatMap(({ messages }) => messages.map(({ text }) => text)),
    unreadable: pages.flatMap((page) => page.unreadable),
  }
}
