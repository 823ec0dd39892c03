import type { Odoo } from '../odoo/ports.ts'
import type { Gathering } from './gather.ts'

type ReadMap<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<number, Value>>

/** Odoo for decisions about many notifications side by side: what each of them reads about its own order is read for all in one call. */
export function gatheredOdoo(odoo: Odoo, gathering: Gathering): Odoo {
  /** For reads that answer by the id of what was asked. */
  const byId = <Key, Value>(read: ReadMap<Key, Value>, idOf: (key: Key) => number): ReadMap<Key, Value> => {
    const one = gathering.reader<readonly Key[], ReadonlyMap<number, Value>>(async (asked) => {
      const found = await read([...new Map(asked.flat().map((key) => [idOf(key), key])).values()])
      return asked.map((keys) => new Map(keys.flatMap((key) => entry(found, idOf(key)))))
    })
    return (keys) => (keys.length === 0 ? Promise.resolve(new Map<number, Value>()) : one(keys))
  }
  const ids = <Value>(read: ReadMap<number, Value>): ReadMap<number, Value> => byId(read, (id) => id)
  const { orders, parcels, situations, payments, receipts } = odoo
  return {
    ...odoo,
    company: once(() => odoo.company()),
    info: once(() => odoo.info()),
    orders: {
      ...orders,
      orders: ids((wanted) => orders.orders(wanted)),
      pickings: ids((wanted) => orders.pickings(wanted)),
      refunds: ids((wanted) => orders.refunds(wanted)),
      returned: ids((wanted) => orders.returned(wanted)),
      refundsOf: byId(
        (wanted) => orders.refundsOf(wanted),
        ({ id }) => id,
      ),
      taxes: byId(
        (wanted) => orders.taxes(wanted),
        ({ id }) => id,
      ),
    },
    parcels: {
      around: byId(
        (wanted) => parcels.around(wanted),
        ({ id }) => id,
      ),
      toLeave: ids((wanted) => parcels.toLeave(wanted)),
      // They change nothing of what is decided.
      pictures: () => Promise.resolve(new Map()),
    },
    situations: {
      ...situations,
      ofOrders: gathering.reader<readonly number[], Awaited<ReturnType<typeof situations.ofOrders>>>(async (asked) => {
        const found = await situations.ofOrders([...new Set(asked.flat())])
        return asked.map((wanted) => found && new Map(wanted.flatMap((id) => entry(found, id))))
      }),
      labelled: labelled(odoo, gathering),
    },
    payments: {
      ...payments,
      read: gathering.reader(async (asked) => {
        const found = await payments.read(asked.flat())
        let from = 0
        return asked.map((wanted) => found.slice(from, (from += wanted.length)))
      }),
    },
    receipts: {
      ...receipts,
      done: gathering.reader(async (asked) => {
        const found = await receipts.done(asked.flat())
        return asked.map((keys) => new Set(keys.flatMap(({ dedupeKey }) => (found.has(dedupeKey) ? [dedupeKey] : []))))
      }),
    },
  }
}

/** Each account asks for its own names. */
function labelled({ situations }: Odoo, gathering: Gathering): Odoo['situations']['labelled'] {
  const readers = new Map<string, (ids: readonly number[]) => Promise<ReadonlySet<number>>>()
  return (ids, names) => {
    const key = JSON.stringify(names)
    const known =
      readers.get(key) ??
      gathering.reader<readonly number[], ReadonlySet<number>>(async (asked) => {
        const found = await situations.labelled([...new Set(asked.flat())], names)
        return asked.map((wanted) => new Set(wanted.filter((id) => found.has(id))))
      })
    readers.set(key, known)
    return known(ids)
  }
}

function entry<Value>(found: ReadonlyMap<number, Value>, id: number): (readonly [number, Value])[] {
  const value = found.get(id)
  return value === undefined ? [] : [[id, value]]
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined
  return () => (asked ??= read())
}
