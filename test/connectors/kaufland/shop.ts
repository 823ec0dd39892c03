import { onTestFinished } from 'vitest'
import { config } from '../../../connectors/kaufland/config.ts'
import { openKaufland } from '../../../connectors/kaufland/open.ts'
import { startSandbox } from '../../../connectors/kaufland/sandbox.ts'
import type { KauflandSandbox } from '../../../connectors/kaufland/sandbox.ts'
import type { KauflandOrder } from '../../../connectors/kaufland/sandbox/orders.ts'
import type { KauflandMessage } from '../../../connectors/kaufland/sandbox/tickets.ts'
import { accountName, orderRef } from '../../../src/domain/ids.ts'
import type { MessagePage } from '../../../src/domain/message.ts'
import { instant, plusMs } from '../../../src/domain/time.ts'
import type { Instant } from '../../../src/domain/time.ts'
import type { CaseFacts } from '../../../src/domain/case.ts'
import type { LineId } from '../../../src/domain/shipment.ts'
import { lineId } from '../../../src/domain/shipment.ts'
import type { CasePage, OpenConnector, PullStart } from '../../../src/kit/connector.ts'
import { createHttp } from '../../../src/kit/http-client.ts'
import type { Http, HttpRequest, HttpResponse } from '../../../src/kit/http.ts'
import { inMemory } from '../../../src/kit/tokens.ts'
import { handClock } from '../../kit/clock.ts'
import type { HandClock } from '../../kit/clock.ts'

/** One pass, page by page. */
export interface Pass {
  readonly pages: readonly MessagePage[]
  readonly conversations: readonly string[]
  readonly texts: readonly string[]
  readonly unreadable: readonly string[]
  readonly cursor: MessagePage['cursor']
}

/** One pass over the returns. */
export interface CasePass {
  readonly pages: readonly CasePage[]
  readonly cases: readonly CaseFacts[]
  readonly unreadable: readonly string[]
}

export const ORDER = orderRef('MB7UWLD')
export const BUYER = { id: '21631426', name: 'Tom' } as const

type Everything = Required<OpenConnector> & { readonly cases: Required<NonNullable<OpenConnector['cases']>> }

/** A seller account at Kaufland's stand-in, with a clock that both share. */
export interface Shop {
  readonly kaufland: KauflandSandbox
  readonly clock: HandClock
  readonly connector: Everything
  readonly goLive: Instant
  /** A buyer writes; only what matters to the test is said. */
  buyerWrites(text: string, more?: Partial<KauflandMessage>): string
  /** Two cups and a jug are sold: three units. */
  sells(order?: Partial<KauflandOrder>): readonly LineId[]
  /** A whole pass over the returns from the last stored cursor, which it stores. */
  pullsCases(start?: Partial<PullStart>): Promise<CasePass>
  /** A whole pass from the last stored cursor, which it stores. */
  pulls(start?: Partial<PullStart>): Promise<Pass>
  /** Called before each request leaves. */
  beforeRequest(act: (request: HttpRequest) => void): void
  /** All requests that were answered, with their answers. */
  readonly exchanges: readonly { readonly request: HttpRequest; readonly response: HttpResponse }[]
  /** Reads of single conversations so far. */
  threadsRead(): number
}

export async function shop({
  storefronts = 'de',
  keys = {},
  aheadMs = 0,
}: {
  storefronts?: string
  keys?: { CLIENT_KEY?: string; SECRET_KEY?: string }
  /** How far Kaufland's clock is ahead of ours. */
  aheadMs?: number
} = {}): Promise<Shop> {
  const clock = handClock('2026-11-20T10:00:00Z')
  const kaufland = await startSandbox({ now: () => plusMs(clock.now(), aheadMs) })
  onTestFinished(() => kaufland.close())
  const direct = createHttp({
    account: accountName('kaufland-de'),
    allowedHosts: [],
    baseUrl: kaufland.baseUrl,
    clock,
  })
  const exchanges: { request: HttpRequest; response: HttpResponse }[] = []
  let before: (request: HttpRequest) => void = () => undefined
  const http: Http = {
    ...direct,
    request: async (request) => {
      before(request)
      const response = await direct.request(request)
      exchanges.push({ request, response })
      return response
    },
  }
  const settings = config.parse({ ...kaufland.settings, STOREFRONTS: storefronts, ...keys })
  const connector = openKaufland(settings, {
    http,
    clock,
    baseUrl: kaufland.baseUrl,
    tokenKeep: inMemory(),
  }) as Everything
  const goLive = instant('2026-11-20T10:00:00Z')
  let stored: MessagePage['cursor']
  let storedCases: CasePage['cursor']

  return {
    kaufland,
    clock,
    connector,
    goLive,
    buyerWrites: (text, more = {}) => kaufland.writes({ order: ORDER, buyer: BUYER, role: 'buyer', text, ...more }),
    sells(order = {}) {
      kaufland.trade.enter({ order: ORDER, buyer: BUYER, lines: THREE_PIECES, ...order })
      return kaufland.trade.lines(order.order ?? ORDER).map(({ id }) => lineId(id))
    },
    async pullsCases(start = {}) {
      const pages: CasePage[] = []
      const from = { cursor: storedCases, goLive, startFrom: undefined, ...start }
      for await (const page of connector.cases.pull(from)) {
        pages.push(page)
        storedCases =
          page.cursor === undefined ? storedCases : (JSON.parse(JSON.stringify(page.cursor)) as CasePage['cursor'])
      }
      return {
        pages,
        cases: pages.flatMap(({ cases }) => cases),
        unreadable: pages.flatMap(({ unreadable }) => unreadable.map(({ id }) => id)),
      }
    },
    async pulls(start = {}) {
      const pages: MessagePage[] = []
      for await (const page of connector.messages.pull({ cursor: stored, goLive, startFrom: undefined, ...start })) {
        pages.push(page)
        stored = page.cursor ?? stored
      }
      return summary(pages)
    },
    beforeRequest(act) {
      before = act
    },
    exchanges,
    threadsRead: () => kaufland.requests().filter((line) => /^GET \/v2\/tickets\/001/.test(line)).length,
  }
}

const THREE_PIECES = [
  { sku: 'CUP', ean: '4006381333931', title: 'Tasse', quantity: 2 },
  { sku: 'JUG', title: 'Kanne', quantity: 1, priceMinor: 5000 },
]

function summary(pages: readonly MessagePage[]): Pass {
  const conversations = pages.flatMap((page) => page.conversations)
  return {
    pages,
    conversations: conversations.map(({ facts }) => facts.id),
    texts: conversations.flatMap(({ messages }) => messages.map(({ text }) => text)),
    unreadable: pages.flatMap((page) => page.unreadable.map(({ id }) => id)),
    cursor: pages.at(-1)?.cursor,
  }
}

export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it did not fail')
}
