import type { Instant } from '../../../src/domain/time.ts'
import type { SandboxAnswer, SandboxRequest } from '../../../src/kit/sandbox-server.ts'
import { sign } from '../sign.ts'
import { orderRoutes } from './api-orders.ts'
import { returnRoutes } from './api-returns.ts'
import { subscriptionRoutes } from './api-subscriptions.ts'
import { download, ticketRoutes } from './api-tickets.ts'
import type { Orders } from './orders.ts'
import { BASE_PATH, json, notFound, Problem, STOREFRONTS } from './request.ts'
import type { Returns } from './returns.ts'
import type { Subscribers } from './subscribers.ts'
import type { Tickets } from './tickets.ts'

export interface SandboxKeys {
  readonly clientKey: string
  readonly secretKey: string
}

/** What the stand-in remembers. */
export interface Shop {
  readonly tickets: Tickets
  readonly orders: Orders
  readonly returns: Returns
  readonly subscribers: Subscribers
}

export type Route = readonly [
  method: string,
  path: RegExp,
  act: (request: SandboxRequest, id: string) => SandboxAnswer | Promise<SandboxAnswer>,
]

const CLOCK_TOLERANCE_SECONDS = 300

/** Answers as the official description and BEHAVIOR.md say Kaufland does. */
export function kauflandApi(shop: Shop, keys: SandboxKeys, now: () => Instant) {
  const routes: readonly Route[] = [
    ['GET', /^\/status\/ping$/, () => json(200, { data: { message: 'pong' } })],
    ['GET', /^\/info\/storefront$/, () => json(200, { data: STOREFRONTS })],
    ...ticketRoutes(shop, now),
    ...orderRoutes(shop),
    ...returnRoutes(shop),
    ...subscriptionRoutes(shop),
  ]

  return async function answer(request: SandboxRequest): Promise<SandboxAnswer> {
    try {
      const { pathname } = request.url
      if (pathname.startsWith('/files/')) return download(shop.tickets, pathname)
      checkSignature(request, keys, now())
      const path = pathname.startsWith(BASE_PATH) ? pathname.slice(BASE_PATH.length) : ''
      for (const [method, pattern, act] of routes) {
        const match = method === request.method ? pattern.exec(path) : null
        if (match) return await act(request, match[1] ?? '')
      }
      throw notFound('path')
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      const errors = problem.field === undefined ? [] : [{ field: problem.field, message: problem.message }]
      return json(problem.status, { type: problem.type, message: problem.message, errors })
    }
  }
}

function checkSignature({ method, url, headers, body }: SandboxRequest, keys: SandboxKeys, now: Instant): void {
  const timestamp = Number(headers['shop-timestamp'])
  if (!headers['user-agent'] || !headers['shop-signature'] || Number.isNaN(timestamp)) {
    throw new Problem(401, '/problems/missing-or-invalid-request-header', 'a header is missing')
  }
  if (headers['shop-client-key'] !== keys.clientKey) {
    throw new Problem(401, '/problems/invalid-credentials', 'unknown client key')
  }
  const late = Math.abs(Date.parse(now) / 1000 - timestamp) > CLOCK_TOLERANCE_SECONDS
  const expected = sign({ method, uri: url.href, body: body.toString('utf8'), timestamp }, keys.secretKey)
  if (late || headers['shop-signature'] !== expected) {
    throw new Problem(401, '/problems/corrupted-signature', 'signature or time not accepted')
  }
}
