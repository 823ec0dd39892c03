import { instant } from '../domain/time.ts'
import { addDelivered } from '../flows/facts.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import { orderRef } from '../domain/ids.ts'
import { readArgs } from './args.ts'
import { type AppCommand, UsageError } from './command.ts'
import type { App } from '../app.ts'

export const factCommand: AppCommand = {
  name: 'fact',
  needs: 'app',
  usage: 'marketplace-care fact add <order> delivered --at TIME [--picking NAME]',
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      { at: { type: 'string' }, picking: { type: 'string' } },
      { min: 3, max: 3 },
    )
    const [action, name = '', fact = ''] = positionals
    if (action !== 'add') throw new UsageError('Say fact add.')
    if (fact === 'withdrawn' || fact === 'objected') throw new UsageError(`The fact ${fact} is known, not built yet.`)
    if (fact !== 'delivered') throw new UsageError(`There is no fact ${fact}. Facts: delivered.`)
    const order = await orderNamed(name, app)
    const at = timeOf(values.at)
    const changed = await addDelivered(
      { order, at, ...(values.picking === undefined ? {} : { picking: values.picking }) },
      app.accounts,
      app.ports,
    )
    app.ports.outbox.wake()
    io.stdout(
      changed === 0
        ? `Nothing to do: the deliveries of ${order.name} were told already.\n`
        : `Noted for ${order.name}.\n`,
    )
    return 0
  },
}

async function orderNamed(name: string, { ports }: App): Promise<OrderFacts> {
  const found = await ports.odoo.orders.byRef([orderRef(name)], { byName: true })
  const exact = found.filter((order) => order.name === name || order.clientOrderRef === name)
  const [order] = exact.length === 0 ? found : exact
  const facts = order === undefined ? undefined : (await ports.odoo.orders.orders([order.id])).get(order.id)
  if (facts === undefined) throw new UsageError(`There is no order ${name} in Odoo.`)
  return facts
}

function timeOf(value: string | undefined) {
  if (value === undefined) throw new UsageError('--at is missing, for example --at 2026-11-22T10:30:00+01:00.')
  try {
    return instant(value)
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`--at ${value} is no time. Write it like 2026-11-22T10:30:00+01:00.`)
    throw error
  }
}
