import type { Rpc } from '../../src/demo/clerk/steps.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import type { NotifyWorld } from '../chaos/notify-world.ts'

type Row = Readonly<Record<string, unknown>> & { readonly id: number }
type World = Pick<NotifyWorld, 'clerk' | 'rpc' | 'access' | 'run'>

const idOf = async ({ clerk }: World, key: string): Promise<number> => {
  const found = await clerk.find(key)
  if (found === undefined) throw new Error(`no step has made ${key}`)
  return found.id
}

/** The bank of the company that sells: Odoo's demo data has others with banks of their own. */
async function bankOf(rpc: Rpc): Promise<number | undefined> {
  const [journal] = (await rpc('account.journal', 'search', [], {
    domain: [
      ['type', '=', 'bank'],
      ['company_id', '=', 1],
    ],
    limit: 1,
  })) as number[]
  return journal
}

/** One invoice for several orders of a customer, posted; `key` is its name among the steps. */
export async function billTogether({ rpc }: World, orders: readonly number[], key: string): Promise<void> {
  const values = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, orders]] }
  const [wizard] = (await rpc('sale.advance.payment.inv', 'create', [[values]])) as number[]
  await rpc('sale.advance.payment.inv', 'create_invoices', [[wizard]])
  const billed = [['invoice_line_ids.sale_line_ids.order_id', 'in', orders]]
  const moves = (await rpc('account.move', 'search', [], { domain: billed })) as number[]
  if (moves.length !== 1) throw new Error(`Odoo made ${String(moves.length)} invoices`)
  await rpc('account.move', 'action_post', [moves])
  const named = { module: '__mc_demo__', name: key, model: 'account.move', res_id: moves[0] }
  await rpc('ir.model.data', 'create', [[named]])
}

/** Pays an invoice by Odoo's payment wizard: all that is owed, or a part. */
export async function registerPayment(world: World, invoice: string, amount?: number): Promise<void> {
  const context = { active_model: 'account.move', active_ids: [await idOf(world, invoice)] }
  const values = amount === undefined ? {} : { amount }
  const [wizard] = (await world.rpc('account.payment.register', 'create', [[values]], { context })) as number[]
  await world.rpc('account.payment.register', 'action_create_payments', [[wizard]], { context })
}

/** A customer's payment without an invoice, as a clerk books it with the order's number in its memo. */
export async function payAhead({ rpc, clerk, run }: World, memo: string, amount: number): Promise<void> {
  const partner = await clerk.find(`${run}.buyer`)
  const journal = await bankOf(rpc)
  const kinds = { payment_type: 'inbound', partner_type: 'customer' }
  const values = { ...kinds, partner_id: partner?.id, amount, journal_id: journal, memo }
  const [paid] = (await rpc('account.payment', 'create', [[values]])) as number[]
  await rpc('account.payment', 'action_post', [[paid]])
}

/** Matches a line of a bank statement with an invoice, without any payment. Odoo lets only members of its group "Basic" do so. */
export async function straightFromBank(world: World, invoice: string): Promise<void> {
  const { rpc, access, run } = world
  const move = await idOf(world, invoice)
  const [admin] = (await rpc('res.users', 'search_read', [], {
    domain: [['login', '=', access.user]],
    fields: ['group_ids'],
  })) as Row[]
  const [basic] = (await rpc('ir.model.data', 'search_read', [], {
    domain: [
      ['module', '=', 'account'],
      ['name', '=', 'group_account_basic'],
    ],
    fields: ['res_id'],
  })) as Row[]
  const login = `${run}-bank`
  const groups = [...(admin?.['group_ids'] as number[]), Number(basic?.['res_id'])]
  await rpc('res.users', 'create', [[{ name: login, login, password: `${login}-1234`, group_ids: [[6, 0, groups]] }]])
  const bridge = new OdooBridge({ ...access, user: login, password: `${login}-1234`, clock: systemClock })
  const clerk: Rpc = (model, method, args, kwargs) => bridge.execute_kw(model, method, [args, kwargs ?? {}])
  try {
    const [due] = await lines(clerk, move, 'asset_receivable')
    const journal = await bankOf(rpc)
    if (due === undefined) throw new Error(`nothing of ${invoice} is to be paid`)
    const [partner, account] = [due['partner_id'], due['account_id']] as [[number, string], [number, string]]
    const values = { journal_id: journal, amount: due['amount_residual'], payment_ref: invoice, partner_id: partner[0] }
    const [line] = (await clerk('account.bank.statement.line', 'create', [[values]])) as number[]
    const [entry] = (await clerk('account.bank.statement.line', 'read', [[line]], { fields: ['move_id'] })) as Row[]
    const [waiting] = await lines(clerk, (entry?.['move_id'] as [number, string])[0], 'asset_current')
    await clerk('account.move.line', 'write', [[waiting?.id]], {
      vals: { account_id: account[0] },
    })
    await clerk('account.move.line', 'reconcile', [[waiting?.id, due.id]])
  } finally {
    bridge.close()
  }
}

const lines = async (rpc: Rpc, move: number, type: string): Promise<Row[]> =>
  (await rpc('account.move.line', 'search_read', [], {
    domain: [
      ['move_id', '=', move],
      ['account_type', '=', type],
    ],
    fields: ['account_id', 'partner_id', 'amount_residual'],
  })) as Row[]

export interface TwoSteps {
  /** Takes pieces from the shelf; nothing has left yet. */
  pick(pieces: number): Promise<void>
  /** What was taken leaves. */
  ship(): Promise<void>
}

/** An order from a warehouse that picks first and ships then. */
export async function orderInTwoSteps({ rpc, clerk, run }: World, ref: string, pieces: number): Promise<TwoSteps> {
  const code = ref.slice(-5)
  const steps = { name: `Lager ${ref}`, code, delivery_steps: 'pick_ship' }
  const [warehouse] = (await rpc('stock.warehouse', 'create', [[steps]])) as number[]
  const [made] = (await rpc('stock.warehouse', 'read', [[warehouse]], { fields: ['lot_stock_id'] })) as Row[]
  const shelf = (made?.['lot_stock_id'] as [number, string])[0]
  const [pot, buyer] = [await clerk.find(`${run}.POT`), await clerk.find(`${run}.buyer`)]
  const stock = { product_id: pot?.id, location_id: shelf, inventory_quantity: 100 }
  const [quant] = (await rpc('stock.quant', 'create', [[stock]])) as number[]
  await rpc('stock.quant', 'action_apply_inventory', [[quant]])
  const line = [0, 0, { product_id: pot?.id, product_uom_qty: pieces, price_unit: 20 }]
  const values = { partner_id: buyer?.id, client_order_ref: ref, warehouse_id: warehouse, order_line: [line] }
  const [order] = (await rpc('sale.order', 'create', [[values]])) as number[]
  await rpc('sale.order', 'action_confirm', [[order]])
  const handOver = async (kind: 'internal' | 'outgoing', quantity?: number): Promise<void> => {
    const domain = [
      ['move_ids.sale_line_id.order_id', '=', order],
      ['picking_type_code', '=', kind],
      ['state', 'not in', ['done', 'cancel']],
    ]
    const [picking] = (await rpc('stock.picking', 'search_read', [], {
      domain,
      fields: ['move_ids'],
      order: 'id',
    })) as Row[]
    if (picking === undefined) throw new Error(`nothing ${kind} of ${ref} is open`)
    const moves = picking['move_ids'] as number[]
    const all = (await rpc('stock.move', 'read', [moves], { fields: ['product_uom_qty'] })) as Row[]
    for (const move of all)
      await rpc('stock.move', 'write', [[move.id]], {
        vals: { quantity: quantity ?? move['product_uom_qty'], picked: true },
      })
    await rpc('stock.picking', 'button_validate', [[picking.id]], { context: { skip_backorder: true, skip_sms: true } })
  }
  return { pick: (some) => handOver('internal', some), ship: () => handOver('outgoing') }
}
