import type { ConnectorPorts } from '../../src/kit/connector.ts'
import type { HttpResponse } from '../../src/kit/http.ts'
import { HARMLESS, signedCalls } from './call.ts'
import type { Answer, Calls, Query } from './call.ts'
import type { KauflandSettings } from './config.ts'

export interface NewMessage {
  readonly text: string
  /** True = a holding answer: BEHAVIOR.md, answers. */
  readonly interim_notice: boolean
  readonly ticket_message_files?: readonly {
    readonly filename: string
    readonly mime_type: string
    readonly data: string
  }[]
}

export interface NewTicket {
  /** Digits, sent as numbers. */
  readonly units: readonly string[]
  readonly reason: string
  readonly message: string
}

export interface NewSubscription {
  readonly callback_url: string
  readonly fallback_email: string
  readonly event_name: string
}

/** The calls of the Seller API that we use; each throws only Faults. Ids are text; those of units are digits. */
export interface KauflandClient {
  storefronts(): Promise<Answer>
  /** One page of conversations; `limit` is 30 at most: BEHAVIOR.md, paging. */
  tickets(query: Query): Promise<Answer>
  /** One conversation with everything that can be embedded and is of use. */
  ticket(id: string): Promise<Answer>
  openTicket(ticket: NewTicket): Promise<HttpResponse>
  postMessage(ticket: string, message: NewMessage): Promise<void>
  closeTicket(ticket: string): Promise<void>

  order(id: string): Promise<Answer>
  orderUnit(id: string): Promise<Answer>
  orderUnitWithTickets(id: string): Promise<Answer>
  carriers(): Promise<Answer>
  sendUnit(id: string, parcel: { readonly tracking_numbers: string; readonly carrier_code: string }): Promise<void>
  addShipment(id: string, parcel: { readonly tracking_number: string; readonly carrier_code: string }): Promise<void>
  cancelUnit(id: string, reason: string): Promise<void>
  refundUnit(id: string, refund: { readonly amount: number; readonly reason: string }): Promise<void>

  /** One page; `limit` is 100 at most. */
  returns(query: Query): Promise<Answer>
  return(id: string): Promise<Answer>
  /** One page; `limit` is 100 at most. */
  returnUnits(query: Query): Promise<Answer>
  returnUnit(id: string): Promise<Answer>
  decideReturnUnit(id: string, action: 'accept' | 'repair'): Promise<void>
  decideReturnUnit(id: string, action: 'clarify' | 'reject', message: string): Promise<void>

  /** One page; `limit` is 30 at most. */
  subscriptions(query: Query): Promise<Answer>
  subscribe(storefront: string, subscription: NewSubscription): Promise<void>
  changeSubscription(
    id: string,
    change: { readonly is_active: boolean; readonly fallback_email: string },
  ): Promise<void>
  unsubscribe(id: string): Promise<void>
}

export function kauflandClient(
  settings: Pick<KauflandSettings, 'CLIENT_KEY' | 'SECRET_KEY'>,
  ports: ConnectorPorts,
): KauflandClient {
  const calls = signedCalls(settings, ports)
  return {
    storefronts: () => calls.read(HARMLESS, HARMLESS),
    ...ticketCalls(calls),
    ...orderCalls(calls),
    ...returnCalls(calls),
    ...subscriptionCalls(calls),
  }
}

const enc = encodeURIComponent

function ticketCalls({ read, write }: Calls) {
  return {
    tickets: (query: Query) => read('/tickets', '/tickets', query),
    ticket: (id: string) =>
      read(`/tickets/${enc(id)}`, '/tickets/{id}', { embedded: 'messages,files,order_units,buyer' }),
    openTicket: ({ units, reason, message }: NewTicket) =>
      write({
        method: 'POST',
        path: '/tickets',
        what: '/tickets',
        // Digits as they are: a number of JavaScript would round what lies beyond 2^53.
        body: `{"id_order_unit":[${units.join(',')}],"reason":${JSON.stringify(reason)},"message":${JSON.stringify(message)}}`,
        idempotent: false,
        mayBeForbidden: true,
      }),
    async postMessage(ticket: string, message: NewMessage) {
      const path = `/tickets/${enc(ticket)}/messages`
      const body = JSON.stringify(message)
      await write({ method: 'POST', path, what: '/tickets/{id}/messages', body, idempotent: false })
    },
    async closeTicket(ticket: string) {
      const path = `/tickets/${enc(ticket)}/close`
      await write({ method: 'PATCH', path, what: '/tickets/{id}/close', idempotent: true })
    },
  }
}

function orderCalls({ read, write }: Calls) {
  const unit = (id: string) => `/order-units/${enc(id)}`
  /** None of these may be repeated blindly: a second refund would pay twice. */
  async function change(id: string, action: 'send' | 'cancel' | 'refund', body: object): Promise<void> {
    const mayBeForbidden = action !== 'refund'
    await write({
      method: 'PATCH',
      path: `${unit(id)}/${action}`,
      what: `/order-units/{id}/${action}`,
      body: JSON.stringify(body),
      idempotent: false,
      mayBeForbidden,
    })
  }
  return {
    order: (id: string) => read(`/orders/${enc(id)}`, '/orders/{id}'),
    orderUnit: (id: string) => read(unit(id), '/order-units/{id}'),
    orderUnitWithTickets: (id: string) => read(unit(id), '/order-units/{id}', { embedded: 'tickets' }),
    carriers: () => read('/carriers', '/carriers'),
    sendUnit: (id: string, parcel: object) => change(id, 'send', parcel),
    async addShipment(id: string, parcel: object) {
      const body = `{"id_order_unit":${id},"shipment_information":${JSON.stringify(parcel)}}`
      await write({
        method: 'POST',
        path: '/shipments',
        what: '/shipments',
        body,
        idempotent: false,
        mayBeForbidden: true,
      })
    },
    cancelUnit: (id: string, reason: string) => change(id, 'cancel', { reason }),
    refundUnit: (id: string, refund: object) => change(id, 'refund', refund),
  }
}

function returnCalls({ read, write }: Calls) {
  const unit = (id: string) => `/return-units/${enc(id)}`
  return {
    returns: (query: Query) => read('/returns', '/returns', query),
    return: (id: string) => read(`/returns/${enc(id)}`, '/returns/{id}', { embedded: 'return_units' }),
    returnUnits: (query: Query) => read('/return-units', '/return-units', query),
    returnUnit: (id: string) => read(unit(id), '/return-units/{id}', { embedded: 'return' }),
    async decideReturnUnit(id: string, action: string, message?: string) {
      await write({
        method: 'PATCH',
        path: `${unit(id)}/${action}`,
        what: `/return-units/{id}/${action}`,
        ...(message !== undefined && { body: JSON.stringify({ message }) }),
        idempotent: false,
        mayBeForbidden: true,
      })
    },
  }
}

function subscriptionCalls({ read, write }: Calls) {
  const one = { what: '/subscriptions/{id}', idempotent: true, mayBeForbidden: true } as const
  return {
    subscriptions: (query: Query) => read('/subscriptions', '/subscriptions', query),
    async subscribe(storefront: string, subscription: NewSubscription) {
      await write({
        method: 'POST',
        path: '/subscriptions',
        what: '/subscriptions',
        query: { storefront },
        body: JSON.stringify(subscription),
        idempotent: false,
        mayBeForbidden: true,
      })
    },
    async changeSubscription(id: string, change: object) {
      await write({ ...one, method: 'PATCH', path: `/subscriptions/${enc(id)}`, body: JSON.stringify(change) })
    },
    async unsubscribe(id: string) {
      await write({ ...one, method: 'DELETE', path: `/subscriptions/${enc(id)}` })
    },
  }
}
