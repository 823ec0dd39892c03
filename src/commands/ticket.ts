import type { App } from '../app.ts'
import { orderRef } from '../domain/ids.ts'
import { openTicket, ownerAmong, type TicketOpened } from '../flows/open-ticket.ts'
import type { FoundOrder } from '../odoo/ports.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

export const ticketCommand: AppCommand = {
  name: 'ticket',
  needs: 'app',
  usage: `marketplace-care ticket open <order> [--account NAME] [--json]
  open       gives an order (its name in Odoo, or the marketplace's number) the ticket on which its buyer can be written to,
             or names the one it has; the first public message there begins the conversation at the marketplace
  --account  which account's order, where several have the same number`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      { account: { type: 'string' }, json: { type: 'boolean', default: false } },
      { min: 2, max: 2 },
    )
    const [action, name = ''] = positionals
    if (action !== 'open') throw new UsageError('Say ticket open.')
    const order = await orderNamed(name, values.account, app)
    const opened = await openPatiently(order, app)
    if (opened.kind === 'refused') throw new UsageError(opened.sentence)
    if (opened.kind === 'later') {
      io.stderr(`${opened.sentence}\n`)
      return 1
    }
    const { kind, account, orderRef: ref, ticketId, url, sentence } = opened
    if (values.json) printJson(io, { account, order: ref, ticket: ticketId, url, made: kind === 'made' })
    else io.stdout(`${sentence}\n${url}\n`)
    return 0
  },
}

/** Commands speak English, whatever the accounts' languages are. */
const LANGUAGE = 'en'
const TRIES_MAX = 20
const TRY_AGAIN_MS = 1000

/** While the account is being mirrored, which mostly takes a moment, it is waited. */
async function openPatiently(order: FoundOrder, { accounts, ports }: App): Promise<TicketOpened> {
  for (let tries = 1; ; tries += 1) {
    const opened = await openTicket(order, accounts, ports, LANGUAGE)
    if (opened.kind !== 'later' || opened.why !== 'busy' || tries === TRIES_MAX) return opened
    await ports.clock.sleep(TRY_AGAIN_MS)
  }
}

/** By its name in Odoo, or by the number that its account's rules find in it. */
async function orderNamed(name: string, account: string | undefined, { accounts, ports }: App): Promise<FoundOrder> {
  if (account !== undefined && !accounts.some((one) => one.account.name === account)) {
    const names = accounts.map((one) => one.account.name).join(' ')
    throw new UsageError(`There is no account ${account}. Accounts: ${names}.`)
  }
  const owned = (await ports.odoo.orders.byRef([orderRef(name)], { byName: true })).map((order) => ({
    order,
    owner: ownerAmong(order, accounts),
  }))
  const meant = owned.filter(
    ({ order, owner }) =>
      order.name === name || order.clientOrderRef === name || (owner.kind === 'owner' && owner.orderRef === name),
  )
  const theirs =
    account === undefined
      ? meant
      : meant.filter(({ owner }) => owner.kind !== 'owner' || owner.account.name === account)
  const [first, second] = theirs
  if (first === undefined) {
    const [other] = meant
    if (other?.owner.kind === 'owner')
      throw new UsageError(`Order ${name} belongs to account ${other.owner.account.name}, not to ${account ?? ''}.`)
    throw new UsageError(`There is no order ${name} in Odoo. Give its name there, or the marketplace's number.`)
  }
  if (second !== undefined) {
    const names = theirs.map(({ order }) => order.name).join(' ')
    throw new UsageError(`Several orders go by ${name}: ${names}. Give the name of one of them.`)
  }
  return first.order
}
