import { instant } from '../../src/domain/time.ts'
import type { Sandbox, SandboxOptions, SandboxTrade } from '../../src/kit/sandbox.ts'
import { serveSandbox } from '../../src/kit/sandbox-server.ts'
import { kauflandApi } from './sandbox/api.ts'
import type { Shop } from './sandbox/api.ts'
import { Orders } from './sandbox/orders.ts'
import type { KauflandOrder } from './sandbox/orders.ts'
import { BASE_PATH } from './sandbox/request.ts'
import { Returns } from './sandbox/returns.ts'
import type { Decision } from './sandbox/returns.ts'
import { Subscribers } from './sandbox/subscribers.ts'
import { Tickets } from './sandbox/tickets.ts'
import type { KauflandMessage } from './sandbox/tickets.ts'

export interface KauflandTrade extends SandboxTrade {
  enter(order: KauflandOrder): void
  /** The seller decides in the portal. */
  decides(caseId: string, action: Decision, text?: string): void
  /** The seller marks a unit as sent in the portal. */
  sends(line: string, parcel: { readonly carrier: string; readonly reference: string }): void
  /** Stops or resumes calls to all subscribers, as Kaufland does when calls keep failing. */
  switchSubscriptions(to: 'off' | 'on'): void
}

export interface KauflandSandbox extends Sandbox {
  writes(message: KauflandMessage): string
  readonly trade: KauflandTrade
  /** Addresses of files that were given out so far work no more. */
  expireFiles(): void
}

/** Keys that only this stand-in knows. */
const keys = { clientKey: 'sandbox'.padEnd(32, '0'), secretKey: 'sandbox'.padEnd(64, '1') }

/** Starts a local stand-in of the Seller API with tickets, orders, returns and subscriptions. */
export async function startSandbox({
  port,
  now = () => instant(new Date()),
}: SandboxOptions): Promise<KauflandSandbox> {
  const subscribers = new Subscribers(keys.secretKey, now)
  const tell = subscribers.tell.bind(subscribers)
  const orders = new Orders(now, tell)
  const tickets = new Tickets(now, orders)
  const returns = new Returns({ orders, tickets, now, tell })
  const shop: Shop = { tickets, orders, returns, subscribers }
  const server = await serveSandbox({ ...(port !== undefined && { port }), now, answer: kauflandApi(shop, keys, now) })
  return {
    baseUrl: `${server.origin}${BASE_PATH}`,
    settings: { CLIENT_KEY: keys.clientKey, SECRET_KEY: keys.secretKey, STOREFRONTS: 'de' },
    writes: (message) => tickets.writes(message),
    closes: (conversation, by) => {
      tickets.closes(conversation, by)
    },
    conversations: () => tickets.conversations(),
    trade: tradeOf(shop),
    expireFiles() {
      tickets.fileEdition += 1
    },
    fail: server.fail,
    requests: server.requests,
    async close() {
      await subscribers.close()
      await server.close()
    },
  }
}

function tradeOf({ orders, returns, subscribers }: Shop): KauflandTrade {
  return {
    enter: (order) => {
      orders.enter(order)
    },
    lines: (order) => orders.lines(order),
    returns: (wish) => returns.request(wish),
    arrives: (caseId) => {
      returns.arrives(caseId)
    },
    cases: () => returns.cases(),
    pushed: () => subscribers.pushes,
    decides: (caseId, action, text) => {
      returns.decide(returns.unit(caseId), action, text ?? null)
    },
    sends: (line, { carrier, reference }) => {
      orders.send(orders.unit(line), carrier, reference)
    },
    switchSubscriptions(to) {
      for (const subscription of subscribers.all.values()) subscription.active = to === 'on'
    },
  }
}
