import { describe, expect, test } from 'vitest'
import type { OpenAPIBackend } from 'openapi-backend'
import { everyCall, everyRefusal, whatOnlyOthersAsk } from './kaufland-calls.ts'
import type { Exchange } from './kaufland-calls.ts'
import { deviations } from './kaufland-deviations.ts'
import type { Deviation } from './kaufland-deviations.ts'
import { contract, specFile } from './openapi.ts'

const file = specFile('kaufland/openapi-2.27.0.json')
const paths = [
  '/info/storefront',
  '/status/ping',
  '/carriers',
  '/orders',
  '/orders/{id_order}',
  '/order-units',
  '/order-units/{id_order_unit}/cancel',
  '/order-units/{id_order_unit}/fulfil',
  '/order-units/{id_order_unit}/refund',
  '/order-units/{id_order_unit}/send',
  '/shipments',
  '/returns',
  '/returns/{id_return}',
  '/return-units',
  '/return-units/{id_return_unit}',
  '/return-units/{id_return_unit}/accept',
  '/return-units/{id_return_unit}/clarify',
  '/return-units/{id_return_unit}/reject',
  '/return-units/{id_return_unit}/repair',
  '/subscriptions',
  '/subscriptions/{id_subscription}',
  '/tickets',
  '/tickets/{id_ticket}',
  '/tickets/{id_ticket}/messages',
  '/tickets/{id_ticket}/close',
  '/order-units/{id_order_unit}',
]

/** What the client can call. */
const OURS = [
  'AcceptReturnUnit',
  'AddShipment',
  'AddSubscription',
  'CancelOrderUnit',
  'ClarifyReturnUnit',
  'CloseTicket',
  'CreateTicketMessage',
  'DeleteSubscription',
  'GetAllStorefronts',
  'GetCarriers',
  'GetOrder',
  'GetOrderUnit',
  'GetReturn',
  'GetReturnUnit',
  'GetReturnUnits',
  'GetReturns',
  'GetSubscriptions',
  'GetTicket',
  'GetTickets',
  'OpenTicket',
  'RefundOrderUnit',
  'RejectReturnUnit',
  'RepairReturnUnit',
  'SendOrderUnit',
  'UpdateSubscription',
]

interface Described {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>
  readonly content?: unknown
}

type Complaint = Pick<Deviation, 'operation' | 'side' | 'at'> & { readonly message: string }

describe.skipIf(file === undefined)("Kaufland's official description", () => {
  test('allows every call of ours, and every answer of the stand-in is one it describes', async () => {
    const api = await contract(file ?? '', '/v2', paths)
    const ours = [...(await everyCall()), ...(await everyRefusal())]
    const complaints = [...ours, ...(await whatOnlyOthersAsk())].flatMap((exchange) => complaintsOf(api, exchange))
    const known = (complaint: Complaint) => deviations.some((deviation) => same(deviation, complaint))

    expect(complaints.filter((complaint) => !known(complaint))).toEqual([])
    expect([...new Set(ours.map((exchange) => operationOf(api, exchange)))].toSorted()).toEqual(OURS)
    // A deviation that no longer occurs has to go.
    expect(deviations.filter((deviation) => !complaints.some((complaint) => same(deviation, complaint)))).toEqual([])
  })
})

function complaintsOf(api: OpenAPIBackend, { request, response }: Exchange): readonly Complaint[] {
  const operation = operationOf(api, { request, response })
  const { pathname, search } = new URL(request.url)
  const body = request.body === undefined ? {} : { body: JSON.parse(String(request.body)) as unknown }
  const asked = api.validateRequest({
    method: request.method,
    path: pathname,
    query: search.slice(1),
    headers: { ...request.headers },
    ...body,
  })
  return [
    ...(asked.errors ?? []).map((error) => complaint(operation, 'request', error)),
    ...answerComplaints(api, operation, response),
  ]
}

function answerComplaints(api: OpenAPIBackend, operation: string, { status, headers, bytes }: Exchange['response']) {
  const described = api.getOperation(operation)?.responses?.[String(status)] as Described | undefined
  if (described === undefined)
    return [complaint(operation, 'answer', { message: `${String(status)} is not described` })]
  const absent = Object.entries(described.headers ?? {}).filter(
    ([name, { required }]) => required && !headers.has(name),
  )
  if (absent.length > 0) return [complaint(operation, 'answer', { message: `without header ${absent.join()}` })]
  const text = new TextDecoder().decode(bytes)
  if (!('content' in described)) return text === '' ? [] : [complaint(operation, 'answer', { message: 'has a body' })]
  const { errors } = api.validateResponse(JSON.parse(text), operation, status)
  return (errors ?? []).map((error) => complaint(operation, 'answer', error))
}

function operationOf(api: OpenAPIBackend, { request }: Exchange): string {
  const { pathname } = new URL(request.url)
  return api.matchOperation({ method: request.method, path: pathname, headers: {} })?.operationId ?? pathname
}

function complaint(
  operation: string,
  side: Complaint['side'],
  { instancePath = '', message = '' }: { instancePath?: string; message?: string },
): Complaint {
  return { operation, side, at: instancePath, message }
}

const same = (a: Omit<Complaint, 'message'>, b: Omit<Complaint, 'message'>): boolean =>
  a.operation === b.operation && a.side === b.side && a.at === b.at
