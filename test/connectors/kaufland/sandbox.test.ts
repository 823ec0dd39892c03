import { expect, test } from 'vitest'
import type { KauflandSandbox } from '../../../connectors/kaufland/sandbox.ts'
import { call, sandbox } from './calls.ts'

const buyer = { id: '21631426', name: 'Tom' }

test('an unsigned call is refused', async () => {
  const kaufland = await sandbox()
  expect((await fetch(`${kaufland.baseUrl}/tickets`)).status).toBe(401)
})

test.each([
  '/tickets?limit=31',
  '/tickets?limit=0',
  '/tickets?offset=-1',
  '/tickets?sort=ts_updated_iso:asc',
  '/tickets?status=open',
  '/tickets?storefront=DE',
  '/tickets?ts_updated_from_iso=gestern',
  '/tickets/0011000001?embedded=messages,everything',
])('%s is not valid there', async (path) => {
  const kaufland = await sandbox()
  kaufland.writes({ order: 'A', buyer, role: 'buyer', text: 'x' })
  expect(await call(kaufland, 'GET', path)).toMatchObject({ status: 400, body: { type: '/problems/validation-error' } })
})

test.each([
  '/tickets?status=opened&status=buyer_closed',
  '/tickets?status[]=opened&status[]=buyer_closed',
  '/tickets?storefront[]=de',
])('lists in a query are taken in either style: %s', async (path) => {
  const kaufland = await sandbox()
  const [open = '', closedByBuyer = '', closedBySeller = ''] = ['A', 'B', 'C'].map((order) =>
    kaufland.writes({ order, buyer, role: 'buyer', text: 'x' }),
  )
  kaufland.closes(closedByBuyer, 'buyer')
  kaufland.closes(closedBySeller, 'seller')
  const { body } = await call(kaufland, 'GET', path)
  const ids = (body?.['data'] as { id_ticket: string }[]).map((ticket) => ticket.id_ticket)
  expect(ids).toEqual(expect.arrayContaining([open, closedByBuyer]))
})

test.each([
  '{"text":""}',
  `{"text":"${'x'.repeat(65_536)}"}`,
  '{"text":"x","mood":1}',
  '{"interim_notice":false}',
  '{"text":"x","ticket_message_files":[{"filename":"a"}]}',
  'no json',
])('an answer like %.40s is refused', async (body) => {
  const kaufland = await sandbox()
  const id = kaufland.writes({ order: 'A', buyer, role: 'buyer', text: 'x' })
  expect((await call(kaufland, 'POST', `/tickets/${id}/messages`, body)).status).toBe(400)
  expect(kaufland.conversations()[0]?.messages).toHaveLength(1)
})

test('an interim notice leaves the seller responsible, an answer does not', async () => {
  const kaufland = await sandbox()
  const id = kaufland.writes({ order: 'A', buyer, role: 'buyer', text: 'x' })
  const responsible = async () => (await call(kaufland, 'GET', `/tickets/${id}`)).body?.['data']
  await call(kaufland, 'POST', `/tickets/${id}/messages`, '{"text":"gleich","interim_notice":true}')
  expect(await responsible()).toMatchObject({ is_seller_responsible: true })
  expect(await call(kaufland, 'POST', `/tickets/${id}/messages`, '{"text":"fertig"}')).toEqual({
    status: 201,
    body: undefined,
  })
  expect(await responsible()).toMatchObject({ is_seller_responsible: false })
})

test('closing by both sides, and by customer service for good', async () => {
  const kaufland = await sandbox()
  const id = kaufland.writes({ order: 'A', buyer, role: 'buyer', text: 'x' })
  const status = () => kaufland.conversations()[0]?.status
  kaufland.closes(id, 'buyer')
  expect(status()).toBe('buyer_closed')
  expect((await call(kaufland, 'PATCH', `/tickets/${id}/close`)).status).toBe(204)
  expect(status()).toBe('both_closed')
  kaufland.closes(id, 'customer_service')
  const problem = { status: 400, body: { type: '/problems/tickets/finally-closed' } }
  expect(await call(kaufland, 'PATCH', `/tickets/${id}/close`)).toMatchObject(problem)
  expect(await call(kaufland, 'POST', `/tickets/${id}/messages`, '{"text":"x"}')).toMatchObject(problem)
})

test('the same steps give the same ids', async () => {
  const play = (kaufland: KauflandSandbox) => {
    const id = kaufland.writes({ order: 'A', buyer, role: 'buyer', text: 'eins' })
    kaufland.writes({ order: 'B', buyer: { id: 'tom', name: 'Tom' }, role: 'buyer', text: 'zwei' })
    kaufland.writes({ conversation: id, order: 'A', buyer, role: 'seller', text: 'drei' })
    return kaufland.conversations()
  }
  expect(play(await sandbox())).toEqual(play(await sandbox()))
})
