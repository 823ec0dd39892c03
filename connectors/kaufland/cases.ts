import type { CaseFacts, CaseId } from '../../src/domain/case.ts'
import { Permanent } from '../../src/domain/errors.ts'
import type { Clock } from '../../src/domain/time.ts'
import type { OpenConnector } from '../../src/kit/connector.ts'
import { checkText } from './answer.ts'
import { casePass } from './case-pass.ts'
import type { CasePassPorts } from './case-pass.ts'
import { caseReader } from './case-reader.ts'
import type { CaseReader } from './case-reader.ts'
import type { KauflandClient } from './client.ts'
import { Unreadable } from './fields.ts'
import { messageRules } from './manifest.ts'
import { checkDigits, readable } from './tracking.ts'

type Cases = Required<NonNullable<OpenConnector['cases']>>
type Decision = Parameters<Cases['decide']>[1]

/** Returns: each unit of one is a case of its own, since each is decided by itself. */
export function casesOf(
  client: CasePassPorts['client'] & Pick<KauflandClient, 'returnUnit' | 'orderUnitWithTickets' | 'decideReturnUnit'>,
  { clock, storefronts }: { readonly clock: Clock; readonly storefronts: readonly string[] },
): Cases {
  const reader = caseReader(client)
  return {
    pull: (start) => casePass(start, { client, reader, clock, storefronts }),
    read: (id) => readNow(reader, id),
    decide: (id, decision) => decide(client, id, decision),
  }
}

async function readNow(reader: CaseReader, id: CaseId): Promise<CaseFacts> {
  checkDigits(id)
  const found = await reader.read(id)
  return readable(`return unit ${id}`, () => {
    if (found.kind === 'unreadable') throw new Unreadable(found.item.reason)
    return found.facts
  })
}

/** Words go with `clarify` and `reject` only; Kaufland itself starts a conversation with them: BEHAVIOR.md, returns. */
async function decide(
  client: Pick<KauflandClient, 'decideReturnUnit'>,
  id: CaseId,
  { action, text }: Decision,
): Promise<void> {
  checkDigits(id)
  if (action === 'clarify' || action === 'reject') {
    checkText(text ?? '', messageRules)
    return client.decideReturnUnit(id, action, text ?? '')
  }
  if (text !== null) {
    throw new Permanent(
      `Kaufland takes no words with "${action}": the buyer would not get them. Nothing was decided. Decide without words, and write to the buyer in the conversation.`,
      { code: 'text-not-taken' },
    )
  }
  return client.decideReturnUnit(id, action)
}
