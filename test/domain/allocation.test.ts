import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Allocating, allocate, type LeavingItem, type OrderedArticle } from '../../src/domain/allocation.ts'
import { orderRef } from '../../src/domain/ids.ts'
import { lineId, type LineId, type MarketplaceLine } from '../../src/domain/shipment.ts'

const line = (id: string, sku: string | null, change: Partial<MarketplaceLine> = {}): MarketplaceLine => ({
  id: lineId(id),
  order: orderRef('K1'),
  sku,
  eans: [],
  title: null,
  quantity: 1,
  state: 'open',
  sentByMarketplace: false,
  ...change,
})
const item = (sku: string | null, quantity = 1, change: Partial<LeavingItem> = {}): LeavingItem => ({
  name: sku ?? 'thing',
  quantity,
  sku,
  ean: null,
  ...change,
})
const article = (sku: string | null, quantity = 1, ean: string | null = null): OrderedArticle => ({
  name: sku ?? 'thing',
  quantity,
  sku,
  ean,
})
const asked = (change: Partial<Allocating>): Allocating => ({
  items: [],
  ordered: [],
  lines: [],
  mine: new Set(),
  taken: new Map(),
  references: ['R1'],
  whole: false,
  told: false,
  ...change,
})
const ids = (change: Partial<Allocating>) => allocate(asked(change)).lines.map(({ line: id }) => String(id))
const taken = (...of: [string, number][]) => new Map(of.map(([id, pieces]) => [lineId(id), pieces]))

describe('an article is known by', () => {
  test('the seller’s number, whatever stands around it', () => {
    const lines = [line('11', 'POT'), line('12', 'CAN')]
    expect(ids({ items: [item(' CAN ')], lines })).toEqual(['12'])
    expect(ids({ items: [item('can')], lines })).toEqual(['12'])
  })

  test('the EAN where the numbers differ, with or without zeros in front', () => {
    const lines = [line('11', 'POT', { eans: ['4006381333931'] }), line('12', 'CAN')]
    expect(ids({ items: [item('X-1', 1, { ean: '04006381333931' })], lines })).toEqual(['11'])
  })

  test('the seller’s number before the EAN', () => {
    const lines = [line('11', 'POT', { eans: ['4006381333931'] }), line('12', 'CAN')]
    expect(ids({ items: [item('CAN', 1, { ean: '4006381333931' })], lines })).toEqual(['12'])
  })

  test('the article that was sold where a substitute leaves and there is one piece', () => {
    const lines = [line('11', 'POT'), line('12', 'CAN')]
    const substitute = item('POT-NEW', 1, { sold: { sku: 'POT', ean: null } })
    expect(ids({ items: [substitute], ordered: [article('POT'), article('CAN')], lines })).toEqual(['11'])
  })
})

describe('several pieces', () => {
  const lines = [line('9', 'POT'), line('10', 'POT'), line('11', 'POT')]

  test('take as many lines of one piece, the lowest number first', () => {
    expect(ids({ items: [item('POT', 2)], ordered: [article('POT', 3)], lines })).toEqual(['9', '10'])
  })

  test('take one line of as many pieces', () => {
    const whole = [line('9', 'POT', { quantity: 5 })]
    expect(allocate(asked({ items: [item('POT', 2)], lines: whole })).lines).toEqual([
      { line: '9', article: 'POT', quantity: 2 },
    ])
  })

  test('of a backorder take the lines that are left', () => {
    expect(ids({ items: [item('POT', 1)], lines, taken: taken(['9', 1], ['10', 1]) })).toEqual(['11'])
  })

  test('stay away from lines cancelled, returned or sent by the marketplace', () => {
    const some = [
      line('1', 'POT', { state: 'cancelled' }),
      line('2', 'POT', { state: 'returned' }),
      line('3', 'POT', { sentByMarketplace: true }),
      line('4', 'POT'),
    ]
    expect(ids({ items: [item('POT', 4)], lines: some })).toEqual(['4'])
  })

  test('prefer the line that carries the reference, then open ones; one sent elsewhere comes last', () => {
    const parcel = [{ carrier: 'DHL', reference: 'R1' }]
    const some = [line('1', 'POT', { state: 'sent' }), line('2', 'POT'), line('3', 'POT', { parcels: parcel })]
    expect(ids({ items: [item('POT', 1)], lines: some })).toEqual(['3'])
    expect(ids({ items: [item('POT', 2)], lines: some })).toEqual(['3', '2'])
    expect(ids({ items: [item('POT', 3)], lines: some })).toEqual(['3', '2', '1'])
  })

  test('that were handed over before the ledger was lost are among those sent already', () => {
    const some = [line('1', 'POT'), line('2', 'POT', { state: 'sent' })]
    expect(ids({ items: [item('POT', 1)], lines: some, told: true })).toEqual(['2'])
  })
})

describe('what matches nothing', () => {
  test('belongs to the only line that is left', () => {
    const lines = [line('1', 'POT'), line('2', 'OLD-CAN')]
    expect(ids({ items: [item('CAN')], ordered: [article('POT'), article('CAN')], lines })).toEqual(['2'])
  })

  test('is counted where Odoo has one such article', () => {
    const lines = [line('1', 'A'), line('2', 'B'), line('3', 'C')]
    expect(ids({ items: [item(null, 2)], ordered: [article(null, 3)], lines })).toEqual(['1', '2'])
  })

  test('takes all open lines where the whole order leaves', () => {
    const lines = [line('1', 'KIT'), line('2', 'SET')]
    const items = [item('SCREW', 20), item('BOARD', 4)]
    expect(ids({ items, ordered: [article('K1'), article('S1')], lines, whole: true })).toEqual(['1', '2'])
  })

  test('is never guessed: two strangers of which one leaves', () => {
    const lines = [line('1', 'KIT'), line('2', 'SET')]
    const given = allocate(asked({ items: [item('BOARD')], ordered: [article('BOARD'), article('SCREW')], lines }))
    expect(given).toEqual({ lines: [], unmatched: ['BOARD'] })
  })

  test('does not stop what does match', () => {
    const lines = [line('1', 'POT'), line('2', 'KIT'), line('3', 'SET')]
    const ordered = [article('POT'), article('BOARD'), article('SCREW')]
    expect(allocate(asked({ items: [item('POT'), item('BOARD')], ordered, lines }))).toEqual({
      lines: [{ line: '1', article: 'POT', quantity: 1 }],
      unmatched: ['BOARD'],
    })
  })

  test('is all of it where the marketplace knows no line', () => {
    expect(allocate(asked({ items: [item('POT')], whole: true })).unmatched).toEqual(['POT'])
  })
})

describe('several parcels of one line', () => {
  test('where Odoo has more pieces than the marketplace', () => {
    const lines = [line('1', 'PAIR'), line('2', 'CAN')]
    const question = { items: [item('PAIR', 1)], ordered: [article('PAIR', 2), article('CAN')], lines }
    expect(ids(question)).toEqual(['1'])
    expect(ids({ ...question, taken: taken(['1', 1]) })).toEqual(['1'])
  })

  test('where the parts of a kit leave one after another', () => {
    const lines = [line('1', 'KIT'), line('2', 'CAN')]
    const part = (sku: string) => item(sku, 1, { sold: { sku: 'KIT', ean: null } })
    const ordered = [article('KIT'), article('CAN')]
    expect(ids({ items: [part('BOARD')], ordered, lines })).toEqual(['1'])
    expect(ids({ items: [part('SCREW')], ordered, lines, taken: taken(['1', 1]) })).toEqual(['1'])
  })

  test('but not for a second parcel of a piece that has gone', () => {
    const lines = [line('1', 'POT'), line('2', 'CAN')]
    const given = allocate(
      asked({
        items: [item('POT')],
        ordered: [article('POT'), article('CAN')],
        lines,
        taken: taken(['1', 1], ['2', 1]),
      }),
    )
    expect(given.unmatched).toEqual(['POT'])
  })
})

/** An order of some articles with their pieces, each a line of its own, shuffled. */
const orders = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((pieces) => {
  const articles = pieces.map((quantity, at) => article(`A${String(at)}`, quantity))
  const skus = articles.flatMap(({ sku, quantity }) => Array.from({ length: quantity }, () => sku))
  return fc.record({
    articles: fc.constant(articles),
    lines: fc
      .shuffledSubarray(skus, { minLength: skus.length })
      .map((shuffled) => shuffled.map((sku, at) => line(String(7 + at * 3), sku))),
    /** How many pieces of each article leave in the first of two deliveries. */
    first: fc.tuple(...pieces.map((max) => fc.integer({ min: 0, max }))),
  })
})

describe('whatever is ordered', () => {
  test('two deliveries take every line once, each of its own article, and the same lines when asked again', () => {
    fc.assert(
      fc.property(orders, ({ articles, lines, first }) => {
        const leaving = (counts: readonly number[]) => articles.map(({ sku }, at) => item(sku, counts[at] ?? 0))
        const rest = articles.map(({ quantity }, at) => quantity - (first[at] ?? 0))
        const question = asked({ ordered: articles, lines })
        const one = allocate({ ...question, items: leaving(first) })
        const of = (rows: readonly { line: LineId; quantity: number }[]) =>
          new Map(rows.map(({ line: id, quantity }) => [id, quantity]))
        const two = allocate({ ...question, items: leaving(rest), taken: of(one.lines) })
        const all = [...one.lines, ...two.lines]
        expect(all.map(({ line: id }) => id).toSorted()).toEqual(lines.map(({ id }) => id).toSorted())
        for (const { line: id, article: name } of all) expect(lines.find((own) => own.id === id)?.sku).toBe(name)
        expect([...one.unmatched, ...two.unmatched]).toEqual([])
        const sent = lines.map((own) => ({ ...own, state: 'sent' as const }))
        const mine = new Set(two.lines.map(({ line: id }) => id))
        const again = allocate({ ...question, lines: sent, items: leaving(rest), mine, taken: of(one.lines) })
        expect(again.lines.toSorted(byLine)).toEqual(two.lines.toSorted(byLine))
      }),
    )
  })

  test('never a line that must not be taken, never more pieces than it has', () => {
    const anyLine = fc.record({
      sku: fc.constantFrom('A', 'B', null),
      state: fc.constantFrom('open', 'sent', 'cancelled', 'returned'),
      quantity: fc.integer({ min: 1, max: 3 }),
      sentByMarketplace: fc.boolean(),
      others: fc.integer({ min: 0, max: 3 }),
    })
    const anyItem = fc.record({ sku: fc.constantFrom('A', 'B', 'C', null), quantity: fc.integer({ min: 1, max: 4 }) })
    const question = fc.record({
      rows: fc.array(anyLine, { maxLength: 6 }),
      parts: fc.array(anyItem, { minLength: 1, maxLength: 3 }),
      whole: fc.boolean(),
    })
    fc.assert(
      fc.property(question, ({ rows, parts, whole }) => {
        const lines = rows.map(({ sku, ...row }, at) => line(String(at), sku, row))
        const others = taken(...rows.map((row, at): [string, number] => [String(at), row.others]))
        const items = parts.map(({ sku, quantity }) => item(sku, quantity))
        // Odoo has no more pieces than leave, so that no line is shared.
        const given = allocate(asked({ items, lines, taken: others, whole }))
        for (const { line: id, quantity } of given.lines) {
          const own = lines.find((one) => one.id === id)
          expect(own?.state === 'open' || own?.state === 'sent').toBe(true)
          expect(own?.sentByMarketplace).toBe(false)
          expect(quantity).toBeLessThanOrEqual((own?.quantity ?? 0) - (others.get(id) ?? 0))
        }
        expect(new Set(given.lines.map(({ line: id }) => id)).size).toBe(given.lines.length)
      }),
    )
  })
})

const byLine = (a: { line: LineId }, b: { line: LineId }): number => a.line.localeCompare(b.line)
