import type { Instant } from '../../src/domain/time.ts'
import type { FeedCursor, Odoo, OrderFacts, Page } from '../../src/odoo/ports.ts'

const PAGE = 200

export interface MemoryOrders {
  readonly known: ReadonlyMap<number, OrderFacts>
  /** Those that the change feed shows. */
  readonly shown: ReadonlyMap<number, OrderFacts>
}

/** Odoo as far as an order's confirmation needs it, out of memory: what is measured is ours alone. */
export function memoryOdoo({ known: orders, shown }: MemoryOrders, now: () => Instant): Odoo {
  const few = (ids: readonly number[]) =>
    new Map(
      ids.flatMap((id) => {
        const order = orders.get(id)
        return order === undefined ? [] : [[id, order] as const]
      }),
    )
  const answers = {
    info: () =>
      Promise.resolve({
        version: '19.0',
        transport: 'json2',
        flavour: 'none',
        addon: undefined,
        neutralized: false,
        marks: { url: 'http://127.0.0.1', database: 'bench' },
      }),
    now: () => Promise.resolve(now()),
    company: () =>
      Promise.resolve({
        name: 'Lindenhof Keramik GmbH',
        email: 'service@lindenhof.example',
        phone: null,
        website: 'https://lindenhof.example',
        vat: 'DE000000000',
        registry: 'HRB 0000',
        addressLines: ['Lindenstraße 7', '04155 Leipzig'],
        logo: null,
      }),
    calls: () => ({ total: 0, by: {} }),
    resetCalls: () => undefined,
    close: () => Promise.resolve(),
    decisions: part('decisions', { open: () => Promise.resolve([]), offered: () => Promise.resolve(false) }),
    situations: part('situations', { ofOrder: () => Promise.resolve(undefined) }),
    orders: part('orders', {
      ordersSince: (cursor: FeedCursor | undefined) => pagesOf(shown, cursor, now()),
      orders: (ids: readonly number[]) => Promise.resolve(few(ids)),
      heads: (ids: readonly number[]) => Promise.resolve(few(ids)),
      taxes: () => Promise.resolve(new Map()),
      mark: () => Promise.resolve(),
    }),
    receipts: part('receipts', { done: () => Promise.resolve(new Set()), write: () => Promise.resolve() }),
    traces: part('traces', {
      newest: () => Promise.resolve({ ticket: 0, message: 0 }),
      receiptsAfter: () => Promise.resolve([]),
      present: (_model: string, ids: readonly number[]) =>
        Promise.resolve(
          new Map([...few(ids)].map(([id, { createDate }]) => [id, { createDate, active: true, messageId: null }])),
        ),
    }),
  }
  return part('odoo', answers) as unknown as Odoo
}

/** What is not there holds nothing: feeds without pages, look-ups that find nothing. */
function part(name: string, known: Readonly<Record<string, unknown>>): object {
  return new Proxy(known, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'then') return undefined
      if (key in target) return target[key]
      if (key === 'since' || key.endsWith('Since')) return empty
      // Parts that the flows ask for nothing but feeds.
      if (name === 'odoo') return part(key, {})
      return () => Promise.reject(new Error(`The bench has no ${name}.${key}.`))
    },
  })
}

async function* empty(): AsyncGenerator<Page<never>> {
  yield await Promise.resolve({ items: [], cursor: undefined })
}

async function* pagesOf(
  orders: ReadonlyMap<number, OrderFacts>,
  cursor: FeedCursor | undefined,
  now: Instant,
): AsyncGenerator<Page<OrderFacts>> {
  const all = [...orders.values()].filter(({ id }) => id > (cursor?.id ?? 0))
  for (let from = 0; from < all.length; from += PAGE) {
    const last = from + PAGE >= all.length
    yield await Promise.resolve({
      items: all.slice(from, from + PAGE),
      cursor: last ? { writeDate: now, id: all.at(-1)?.id ?? 0 } : undefined,
    })
  }
}
