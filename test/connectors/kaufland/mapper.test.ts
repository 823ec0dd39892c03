import { describe, expect, test } from 'vitest'
import fixture from '../../../connectors/kaufland/fixtures/ticket.json' with { type: 'json' }
import { Unreadable } from '../../../connectors/kaufland/fields.ts'
import { listedTickets, readTicket } from '../../../connectors/kaufland/mapper.ts'
import { instant } from '../../../src/domain/time.ts'
import { parseJson } from '../../../src/kit/lossless-json.ts'

const ticket = fixture.data
const first = { ...ticket.messages[0] }
const document = (value: unknown) => parseJson(new TextEncoder().encode(JSON.stringify(value)))
const read = (value: unknown) => readTicket(document(value), undefined)
const withMessages = (...messages: unknown[]) => read({ data: { ...ticket, messages } })

describe('a conversation', () => {
  test("as the official example shows it becomes the buyer's question", () => {
    const { facts, messages, unreadable } = read(fixture)
    expect(facts).toEqual({
      id: '0011234567',
      status: 'open',
      final: false,
      topic: 'delivery_not_received',
      orders: ['MB7UWLD'],
      buyer: { id: '21631426', name: 'Tom' },
      waitsForSeller: true,
      storefront: 'de',
      updatedAt: '2021-09-24T10:26:05.000Z',
    })
    expect(messages).toMatchObject([
      {
        id: '64123123',
        conversation: '0011234567',
        author: { role: 'buyer', name: 'Tom' },
        text: 'Wo ist mein Paket?',
        at: '2021-09-24T10:26:05.000Z',
        files: [
          {
            key: 'test.jpg|2021-09-24T10:26:05.000Z',
            filename: 'test.jpg',
            uri: 'https://www.kaufland.de/dynamic/files/test',
          },
        ],
      },
    ])
    expect(unreadable).toEqual([])
  })

  test('the raw bytes of a message are those that were sent', () => {
    const sent = '{ "id_ticket_message":9007199254740993, "text" : "ä😀" }'
    const bytes = new TextEncoder().encode(`{"data":{"id_ticket":"0011","messages":[ ${sent} ]}}`)
    const [message] = readTicket(parseJson(bytes), undefined).messages
    expect(message?.id).toBe('9007199254740993')
    expect(new TextDecoder().decode(message?.raw)).toBe(sent)
  })

  test.each([
    ['opened', 'open', false],
    ['buyer_closed', 'closed', false],
    ['seller_closed', 'closed', false],
    ['both_closed', 'closed', false],
    ['customer_service_closed_final', 'closed', true],
    ['a_status_of_tomorrow', 'open', false],
    [null, 'open', false],
  ])('status %s is %s, final %s', (status, shown, final) => {
    expect(read({ data: { ...ticket, status } }).facts).toMatchObject({ status: shown, final })
  })

  test('a closed conversation waits for nobody', () => {
    expect(read({ data: { ...ticket, status: 'seller_closed' } }).facts.waitsForSeller).toBe(false)
  })

  test.each([
    ['id as a number', { id_ticket: 11234567 }],
    ['buyer and order unit as text', { id_buyer: '21631426', ids_order_units: ['314567896580917'] }],
    ['without the envelope', {}],
    [
      'lists in envelopes',
      { messages: { data: ticket.messages }, files: { data: ticket.files }, order_units: { data: ticket.order_units } },
    ],
    ['an unknown field', { mood: 'angry' }],
  ])('%s: the same conversation', (name, change) => {
    const value = { ...ticket, ...change }
    expect(read(name === 'without the envelope' ? value : { data: value }).facts).toEqual(read(fixture).facts)
    expect(read({ data: value }).messages.map(({ id, files }) => [id, files.length])).toEqual([['64123123', 1]])
  })

  test('an unknown topic passes through, none falls back to the reason', () => {
    expect(read({ data: { ...ticket, topic: 'space_travel' } }).facts.topic).toBe('space_travel')
    expect(read({ data: { ...ticket, topic: null } }).facts.topic).toBe('product_not_delivered')
  })

  test('all that may be missing is missing: still a conversation', () => {
    const { facts, messages } = read({
      data: { id_ticket: '0011', messages: [{ id_ticket_message: 1, text: 'Hallo' }] },
    })
    expect(facts).toMatchObject({ status: 'open', orders: [], buyer: { id: 'ticket-0011' }, waitsForSeller: true })
    expect(messages).toMatchObject([{ id: '1', author: { role: 'system' }, text: 'Hallo', files: [] }])
  })

  test('buyers without an id stay different people', () => {
    const idOf = (id: string) =>
      read({ data: { ...ticket, id_ticket: id, id_buyer: null, buyer: null } }).facts.buyer.id
    expect(idOf('0011')).not.toBe(idOf('0012'))
  })

  test('order units without an embedded order are named for asking', () => {
    const { facts, unresolvedUnits } = read({ data: { ...ticket, order_units: [] } })
    expect([facts.orders, unresolvedUnits]).toEqual([[], ['314567896580917']])
    expect(read(fixture).unresolvedUnits).toEqual([])
  })

  test.each([
    ['no id', { ...ticket, id_ticket: undefined }],
    ['no messages', { ...ticket, messages: undefined }],
    ['messages that are no list', { ...ticket, messages: 'Hallo' }],
    ['nothing at all', null],
    ['a text', 'Hallo'],
  ])('%s: unreadable as a whole', (_, data) => {
    expect(() => read({ data })).toThrow(Unreadable)
  })

  test('the complaint names fields, never what a buyer wrote', () => {
    expect(() => read({ data: { id_ticket: ['geheim'], messages: 'geheim' } })).toThrow(
      /^cannot be read: id_ticket, messages missing or of another type$/,
    )
  })
})

describe('messages', () => {
  test('come oldest first, by number within a second', () => {
    const at = (id: number, second: string) => ({
      ...first,
      id_ticket_message: id,
      ts_created_iso: `2026-01-01T00:00:${second}Z`,
    })
    const { messages } = withMessages(at(10, '05'), at(9, '05'), at(11, '01'), at(100, '05'))
    expect(messages.map(({ id }) => id)).toEqual(['11', '9', '10', '100'])
  })

  test('one that cannot be read is kept raw, the rest goes on', () => {
    const broken = { id_ticket_message: 7, author: { role: 'buyer' }, text: 42 }
    const { messages, unreadable } = withMessages(first, broken, 'nonsense', { text: 'no id' })
    expect(messages.map(({ id }) => id)).toEqual(['64123123'])
    expect(unreadable.map(({ id }) => id)).toEqual([
      '0011234567/7',
      expect.stringMatching(/^0011234567\/[0-9a-f]{16}$/),
      expect.stringMatching(/^0011234567\/[0-9a-f]{16}$/),
    ])
    expect(JSON.parse(new TextDecoder().decode(unreadable[0]?.raw))).toEqual(broken)
    expect(unreadable[0]?.reason).toBe('cannot be read: text missing or of another type')
  })

  test.each([
    ['buyer', 'buyer'],
    ['seller', 'seller'],
    ['customer_service', 'customer_service'],
    ['system', 'system'],
    ['BUYER', 'buyer'],
  ])('role %s is %s', (role, shown) => {
    expect(withMessages({ ...first, author: { role, name: 'N' } }).messages[0]?.author).toEqual({
      role: shown,
      name: 'N',
    })
  })

  test('an unknown role is shown by its name and never taken for ours', () => {
    const { messages } = withMessages({ ...first, author: { role: 'robot' } })
    expect(messages[0]?.author).toEqual({ role: 'system', name: 'robot' })
  })

  test('the same message twice in an answer is one', () => {
    expect(withMessages(first, first).messages).toHaveLength(1)
  })

  test('hostile text passes untouched: it is data', () => {
    const text = `<script>alert(1)</script> {{user}} \u0000 \u202Eabc ${'x'.repeat(100_000)} 👩‍👩‍👧`
    expect(withMessages({ ...first, text }).messages[0]?.text).toBe(text)
  })

  test('a time without a zone is UTC, one that is none becomes that of the conversation', () => {
    expect(withMessages({ ...first, ts_created_iso: '2026-01-01T12:00:00' }).messages[0]?.at).toBe(
      '2026-01-01T12:00:00.000Z',
    )
    expect(withMessages({ ...first, ts_created_iso: 'gestern' }).messages[0]?.at).toBe('2021-09-24T10:26:05.000Z')
  })
})

describe('files', () => {
  const message = (id: number, time: string) => ({
    id_ticket_message: id,
    text: 'x',
    ts_created_iso: `2026-01-01T${time}Z`,
  })
  const file = (name: string, time: string) => ({
    filename: name,
    ts_created_iso: `2026-01-01T${time}Z`,
    uri: `https://x.example/${name}`,
  })
  const placed = (files: unknown[], ...messages: unknown[]) =>
    read({ data: { ...ticket, messages, files } }).messages.map(({ id, files: own }) => [
      id,
      own.map(({ filename }) => filename),
    ])

  test('hang on the last message at or before their time, two seconds tolerated', () => {
    const files = [
      file('with-1', '10:00:00'),
      file('just-before-2', '10:04:58'),
      file('between', '10:04:57'),
      file('late', '11:00:00'),
    ]
    expect(placed(files, message(1, '10:00:00'), message(2, '10:05:00'))).toEqual([
      ['1', ['with-1', 'between']],
      ['2', ['just-before-2', 'late']],
    ])
  })

  test('older than all messages: on the first', () => {
    expect(placed([file('early', '09:00:00')], message(1, '10:00:00'), message(2, '10:05:00'))).toEqual([
      ['1', ['early']],
      ['2', []],
    ])
  })

  test('two of the same name and second are two', () => {
    const { messages } = read({ data: { ...ticket, files: [ticket.files[0], ticket.files[0]] } })
    expect(messages[0]?.files.map(({ key }) => key)).toEqual([
      'test.jpg|2021-09-24T10:26:05.000Z',
      'test.jpg|2021-09-24T10:26:05.000Z|2',
    ])
  })

  test('one without name, time or address is still listed', () => {
    expect(read({ data: { ...ticket, files: [{}] } }).messages[0]?.files).toEqual([
      { key: 'file|', filename: 'file', conversation: ticket.id_ticket, at: '2021-09-24T10:26:05.000Z' },
    ])
  })
})

describe('the list', () => {
  const entry = { id_ticket: '0011', ts_updated_iso: '2026-01-01T00:00:00Z' }

  test.each([
    ['with paging', { data: [entry], pagination: { offset: 0, limit: 30, total: 7 } }, 7],
    ['without paging', { data: [entry] }, undefined],
    ['bare', [entry], undefined],
  ])('is read %s', (_, value, total) => {
    const page = listedTickets(document(value))
    expect(page).toMatchObject({ length: 1, total, unreadable: [] })
    expect(page.items).toEqual([{ id: '0011', updatedAt: instant('2026-01-01T00:00:00Z') }])
  })

  test('an entry without an id is kept raw, one without a time is read all the same', () => {
    const page = listedTickets(document({ data: [{ mood: 1 }, { id_ticket: '0012' }, entry] }))
    expect(page.items.map(({ id }) => id)).toEqual(['0012', '0011'])
    expect(page.unreadable).toHaveLength(1)
    expect(page.length).toBe(3)
  })

  test('what is no list is unreadable', () => {
    expect(() => listedTickets(document({ message: 'maintenance' }))).toThrow(Unreadable)
  })
})
