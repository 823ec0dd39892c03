import type { FlowPorts, OpenAccount } from './context.ts'
import { answerText } from './answer-text.ts'
import { emptyCount } from './count.ts'
import { planReplies } from './reply.ts'

const LISTED_MAX = 10_000

/**
 * Answers that Odoo's receipts show as sent become done, with their text, before messages are read from the marketplace: an empty or
 * restored ledger would otherwise take our own answers for the seller's and mirror them. Resolves to how many.
 */
export async function settleToldAnswers(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<number> {
  const { outbox, odoo } = ports
  await planReplies(
    accounts.map((opened) => ({ opened, count: emptyCount(opened.account.name) })),
    ports,
  )
  let settled = 0
  for (const { account } of accounts) {
    const waiting = (await outbox.list({ account: account.name, limit: LISTED_MAX })).filter(
      ({ flow, state, reason }) => flow === 'reply' && (state === 'planned' || reason === 'shadow'),
    )
    const told = await odoo.receipts.done(waiting)
    for (const effect of waiting.filter(({ dedupeKey }) => told.has(dedupeKey))) {
      const answer = effect.source === null ? undefined : await odoo.answers.read(effect.source.id)
      const text = answer === undefined ? {} : { text: answerText(answer, account) }
      settled += await outbox.told([{ dedupeKey: effect.dedupeKey, result: { via: 'receipt', ...text } }])
    }
  }
  return settled
}
