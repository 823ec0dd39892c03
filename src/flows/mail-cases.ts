import type { CaseFacts } from '../domain/case.ts'
import type { ConversationFacts } from '../domain/message.ts'
import { caseMessage } from './case-words.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'

/**
 * A return, claim or cancellation that a mail tells of → the ledger's cases, told in the mail's conversation. Recorded before the mail
 * is sorted: the same facts a second time change nothing.
 */
export async function recordMailCase(
  facts: CaseFacts,
  conversation: ConversationFacts,
  opened: OpenAccount,
  ports: Pick<FlowPorts, 'ledger' | 'odoo' | 'texts'>,
): Promise<void> {
  const { name } = opened.account
  const known = await ports.ledger.cases.known(name, [facts.id])
  const isOver = facts.state === 'accepted' || facts.state === 'rejected' || facts.state === 'closed'
  const late = isOver && facts.updatedAt < (await startLine(opened.account, ports))
  await ports.ledger.cases.record(name, {
    cases: [
      {
        facts,
        conversation: known.get(facts.id)?.conversation ?? conversation.id,
        text: caseMessage(facts, opened, ports.texts),
        asks: facts.state === 'announced' || facts.state === 'to_decide',
        ...(late ? { aside: 'before_go_live' } : {}),
        raw: new TextEncoder().encode(JSON.stringify(facts)),
      },
    ],
    unreadable: [],
  })
}
