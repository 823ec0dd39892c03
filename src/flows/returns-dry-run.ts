import { CASE_ACTIONS } from '../domain/case.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { type AccountCount, countOpen, emptyCount } from './count.ts'
import { stopPass } from './faults.ts'

/** What a returns run would read and tell now, and the decisions in Odoo that it would take; writes nothing, decides nothing. */
export async function wouldReturn(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly AccountCount[]> {
  const counts: AccountCount[] = []
  for (const opened of accounts) {
    const count = emptyCount(opened.account.name)
    counts.push(count)
    try {
      await countCases(opened, count, ports)
      await countOpen(opened.account.name, 'returns', count, ports.outbox)
    } catch (error) {
      stopPass(opened.account, error, count, ports.log)
    }
  }
  for (const { account, subject, action } of await ports.odoo.decisions.open()) {
    const count = counts.find((one) => one.account === account)
    if (count !== undefined && subject.kind === 'case' && CASE_ACTIONS.some((known) => known === action))
      count.planned += 1
  }
  return counts
}

async function countCases(
  { account, connector }: OpenAccount,
  count: AccountCount,
  { ledger, odoo }: FlowPorts,
): Promise<void> {
  if (connector.cases === undefined) return
  const cursor = await ledger.cursor(account.name, 'cases')
  const start = { cursor, goLive: await startLine(account, { ledger, odoo }), startFrom: account.startFrom }
  for await (const { cases, unreadable } of connector.cases.pull(start)) {
    const ids = cases.map(({ id }) => id)
    const known = await ledger.cases.known(account.name, ids)
    count.received += cases.length + unreadable.length
    count.duplicates += cases.filter(({ id, state }) => known.get(id)?.facts.state === state).length
  }
}
