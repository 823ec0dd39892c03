import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { AccountName } from '../domain/ids.ts'
import type { NewOrderFact, OrderFact } from '../domain/order-fact.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import type { OrderFactTable } from './schema.ts'

/** Facts of orders that somebody told us; kept for good, with who told them and when. */
export interface LedgerOrderFacts {
  /** Keeps a fact; the same told again is the one that is kept already. */
  add(fact: NewOrderFact): Promise<{ readonly fact: OrderFact; readonly isNew: boolean }>
  /** What of these accounts is not planned or noted in Odoo yet, the oldest first. */
  unsettled(accounts: readonly AccountName[], limit: number): Promise<readonly OrderFact[]>
  settled(id: string): Promise<void>
  find(id: string): Promise<OrderFact | undefined>
  /** Of one order, the oldest first. */
  ofOrder(
    account: AccountName,
    order: { readonly id: number; readonly createDate: Instant },
  ): Promise<readonly OrderFact[]>
}

export function sqlOrderFacts(database: Database): LedgerOrderFacts {
  return {
    add: async (given) => {
      const digest = digestOf(given)
      const { order, ...rest } = given
      const columns = { ...rest, order_id: order.id, order_created: order.createDate, digest }
      const added = await database.write(
        'order fact',
        (db) =>
          db
            .insertInto('order_facts')
            .values({ ...columns, noted_at: database.now(), settled: null })
            .onConflict((conflict) => conflict.column('digest').doNothing())
            .returningAll()
            .execute(),
        (rows) => rows.length > 0,
      )
      const [row] = added.length > 0 ? added : await byDigest(database, digest)
      if (row === undefined) throw new Error('A fact that was just stored is not there.')
      return { fact: toFact(row), isNew: added.length > 0 }
    },
    unsettled: async (accounts, limit) => {
      if (accounts.length === 0) return []
      const rows = await database.read('unsettled order facts', (db) =>
        db
          .selectFrom('order_facts')
          .selectAll()
          .where('settled', 'is', null)
          .where('account', 'in', [...accounts])
          .orderBy('id')
          .limit(limit)
          .execute(),
      )
      return rows.map(toFact)
    },
    settled: async (id) => {
      await database.write(
        'order fact settled',
        (db) =>
          db
            .updateTable('order_facts')
            .set({ settled: database.now() })
            .where('id', '=', id)
            .where('settled', 'is', null)
            .executeTakeFirstOrThrow(),
        ({ numUpdatedRows }) => numUpdatedRows > 0n,
      )
    },
    find: async (id) => {
      const rows = await database.read('order fact', (db) =>
        db.selectFrom('order_facts').selectAll().where('id', '=', id).execute(),
      )
      return rows.map(toFact)[0]
    },
    ofOrder: async (account, { id, createDate }) => {
      const rows = await database.read('facts of an order', (db) =>
        db
          .selectFrom('order_facts')
          .selectAll()
          .where('account', '=', account)
          .where('order_id', '=', id)
          .where('order_created', '=', createDate)
          .orderBy('id')
          .execute(),
      )
      return rows.map(toFact)
    },
  }
}

const byDigest = (database: Database, digest: string) =>
  database.read('known order fact', (db) =>
    db.selectFrom('order_facts').selectAll().where('digest', '=', digest).execute(),
  )

/** What makes two tellings the same: not who told them, nor when. */
function digestOf({ account, order, fact, at, text, name, picking }: NewOrderFact): string {
  const same = [account, order.id, order.createDate, fact, at, text, name, picking]
  return createHash('sha256').update(JSON.stringify(same)).digest('hex')
}

const toFact = ({
  id,
  account,
  order_id: orderId,
  order_created: createDate,
  ...row
}: Selectable<OrderFactTable>): OrderFact => ({
  id,
  account,
  order: { model: 'sale.order', id: orderId, createDate },
  fact: row.fact,
  at: row.at,
  text: row.text,
  name: row.name,
  picking: row.picking,
  by: row.by,
  notedAt: row.noted_at,
  settled: row.settled,
})
