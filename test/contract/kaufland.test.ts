import { describe, expect, test } from 'vitest'
import type { OpenAPIBackend } from 'openapi-backend'
import { conversationId } from '../../src/domain/ids.ts'
import { failure, shop } from '../connectors/kaufland/shop.ts'
import type { Shop } from '../connectors/kaufland/shop.ts'
import { deviations } from './kaufland-deviations.ts'
import type { Deviation } from './kaufland-deviations.ts'
import { contract, specFile } from './openapi.ts'

const file = specFile('kaufland/openapi-2.27.0.json')
const paths = [
  '/info/storefront',
  '/status/ping',
  '/tickets',
  '/tickets/{id_ticket}',
  '/tickets/{id_ticket}/messages',
  '/tickets/{id_ticket}/close',
  '/order-units/{id_order_unit}',
]

type Exchange = Shop['exchanges'][number]
type Complaint = Pick<Deviation, 'operation' | 'side' | 'at'> & { readonly message: string }

describe.skipIf(file === undefined)("Kaufland's official description", () => {
  test('allows every call of ours, and every answer of the stand-in is one it describes', async () => {
    const api = await contract(file ?? '', '/v2', paths)
    const exchanges = [...(await everythingOnce()), ...(await everyRefusal())]
    const complaints = exchanges.flatMap((exchange) => complaintsOf(api, exchange))
    const known = (complaint: Complaint) => deviations.some((deviation) => same(deviation, complaint))

    expect(complaints.filter((complaint) => !known(complaint))).toEqual([])
    expect(new Set(exchanges.map((exchange) => operationOf(api, exchange)))).toEqual(
      new Set(['GetAllStorefronts', 'GetTickets', 'GetTicket', 'CreateTicketMessage', 'CloseTicket', 'GetOrderUnit']),
    )
    // A deviation that no longer occurs has to go.
    expect(deviations.filter((deviation) => !complaints.some((complaint) => same(deviation, complaint)))).toEqual([])
  })
})

/** Each call that the connector can make, answered well. */
async function everythingOnce(): Promise<readonly Exchange[]> {
  const { connector, kaufland, buyerWrites, clock, pulls, exchanges } = await shop()
  const photo = { filename: 'foto.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216]) }
  const id = buyerWrites('Kaputt angekommen', { files: [photo] })
  const conversation = conversationId(id)
  await connector.check()
  await pulls()
  await connector.reply(conversation, { text: 'Das tut uns leid.', files: [photo] })
  kaufland.closes(id, 'buyer')
  await connector.close(conversation)
  clock.moveMs(60_000)
  await pulls()
  return exchanges
}

/** The stand-in's refusals, and the call that only a conversation without its order needs. */
async function everyRefusal(): Promise<readonly Exchange[]> {
  const { connector, kaufland, buyerWrites, exchanges } = await shop()
  const id = buyerWrites('Frage')
  const conversation = conversationId(id)
  const unit = '{"data":{"id_ticket":"0011000001","ids_order_units":[314567000000001],"messages":[]}}'
  kaufland.fail({ path: /0011000001$/, times: 1, how: { kind: 'status', status: 200, body: unit } })
  await connector.messages.thread(conversation)
  const made = exchanges.slice(1)
  await failure(connector.messages.thread(conversationId('0019999999')))
  kaufland.closes(id, 'customer_service')
  await failure(connector.reply(conversation, { text: 'Antwort', files: [] }))
  await connector.close(conversation)
  const stranger = await shop({ keys: { CLIENT_KEY: 'x'.repeat(32) } })
  await failure(stranger.pulls())
  return [...made, ...exchanges.slice(made.length + 1), ...stranger.exchanges]
}

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

function answerComplaints(api: OpenAPIBackend, operation: string, { status, bytes }: Exchange['response']) {
  const described = api.getOperation(operation)?.responses?.[String(status)]
  if (described === undefined)
    return [complaint(operation, 'answer', { message: `${String(status)} is not described` })]
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
