import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMask } from '../../../src/commands/record/mask.ts'

/** A conversation as a marketplace might show it, full of what is nobody's business. */
const exchange = {
  id_ticket: '0011000417',
  id_message: 64000017,
  ids_units: [314567000000017, 9007199254740993],
  order: 'MB7UWLD',
  status: 'opened',
  open_reason: 'contact_other',
  storefront: 'de',
  is_open: true,
  ts_updated_iso: '2026-11-20T10:00:00Z',
  total: 4711,
  buyer: {
    id: 'tom-21631426',
    name: 'Tom',
    family_name: 'Schröder-Weiß',
    email: 'tom.schroeder@example.org',
    phone: '+49 171 5550123',
    mobile: 491715550123,
    born: '1980-05-17',
    address: { street: 'Gartenweg', house_number: '7b', zip: '10115', city: 'Berlin', state: 'Bayern' },
  },
  access_token: 'eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl',
  messages: [
    {
      role: 'buyer',
      text: 'Meine Tasse "Grün" ist kaputt 😢\nRufen Sie an: 0171 5550123',
      note: 'kaputt',
      reason: 'kaputt',
    },
    {
      role: 'seller',
      text: 'Tom',
      iban: 'DE89370400440532013000',
      price: 5990,
      uri: 'https://files.example.org/a/foto-von-tom.jpg?sig=abc123',
    },
  ],
  'tom.schroeder@example.org': { 'Tom Schröder': 1 },
}
const PERSONAL = [
  ...[
    '0011000417',
    '64000017',
    '314567000000017',
    '9007199254740993',
    'MB7UWLD',
    '21631426',
    'Tom',
    'Schr',
    'Weiß',
    'tom',
  ],
  ...[
    'example.org',
    '171',
    '5550123',
    '491715550123',
    '1980',
    'Garten',
    '7b',
    '10115',
    'Berlin',
    'Bayern',
    'eyJ',
    'c2Vj',
  ],
  ...['Tasse', 'Grün', 'kaputt', 'Rufen', '😢', 'DE89', '5990', 'foto', 'abc123'],
]

describe('of an exchange', () => {
  const masked = createMask().body(JSON.stringify(exchange))

  test('nothing is left of what a person or a secret could be known by', () => {
    expect(PERSONAL.filter((piece) => masked.includes(piece))).toEqual([])
  })

  test("form, times, small numbers and the marketplace's own words stay", () => {
    const read = JSON.parse(masked) as typeof exchange
    expect(read).toMatchObject({
      ...{ status: 'opened', open_reason: 'contact_other', storefront: 'de', is_open: true, total: 4711 },
      ts_updated_iso: '2026-11-20T10:00:00Z',
      messages: [{ role: 'buyer' }, { role: 'seller' }],
    })
    expect(read.id_ticket).toMatch(/^00\d{8}$/)
    expect(String(read.id_message)).toMatch(/^\d{8}$/)
    expect(masked).toMatch(/"ids_units":\[\d{15},\d{16}\]/)
    expect(read.order).toMatch(/^[A-Z]{2}\d[A-Z]{4}$/)
    expect(read.buyer.email).toMatch(/@masked\.invalid$/)
    expect(read.messages[0]?.text.length).toBeGreaterThan(32)
  })
})

test('the same value gets the same stand-in in bodies, paths and queries; two values never share one', () => {
  const mask = createMask()
  const first = JSON.parse(mask.body('{"id":640001,"order":"A1","other":"B2"}')) as Record<string, unknown>
  expect(mask.path('/tickets/640001/messages')).toBe(`/tickets/${String(first['id'])}/messages`)
  expect(mask.query('?id=640001&status=opened&limit=30&sort=ts_updated:desc')).toBe(
    `id=${String(first['id'])}&status=opened&limit=30&sort=ts_updated%3Adesc`,
  )
  expect(JSON.parse(mask.body('["640001"]'))).toEqual([String(first['id'])])
  const many = Array.from({ length: 500 }, (_, at) => `X${String(at % 10)}${String(at)}`)
  expect(new Set(JSON.parse(mask.body(JSON.stringify(many))) as string[]).size).toBe(500)
})

test.each([
  ['{"id":640001,"text":"Meine Adresse ist Garten', /^\{"id":\d{6},"text":"x+$/],
  ['{"id":640001,"text":"Gartenweg"', /^\{"id":\d{6},"text":"masked \d+[ x]*"$/],
  ['<html><body>Tom Schröder</body></html>', /^x+$/],
  ['{"text":"Garten\\', /^\{"text":"x+$/],
])('an answer that is cut or no JSON keeps its form at most: %s', (text, left) => {
  expect(createMask().body(text)).toMatch(left)
})

test('a name in a path is masked once it was seen; digits always are', () => {
  const mask = createMask()
  mask.body('{"user":"tom"}')
  expect(mask.path('/v2/users/tom/orders/MB7UWLD')).not.toMatch(/tom|MB7UWLD/)
  expect(mask.path('/v2/users/tom/orders/MB7UWLD')).toMatch(/^\/v2\/users\/[^/]+\/orders\/[A-Z0-9]+$/)
})

/** What people and machines put into fields: words with a capital, several words, mail addresses, numbers of all kinds. */
const name = fc.stringMatching(/^[A-ZÄÖÜ][a-zäöüß]{3,9}$/)
const value = fc.oneof(
  name,
  fc.tuple(name, name).map((both) => both.join(' ')),
  fc.tuple(name, name).map(([a, b]) => `${a}.${b}@mail.example`),
  fc.stringMatching(/^[B-Z]{2}[1-9]{4}[B-Z]{3}$/),
  fc.stringMatching(/^\+49 [1-9][0-9]{2} [0-9]{6}$/),
)
const field = fc.constantFrom(
  'name',
  'text',
  'state',
  'type',
  'reason',
  'id',
  'city',
  'created',
  'note',
  'carrier',
  'role',
  'code',
)

test('whatever stands in whatever field, nothing of it is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(field, value, fc.integer({ min: 234_567_891 })), { minLength: 1, maxLength: 8 }),
      (parts) => {
        const mask = createMask()
        const masked = mask.body(JSON.stringify(parts.map(([key, text, number]) => ({ [key]: text, number }))))
        JSON.parse(masked)
        for (const [, text, number] of parts) {
          for (const piece of [...text.split(/[ .@]/), String(number)]) {
            if (piece.length > 3 && !['mail', 'example'].includes(piece)) expect(masked).not.toContain(piece)
          }
        }
      },
    ),
  )
})
