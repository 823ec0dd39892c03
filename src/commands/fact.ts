import { SUPPRESSION_REASONS } from '../domain/effect.ts'
import { FACT_NAME_MAX_CHARS, FACT_TEXT_MAX_CHARS, ORDER_FACTS } from '../domain/order-fact.ts'
import { factRequest, NoSuchOrder, requestFaults, takeFact } from '../flows/fact-request.ts'
import { readArgs } from './args.ts'
import { type AppCommand, UsageError } from './command.ts'

export const factCommand: AppCommand = {
  name: 'fact',
  needs: 'app',
  usage: `marketplace-care fact add <order> ${ORDER_FACTS.join('|')} --at TIME [--text TEXT] [--name NAME] [--picking NAME]
  What Odoo does not know of an order (its number in Odoo or at the shop):
  delivered  its parcels arrived (--picking: only this delivery): the delivery notices go out
  withdrawn  the buyer withdrew from the contract: the receipt with his words (--text, at most ${String(FACT_TEXT_MAX_CHARS)} characters)
             and name (--name, at most ${String(FACT_NAME_MAX_CHARS)}) goes at once; note and activity on the order
  objected   the buyer wants no more mails: only what the law demands still goes to his address
  --at       when it happened, for example 2026-11-22T10:30:00+01:00`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      { at: { type: 'string' }, text: { type: 'string' }, name: { type: 'string' }, picking: { type: 'string' } },
      { min: 3, max: 3 },
    )
    const [action, order, fact = ''] = positionals
    if (action !== 'add') throw new UsageError('Say fact add.')
    if (!(ORDER_FACTS as readonly string[]).includes(fact))
      throw new UsageError(`There is no fact ${fact}. Facts: ${ORDER_FACTS.join(', ')}.`)
    if (values.at === undefined) throw new UsageError('--at is missing, for example --at 2026-11-22T10:30:00+01:00.')
    const request = factRequest.safeParse({ order, fact, ...values })
    if (!request.success) throw new UsageError(`--${requestFaults(request.error).join('; --')}.`)
    try {
      const outcome = await takeFact(request.data, 'marketplace-care fact add', app.accounts, app.ports)
      io.stdout(`${told(outcome)}\n`)
      if (!outcome.noted)
        io.stdout(
          `Odoo refuses the note on ${outcome.order.name}: the order does not show it yet. Every pass of notify tries again; marketplace-care doctor says which right is missing.\n`,
        )
      return 0
    } catch (error) {
      if (error instanceof NoSuchOrder) throw new UsageError(error.message)
      throw error
    }
  },
}

/** What became of it, in a sentence. */
function told({ order, fact, isNew, changed, heldBack, opened }: Awaited<ReturnType<typeof takeFact>>): string {
  const { account } = opened
  if (account.mode === 'read')
    return `Kept for ${order.name}. ${account.name} is in mode read: nothing follows until it leaves it.`
  if (heldBack !== undefined)
    return `Kept for ${order.name}. Nothing is sent: ${SUPPRESSION_REASONS[heldBack]} It was told as of ${fact.at}; if that is not right, tell it again with the right time.`
  const silent = (kind: 'delivered' | 'withdrawal_receipt'): string | undefined =>
    account.notify.includes(kind) ? undefined : `${account.name} sends no ${kind} (NOTIFY).`
  switch (fact.fact) {
    case 'delivered': {
      const nothing = silent('delivered')
      if (nothing !== undefined) return `Kept for ${order.name}. ${nothing}`
      return changed === 0
        ? `Nothing to do: the deliveries of ${order.name} were told already.`
        : `Noted for ${order.name}.`
    }
    case 'withdrawn':
      if (!isNew) return `Nothing to do: this withdrawal of ${order.name} was told already.`
      return `Kept for ${order.name}. ${silent('withdrawal_receipt') ?? 'Its receipt goes out now; see marketplace-care outbox list.'}`
    case 'objected':
      return isNew ? `Noted for ${order.name}.` : `Nothing to do: this objection was told already.`
    default: {
      const missing: never = fact.fact
      return missing
    }
  }
}
