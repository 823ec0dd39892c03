import { z } from 'zod'
import type { Route, Shop } from './api.ts'
import { among, bodyAs, done, invalid, json, paged, STOREFRONTS, values } from './request.ts'
import { subscriptionShape } from './shapes.ts'
import { EVENTS } from './subscribers.ts'
import type { StoredSubscription, Subscribers } from './subscribers.ts'

const LIST_MAX = 30
const fields = {
  callback_url: z.string().max(255),
  fallback_email: z.string(),
  event_name: z.enum(EVENTS),
}
const Wanted = z.object(fields)
const Change = z.object({ ...fields, is_active: z.boolean(), storefront: z.enum(STOREFRONTS).nullable() }).partial()

export function subscriptionRoutes({ subscribers }: Shop): readonly Route[] {
  return [
    ['GET', /^\/subscriptions$/, ({ url }) => json(200, listed(subscribers, url.searchParams))],
    [
      'POST',
      /^\/subscriptions$/,
      async ({ url, body }) => json(201, { data: subscriptionShape(await added(subscribers, url.searchParams, body)) }),
    ],
    ['GET', /^\/subscriptions\/(\d+)$/, (_, id) => json(200, { data: subscriptionShape(subscribers.one(id)) })],
    [
      'PATCH',
      /^\/subscriptions\/(\d+)$/,
      async ({ body }, id) => json(200, { data: subscriptionShape(await changed(subscribers, id, body)) }),
    ],
    [
      'DELETE',
      /^\/subscriptions\/(\d+)$/,
      (_, id) => {
        subscribers.all.delete(subscribers.one(id).id)
        return done
      },
    ],
  ]
}

function listed(subscribers: Subscribers, query: URLSearchParams) {
  let found: readonly StoredSubscription[] = [...subscribers.all.values()]
  found = among(found, values(query, 'storefront', STOREFRONTS), ({ storefront }) => storefront ?? '')
  found = among(found, values(query, 'event_name', EVENTS), ({ event }) => event)
  const { page, pagination } = paged(found, query, { max: LIST_MAX, least: 0 })
  return { data: page.map(subscriptionShape), pagination }
}

async function added(subscribers: Subscribers, query: URLSearchParams, body: Buffer): Promise<StoredSubscription> {
  const [storefront] = values(query, 'storefront', STOREFRONTS)
  if (storefront === undefined) throw invalid('storefront')
  const { callback_url: callbackUrl, fallback_email: fallbackEmail, event_name: event } = bodyAs(Wanted, body)
  await subscribers.verify(callbackUrl)
  return subscribers.add({ callbackUrl, fallbackEmail, event, storefront })
}

async function changed(subscribers: Subscribers, id: string, body: Buffer): Promise<StoredSubscription> {
  const subscription = subscribers.one(id)
  const change = bodyAs(Change, body)
  if (change.callback_url !== undefined && change.callback_url !== subscription.callbackUrl) {
    await subscribers.verify(change.callback_url)
  }
  return Object.assign(subscription, {
    ...(change.callback_url !== undefined && { callbackUrl: change.callback_url }),
    ...(change.fallback_email !== undefined && { fallbackEmail: change.fallback_email }),
    ...(change.event_name !== undefined && { event: change.event_name }),
    ...(change.is_active !== undefined && { active: change.is_active }),
    ...(change.storefront !== undefined && { storefront: change.storefront }),
  })
}
