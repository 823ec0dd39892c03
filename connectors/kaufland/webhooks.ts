import { z } from 'zod'
import { Misconfigured, Permanent } from '../../src/domain/errors.ts'
import type { Clock } from '../../src/domain/time.ts'
import type {
  OpenConnector,
  Subscription,
  SyncedSubscription,
  WebhookAnswer,
  WebhookCall,
  WebhookLook,
} from '../../src/kit/connector.ts'
import { isSigned } from '../../src/kit/sign.ts'
import { jsonOf } from '../../src/kit/json-api.ts'
import type { KauflandClient, NewSubscription } from './client.ts'
import type { KauflandSettings } from './config.ts'
import { id, optional, storefront } from './fields.ts'
import { listAll, listPage } from './listing.ts'
import type { ListOf } from './listing.ts'
import { pushedEvents } from './manifest.ts'
import { sign } from './sign.ts'
import { CLOCK_TOLERANCE_MS } from './window.ts'

type Webhooks = NonNullable<OpenConnector['webhooks']>
type SubscriptionCalls = Pick<KauflandClient, 'subscriptions' | 'subscribe' | 'changeSubscription' | 'unsubscribe'>

const PAGE_SIZE = 30
const CALLBACK_MAX_CHARS = 255
/** What anybody asks for is given back: no markup, no spaces, no length. */
const CHALLENGE = /^[!-;=?-~]{1,1000}$/

/** Everything that is subscribed is about returns. */
const LOOK: readonly WebhookLook[] = ['cases']

/** Subscriptions and what they bring: BEHAVIOR.md, pushes. */
export function webhooksOf(
  client: SubscriptionCalls,
  settings: Pick<KauflandSettings, 'SECRET_KEY' | 'STOREFRONTS'>,
  clock: Clock,
): Webhooks {
  return {
    list: async () => (await subscriptions(client, settings.STOREFRONTS)).map(shown),
    sync: (target) => sync(client, settings.STOREFRONTS, target),
    remove: (url) => remove(client, settings.STOREFRONTS, url),
    receive: (call) => (call.method === 'GET' ? challenged(call) : pushed(call, settings.SECRET_KEY, clock)),
  }
}

interface Subscribed extends Omit<Subscription, 'storefront'> {
  readonly storefront: string | undefined
  readonly contact: string | undefined
}

const SubscriptionSchema = z.object({
  id_subscription: id,
  callback_url: z.string(),
  event_name: z.string(),
  is_active: optional(z.boolean()),
  storefront: optional(storefront),
  fallback_email: optional(z.string()),
})

/** Asked without a storefront and for each of ours: whether the first shows all is not stated. */
async function subscriptions(
  client: SubscriptionCalls,
  storefronts: readonly string[],
): Promise<readonly Subscribed[]> {
  const found = new Map<string, Subscribed>()
  for (const query of [{}, ...storefronts.map((storefront) => ({ storefront }))]) {
    const { items } = await listAll(subscriptionList(client), query)
    for (const [id, subscription] of items) found.set(id, subscription)
  }
  return [...found.values()]
}

const subscriptionList = (client: SubscriptionCalls): ListOf<Subscribed> => ({
  what: 'subscriptions',
  pageSize: PAGE_SIZE,
  ask: (query) => client.subscriptions(query),
  read: (document) =>
    listPage(document, SubscriptionSchema, (entry) => ({
      id: entry.id_subscription,
      event: entry.event_name,
      storefront: entry.storefront ?? undefined,
      callbackUrl: entry.callback_url,
      active: entry.is_active ?? true,
      contact: entry.fallback_email ?? undefined,
    })),
})

const shown = ({ id, event, storefront, callbackUrl, active }: Subscribed): Subscription => ({
  id,
  event,
  ...(storefront && { storefront }),
  callbackUrl,
  active,
})

/** Each event in each storefront once. Ours that are wanted no more, or stand there twice, are removed; others' are left alone. */
async function sync(
  client: SubscriptionCalls,
  storefronts: readonly string[],
  { url, contact }: Parameters<Webhooks['sync']>[0],
): Promise<readonly SyncedSubscription[]> {
  if (url.length > CALLBACK_MAX_CHARS) {
    throw new Misconfigured(
      `The address ${url} is longer than the ${String(CALLBACK_MAX_CHARS)} characters that Kaufland takes. Nothing was subscribed. Shorten PUBLIC_URL or the account's name.`,
    )
  }
  const ours = new Set(await oursOf(client, storefronts, url))
  const done: SyncedSubscription[] = []
  for (const storefront of storefronts) {
    for (const event of pushedEvents) {
      const candidates = [...ours].filter((one) => one.event === event)
      // A subscription may not say its storefront: then it is taken for one that we made.
      const found = candidates.find((one) => one.storefront === storefront) ?? candidates.find((one) => !one.storefront)
      if (found) ours.delete(found)
      done.push({ event, storefront, outcome: await keep(client, found, { url, contact, event, storefront }) })
    }
  }
  return [...done, ...(await removed(client, [...ours]))]
}

async function keep(
  client: SubscriptionCalls,
  found: Subscribed | undefined,
  wanted: { readonly url: string; readonly contact: string; readonly event: string; readonly storefront: string },
): Promise<SyncedSubscription['outcome']> {
  const { url, contact, event, storefront } = wanted
  if (found === undefined) {
    return make(client, storefront, { callback_url: url, fallback_email: contact, event_name: event })
  }
  if (found.active && (found.contact ?? contact) === contact) return 'kept'
  await client.changeSubscription(found.id, { is_active: true, fallback_email: contact })
  return 'renewed'
}

/** One that exists without being listed is there all the same. */
async function make(
  client: SubscriptionCalls,
  storefront: string,
  wanted: NewSubscription,
): Promise<SyncedSubscription['outcome']> {
  try {
    await client.subscribe(storefront, wanted)
    return 'made'
  } catch (fault) {
    if (fault instanceof Permanent && fault.code === '/problems/already-exists') return 'kept'
    throw fault
  }
}

async function remove(
  client: SubscriptionCalls,
  storefronts: readonly string[],
  url: string,
): Promise<readonly SyncedSubscription[]> {
  return removed(client, await oursOf(client, storefronts, url))
}

async function oursOf(client: SubscriptionCalls, storefronts: readonly string[], url: string) {
  return (await subscriptions(client, storefronts)).filter(({ callbackUrl }) => isSame(callbackUrl, url))
}

async function removed(client: SubscriptionCalls, ours: readonly Subscribed[]): Promise<readonly SyncedSubscription[]> {
  for (const { id } of ours) await client.unsubscribe(id)
  return ours.map(({ event, storefront }) => ({
    event,
    ...(storefront && { storefront }),
    outcome: 'removed' as const,
  }))
}

/** `https://a.example` and `https://a.example/` are one address. */
const isSame = (a: string, b: string): boolean => a === b || URL.parse(a)?.href === (URL.parse(b)?.href ?? b)

/** Kaufland proves an address by a challenge that has to come back bare. */
function challenged({ url }: WebhookCall): WebhookAnswer {
  const challenge = URL.parse(url)?.searchParams.get('challenge')
  if (challenge != null && CHALLENGE.test(challenge)) {
    return { kind: 'challenge', body: challenge, contentType: 'text/plain; charset=utf-8' }
  }
  return refused(400, 'There is no challenge of the marketplace in this call. It takes pushes only.')
}

/** Whoever signs with the secret key is believed to be Kaufland; still it is only taken as a hint to look. */
function pushed({ url, headers, body }: WebhookCall, secretKey: string, clock: Clock): WebhookAnswer {
  const timestamp = headers['shop-timestamp'] ?? ''
  if (!/^\d{1,12}$/.test(timestamp)) return refused(401, 'The call is not signed.')
  const ageMs = Math.abs(Date.parse(clock.now()) - Number(timestamp) * 1000)
  if (ageMs > CLOCK_TOLERANCE_MS) return refused(401, "The call's time is more than five minutes off.")
  // Which method and address enter the signature is not documented; these are the likely ones: BEHAVIOR.md, pushes.
  const expected = sign({ method: 'POST', uri: url, body, timestamp: Number(timestamp) }, secretKey)
  if (!isSigned(headers['shop-signature'], expected)) return refused(401, 'The signature does not fit.')
  return { kind: 'hint', look: looksOf(body) }
}

const Push = z.object({ event_name: z.string() })

/** A signed call that cannot be read may be about anything that was subscribed. */
function looksOf(body: Uint8Array): readonly WebhookLook[] {
  const push = Push.safeParse(jsonOf(body)?.value)
  return push.success && !pushedEvents.some((event) => event === push.data.event_name) ? [] : LOOK
}

const refused = (status: 400 | 401, reason: string): WebhookAnswer => ({ kind: 'refused', status, reason })
