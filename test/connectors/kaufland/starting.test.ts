import { expect, test } from 'vitest'
import { Permanent, Unknown } from '../../../src/domain/errors.ts'
import { orderRef } from '../../../src/domain/ids.ts'
import { failure, ORDER, shop } from './shop.ts'

const opening = (text: string) => ({ text, about: [] })

test('a conversation is started about a whole order, and shows up among those of the order', async () => {
  const { connector, kaufland, sells } = await shop()
  sells()
  const id = await connector.conversations.start(ORDER, opening('Ihr Paket kommt später.'))
  expect(kaufland.conversations()).toMatchObject([
    { id, order: 'MB7UWLD', messages: [{ role: 'seller', text: 'Ihr Paket kommt später.' }] },
  ])
  const [found, ...others] = await connector.conversations.ofOrder(ORDER)
  expect(others).toEqual([])
  expect(found).toMatchObject({ facts: { id, orders: ['MB7UWLD'], waitsForSeller: false } })
})

test('a conversation about one unit only is found too, and each one once', async () => {
  const { connector, sells, buyerWrites } = await shop()
  const [, , jug] = sells()
  const asked = buyerWrites('Wo ist mein Paket?')
  const about = jug === undefined ? [] : [jug]
  const id = await connector.conversations.start(ORDER, { text: 'Zur Kanne', about, topic: 'return' })
  const found = await connector.conversations.ofOrder(ORDER)
  expect(found.map(({ facts }) => facts.id).toSorted()).toEqual([asked, id].toSorted())
})

test('a conversation whose confirmation was lost may be there, and is found', async () => {
  const { connector, kaufland, sells } = await shop()
  sells()
  kaufland.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'lose-answer' } })
  expect(await failure(connector.conversations.start(ORDER, opening('Hallo')))).toBeInstanceOf(Unknown)
  expect(await connector.conversations.ofOrder(ORDER)).toMatchObject([{ messages: [{ text: 'Hallo' }] }])
})

test.each([
  ['in the body', '{"data":{"id_ticket":"0010000007"}}', {}],
  ['as a number', '{"id_ticket":10000007}', {}],
  ['in the address only', 'not json', { location: 'https://sellerapi.kaufland.com/v2/tickets/0010000007' }],
])('the number is taken where it stands: %s', async (_, body, headers) => {
  const { connector, kaufland, sells } = await shop()
  sells()
  kaufland.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'status', status: 201, headers, body } })
  expect(await connector.conversations.start(ORDER, opening('Hallo'))).toBe('0010000007')
})

test('one that was started without telling its number is looked up', async () => {
  const { connector, kaufland, sells } = await shop()
  sells()
  kaufland.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'status', status: 201, body: '{}' } })
  expect(await failure(connector.conversations.start(ORDER, opening('Hallo')))).toBeInstanceOf(Unknown)
})

test('nothing is started about an unknown order or without words', async () => {
  const { connector, kaufland, sells } = await shop()
  sells()
  expect(await failure(connector.conversations.start(orderRef('NOBODY'), opening('Hallo')))).toBeInstanceOf(Permanent)
  expect(await failure(connector.conversations.start(ORDER, opening(' ')))).toBeInstanceOf(Permanent)
  expect(kaufland.conversations()).toEqual([])
  expect(await connector.conversations.ofOrder(orderRef('NOBODY'))).toEqual([])
})

test('what is forbidden is told apart from a refused key', async () => {
  const { connector, kaufland, sells } = await shop()
  sells()
  const forbidden = { kind: 'status', status: 403, body: '{"message":"","errors":[]}' } as const
  kaufland.fail({ method: 'POST', path: /tickets$/, times: 1, how: forbidden })
  const fault = await failure(connector.conversations.start(ORDER, opening('Hallo')))
  expect(fault).toMatchObject({ kind: 'permanent', systemic: false })
  expect(fault.message).toContain('though it takes the key')

  kaufland.fail({ method: 'POST', path: /tickets$/, times: 1, how: forbidden })
  kaufland.fail({ path: /info\/storefront$/, times: 1, how: forbidden })
  const refused = await failure(connector.conversations.start(ORDER, opening('Hallo')))
  expect(refused).toMatchObject({ kind: 'misconfigured', systemic: true })
})
