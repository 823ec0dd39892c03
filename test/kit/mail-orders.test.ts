import { expect, test } from 'vitest'
import { type OrderForm, ordersNamed } from '../../src/kit/mail-orders.ts'
import { processorMs } from '../processor-time.ts'

const FORM: OrderForm = {
  number: /(?<![\p{L}\p{N}])\d{8}(?![\p{L}\p{N}])/gu,
  bare: () => true,
  mistakable: true,
  behindOrder: () => true,
}

const named = (text: string, pattern?: RegExp) => ordersNamed({ subject: '', reply: text, text }, FORM, pattern)

test.each([
  ['Bestellung 12345678', ['12345678']],
  ['meine Bestellung mit der Nummer 12345678', ['12345678']],
  ['Bestellnr.: 12345678', ['12345678']],
  ['Numéro de commande : 12345678', ['12345678']],
  ['zamówienie nr 12345678', ['12345678']],
  ['numero d’ordine 12345678', ['12345678']],
  ['pedido n.º 12345678', ['12345678']],
  ['číslo objednávky 12345678', ['12345678']],
  ['номер заказа 12345678', ['12345678']],
  ['Sendungsnummer 12345678', []],
  ['DHL 12345678', []],
  ['Kundennummer: 12345678', []],
  ['call 12345678 or order 87654321', ['87654321', '12345678']],
  ['nothing here', []],
])('%s names %j', (text, orders) => {
  expect(named(text)).toEqual(orders)
})

test("the account's own pattern counts alone where it finds something, on whole words", () => {
  expect(named('order 12345678, ref. (SO-77).', /^SO-(\d+)$/)).toEqual(['77'])
  expect(named('order 12345678', /^SO-(\d+)$/)).toEqual(['12345678'])
})

test('a subject comes before the text, ten at most are kept', () => {
  const many = Array.from({ length: 30 }, (_, index) => String(10_000_000 + index)).join(' ')
  const found = ordersNamed({ subject: 'order 99999999', reply: many, text: many }, FORM, undefined)
  expect(found).toHaveLength(10)
  expect(found[0]).toBe('99999999')
})

test('a long text takes no time', () => {
  const text = 'Bestellung Bestellnummer nr. '.repeat(20_000)
  expect(processorMs(() => named(text, /^(S\d+)$/))).toBeLessThan(1000)
})
