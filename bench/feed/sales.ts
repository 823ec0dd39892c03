import pg from 'pg'
import type { OdooEnv } from '../../scripts/odoo/kit.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Rpc } from '../../src/demo/clerk/steps.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'

/** Orders in Odoo's own tables, as many as wanted: the copies of one that was confirmed in the usual way. */
export interface SalesTable {
  /** Makes copies until there are so many; none of them changed in the last weeks. */
  grow(orders: number): Promise<void>
  /** So many orders, spread over all of them, change now. */
  touch(orders: number): Promise<void>
  /** Nothing changed lately any more. */
  settle(): Promise<void>
  close(): Promise<void>
}

const LONG_AGO = `now() at time zone 'utc' - interval '30 days'`

export async function createOrders(env: OdooEnv): Promise<SalesTable> {
  const first = await confirmedOrder(env)
  const url = new URL(env.postgresUrl)
  url.pathname = `/${env.db}`
  ;[url.username, url.password] = ['odoo', 'odoo']
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const columns = async (table: string, but: readonly string[]): Promise<string> => {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(column_name) as name from information_schema.columns
        where table_schema = 'public' and table_name = $1 and column_name <> all ($2)`,
      [table, but],
    )
    return rows.map(({ name }) => name).join(', ')
  }
  const orderColumns = await columns('sale_order', [
    'id',
    'name',
    'client_order_ref',
    'access_token',
    'date_order',
    'write_date',
  ])
  const lineColumns = await columns('sale_order_line', ['id', 'order_id', 'write_date'])
  async function settle(): Promise<void> {
    for (const table of ['sale_order', 'stock_picking', 'account_move'])
      await client.query(
        `update ${table} set write_date = ${LONG_AGO} where write_date > now() at time zone 'utc' - interval '29 days'`,
      )
  }

  return {
    async grow(orders) {
      const { rows } = await client.query<{ count: number }>('select count(*)::int as count from sale_order')
      const missing = orders - (rows[0]?.count ?? 0)
      await client.query(
        `with made as (insert into sale_order (name, client_order_ref, date_order, write_date, ${orderColumns})
            select 'B' || n, 'B' || n, ${LONG_AGO}, ${LONG_AGO}, ${orderColumns}
              from sale_order, generate_series(1, $2::int) n where id = $1 returning id)
          insert into sale_order_line (order_id, write_date, ${lineColumns})
            select made.id, ${LONG_AGO}, ${lineColumns} from made, sale_order_line line where line.order_id = $1`,
        [first, Math.max(0, missing)],
      )
      await settle()
      await client.query('vacuum analyze sale_order')
      await client.query('vacuum analyze sale_order_line')
    },
    async touch(orders) {
      await client.query(
        `update sale_order set write_date = now() at time zone 'utc' where id in (
          select id from (select id, row_number() over (order by id) as n, count(*) over () as all_of_them from sale_order) o
            where n % greatest(1, all_of_them / $1) = 0 limit $1)`,
        [orders],
      )
    },
    settle,
    close: () => client.end(),
  }
}

/** An order as a clerk makes and confirms it; gives its id. */
async function confirmedOrder({ url, db, user, password }: OdooEnv): Promise<number> {
  const bridge = new OdooBridge({ url, db, user, password, clock: systemClock })
  const rpc: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  try {
    await clerk.product({ key: 'bench.pot', name: 'Topf', price: 24.9, stock: 50 })
    await clerk.customer({
      ...{ key: 'bench.maria', name: 'Maria Sommer', email: 'maria@lindenhof.example', language: 'de_DE' },
      ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
    })
    const { id } = await clerk.orderConfirmed({
      ...{ key: 'bench.order', customer: 'bench.maria', clientOrderRef: 'B0' },
      lines: [{ product: 'bench.pot', quantity: 1 }],
    })
    return id
  } finally {
    bridge.close()
  }
}
