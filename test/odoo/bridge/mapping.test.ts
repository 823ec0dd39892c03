import { describe, expect, test } from 'vitest'
import type { Instant } from '../../../src/domain/time.ts'
import { isEmpty, watchedFrom, withMark } from '../../../src/odoo/answers.ts'
import { imageType } from '../../../src/odoo/company.ts'
import { shortened } from '../../../src/odoo/faults.ts'
import { linkedTickets, writtenOn } from '../../../src/odoo/merges.ts'
import { isRepeatable, namedArguments } from '../../../src/odoo/methods.ts'
import { addressLines } from '../../../src/odoo/partners.ts'
import { trackingUrl } from '../../../src/odoo/tracking-links.ts'
import { firstLine, fromOdooTime, odooTime, oneLine, storable } from '../../../src/odoo/records.ts'
import { paidAt } from '../../../src/odoo/refunds.ts'

describe('arguments of JSON-2', () => {
  const domain = [['id', '=', 1]]
  test.each([
    ['create', [{ name: 'A' }], { vals_list: { name: 'A' } }],
    ['write', [[3], { name: 'A' }], { ids: [3], vals: { name: 'A' } }],
    ['write', [3, { name: 'A' }], { ids: [3], vals: { name: 'A' } }],
    ['unlink', [[3]], { ids: [3] }],
    ['search', [domain, 0, 5], { domain, offset: 0, limit: 5 }],
    ['search_read', [domain, ['name']], { domain, fields: ['name'] }],
    ['load', [['id'], [['x.a']]], { fields: ['id'], data: [['x.a']] }],
    ['has_access', [[], 'read'], { ids: [], operation: 'read' }],
    ['get_external_id', [[1, 2]], { ids: [1, 2] }],
    ['mirror_batch', [{ account: {} }], { batch: { account: {} } }],
    ['orders_mark', [[]], { rows: [] }],
    ['action_confirm', [[3]], { ids: [3] }],
    ['context_get', [], {}],
  ])('%s', (method, args, named) => {
    const kwargs = { context: { lang: 'en_US' } }
    expect(namedArguments({ model: 'm', method, args, kwargs })).toEqual({ ...named, ...kwargs })
  })

  test('positional arguments of a method that is not known cannot be named', () => {
    const call = { model: 'm', method: 'action_confirm', args: [[3], 'more'], kwargs: {} }
    expect(() => namedArguments(call)).toThrow(/m\.action_confirm/)
  })

  test('only what may be done twice is repeatable', () => {
    const repeatable = [
      'search_read',
      'load',
      'write',
      'mirror_batch',
      'receipt_batch',
      'create',
      'message_post',
      'unlink',
    ]
    expect(repeatable.filter(isRepeatable)).toEqual(['search_read', 'load', 'write', 'mirror_batch', 'receipt_batch'])
  })
})

describe("a merge's traces", () => {
  const link = (ticket: number): string =>
    `<a href="#" data-oe-model="helpdesk.ticket" data-oe-id="${String(ticket)}">HT${String(ticket)}</a>`

  test.each([
    ['<760609895988099.1795309659.98-openerp-9-helpdesk.ticket@vm>', 9],
    ['<760609895988099.1795309659.98-openerp-9-sale.order@vm>', undefined],
    ['<kaufland-de.m1@marketplace-care>', undefined],
    [null, undefined],
  ])('%s was written on ticket %s', (messageId, ticket) => {
    expect(writtenOn(messageId)).toBe(ticket)
  })

  test.each([
    ['one link behind a text', `<p>This helpdesk ticket has been merged to ${link(9)}</p>`, [9]],
    ['several, in German', `<p>Dieses Ticket wurde zusammengeführt aus ${link(9)}, ${link(10)}</p>`, [9, 10]],
    ['words after the link', `<p>Bitte ${link(9)} ansehen</p>`, undefined],
    ['no link', '<p>Ihr Paket ist unterwegs.</p>', undefined],
    ['a link elsewhere', '<p>Hier: <a href="https://example.com">Link</a></p>', undefined],
    ['two paragraphs', `<p>Hallo</p><p>siehe ${link(9)}</p>`, undefined],
  ])('a report of a merge: %s', (_, body, tickets) => {
    expect(linkedTickets(body)).toEqual(tickets)
  })
})

test.each([
  ['', [], true],
  ['<p><br></p>', [], true],
  ['<p>&nbsp;</p>', [], true],
  [null, [], true],
  [null, [4], false],
  ['<p>Hallo</p>', [], false],
  ['<p><img src="/web/image/4"></p>', [], false],
])('an answer %j with files %j is empty: %s', (body, attachment_ids, empty) => {
  expect(isEmpty({ body, attachment_ids })).toBe(empty)
})

test('answers older than a week are no longer watched', () => {
  const at = (day: string, id: number) => ({ writeDate: `${day} 10:00:00`, id })
  const days = ['2026-11-01', '2026-11-05', '2026-11-09', '2026-11-10']
  let cursor = withMark(at('2026-10-28', 10), undefined)
  expect(watchedFrom(cursor)).toBe(0)
  for (const [index, day] of days.entries()) cursor = withMark(at(day, 20 + index), cursor)
  expect(watchedFrom(cursor)).toBe(20)
  expect(cursor['marks']).toEqual({ '2026-11-01': 20, '2026-11-05': 21, '2026-11-09': 22, '2026-11-10': 23 })
})

test.each([
  ['https://dhl.de/1', 'https://dhl.de/1'],
  ['[["T1", "https://dhl.de/1"], ["T2", "https://dhl.de/2"]]', 'https://dhl.de/1'],
  ['[broken', null],
  [null, null],
  [undefined, null],
])('tracking address %s', (value, url) => {
  expect(trackingUrl(value)).toBe(url)
})

test.each([
  ['written on its day', '2026-11-22', '2026-11-22T09:30:00.000Z', '2026-11-22T09:30:00.000Z'],
  ['written that evening in America', '2026-11-22', '2026-11-23T04:00:00.000Z', '2026-11-23T04:00:00.000Z'],
  ['written that morning in New Zealand', '2026-11-22', '2026-11-21T11:00:00.000Z', '2026-11-21T11:00:00.000Z'],
  ['written days later', '2026-11-18', '2026-11-22T09:30:00.000Z', '2026-11-18T12:00:00.000Z'],
  ['without a day', null, '2026-11-22T09:30:00.000Z', '2026-11-22T09:30:00.000Z'],
])('a payment %s', (_, date, created, at) => {
  expect(paidAt({ date, create_date: created as Instant })).toBe(at)
})

describe('address', () => {
  const germany = { id: 57, name: 'Germany' }
  const address = 'Weg 1\nHinterhaus\n10115 Berlin\nGermany'
  const row = {
    name: 'Anna\r\nMuster',
    contact_address: address,
    country_id: germany,
    country_code: 'DE',
    lang: 'de_DE',
  }

  test('the own country is left out', () => {
    expect(addressLines(row, 57)).toEqual(['Anna Muster', 'Weg 1', 'Hinterhaus', '10115 Berlin'])
  })
  test("a foreign country stands in the buyer's language", () => {
    expect(addressLines(row, 12).at(-1)).toBe('Deutschland')
    expect(addressLines({ ...row, lang: 'sr@latin' }, 12).at(-1)).toMatch(/Nema/)
    expect(addressLines({ ...row, country_code: null }, 12).at(-1)).toBe('Germany')
    expect(addressLines({ ...row, lang: null }, 12).at(-1)).toBe('Deutschland')
  })
  test('a company whose address begins with its name has it once', () => {
    expect(addressLines({ ...row, name: 'Firma', contact_address: 'Firma\nWeg 1' }, 12)).toEqual(['Firma', 'Weg 1'])
  })
})

test('times of Odoo and back', () => {
  expect(odooTime('2026-11-22T10:00:00.987Z' as Instant)).toBe('2026-11-22 10:00:00')
  expect(fromOdooTime('2026-11-22 10:00:00.123456')).toBe('2026-11-22T10:00:00.000Z')
})

test('text becomes storable, and one line where one is wanted', () => {
  expect(storable('a\0b\ud800c😀')).toBe('ab\ufffdc😀')
  expect(oneLine(' Anna\r\n  Muster\u2028x ')).toBe('Anna Muster x')
  expect(firstLine('\n[A1] Kanne\nmit Deckel')).toBe('[A1] Kanne')
})

test('quoted values are left out of what Odoo says, names stay', () => {
  const value = 'Wo bleibt mein Paket, ich warte schon seit drei Wochen auf die Lieferung'
  expect(shortened(`The value "${value}" of '${value}' is too\n long for "Title"`)).toBe(
    'The value "…" of "…" is too long for "Title"',
  )
  expect(shortened("it doesn't fit and can't be, that is all there is to say about it here, isn't it")).toContain(
    'all there is',
  )
})

test.each([
  ['89504e470d0a', 'image/png'],
  ['ffd8ffe0', 'image/jpeg'],
  ['474946383961', 'image/gif'],
  ['3c737667', 'image/svg+xml'],
])('a logo that begins with %s is %s', (hex, type) => {
  expect(imageType(Buffer.from(hex, 'hex'))).toBe(type)
})
