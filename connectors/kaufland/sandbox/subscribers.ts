import type { Instant } from '../../../src/domain/time.ts'
import { sign } from '../sign.ts'
import { notFound, Problem } from './request.ts'

export const EVENTS = [
  'order_new',
  'order_unit_new',
  'order_unit_status_changed',
  'item_changed',
  'category_changed',
  'return_new',
  'return_status_changed',
  'return_unit_status_changed',
  'item_unit_new',
  'item_unit_changed',
  'item_unit_deleted',
  'item_unit_out_of_stock',
  'item_unit_not_available',
  'item_unit_available',
] as const

export interface StoredSubscription {
  readonly id: number
  callbackUrl: string
  fallbackEmail: string
  event: (typeof EVENTS)[number]
  active: boolean
  storefront: string | null
}

export interface Push {
  readonly event: string
  readonly url: string
  /** Null while there is no answer, and when none came. */
  status: number | null
}

const PATIENCE_MS = 5000

/** Who wants to be told of what; tells them by signed calls, once each. */
export class Subscribers {
  readonly all = new Map<number, StoredSubscription>()
  readonly pushes: Push[] = []
  private readonly underWay = new Set<Promise<void>>()
  private readonly closing = new AbortController()
  private count = 0
  private readonly secretKey: string
  private readonly now: () => Instant

  constructor(secretKey: string, now: () => Instant) {
    this.secretKey = secretKey
    this.now = now
  }

  add(wanted: Omit<StoredSubscription, 'id' | 'active'>): StoredSubscription {
    const added = { id: 11_011 + this.count, active: true, ...wanted }
    this.count += 1
    this.all.set(added.id, added)
    return added
  }

  one(id: string): StoredSubscription {
    const found = this.all.get(Number(id))
    if (found === undefined) throw notFound('subscription')
    return found
  }

  /** An address counts once it gives a challenge back. */
  async verify(callbackUrl: string): Promise<void> {
    const challenge = `challenge-${String(this.count + 1)}`
    const refused = new Problem(400, '/problems/subscriptions/unverified-callback-url', 'no challenge came back')
    const url = URL.parse(callbackUrl)
    if (url === null) throw refused
    url.searchParams.set('mode', 'subscribe')
    url.searchParams.set('challenge', challenge)
    const answer = await this.called(url.href, { method: 'GET' })
    if (answer?.status !== 200 || answer.text !== challenge) throw refused
  }

  tell(event: string, resource: string, storefront: string): void {
    for (const subscription of this.all.values()) {
      if (!subscription.active || subscription.event !== event || subscription.storefront !== storefront) continue
      const push: Push = { event, url: subscription.callbackUrl, status: null }
      this.pushes.push(push)
      const body = { event_name: event, id_message: `message-${String(this.pushes.length)}`, resource, storefront }
      const call = this.call(push, JSON.stringify(body)).finally(() => this.underWay.delete(call))
      this.underWay.add(call)
    }
  }

  /** Ends calls that are under way. */
  async close(): Promise<void> {
    this.closing.abort()
    await Promise.all(this.underWay)
  }

  /** What enters the signature of a push is not documented: BEHAVIOR.md, pushes. */
  private async call(push: Push, body: string): Promise<void> {
    const timestamp = Math.floor(Date.parse(this.now()) / 1000)
    const signature = sign({ method: 'POST', uri: push.url, body, timestamp }, this.secretKey)
    const answer = await this.called(push.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'shop-timestamp': String(timestamp),
        'shop-signature': signature,
      },
    })
    push.status = answer?.status ?? null
  }

  private async called(url: string, init: RequestInit): Promise<{ status: number; text: string } | undefined> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(PATIENCE_MS)])
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal })
      return { status: response.status, text: await response.text() }
    } catch {
      // Nobody there, or too slow: the marketplace learns no more than that.
      return undefined
    }
  }
}
