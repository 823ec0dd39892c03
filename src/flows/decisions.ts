import { type Fault, isFault, Permanent } from '../domain/errors.ts'
import type { OdooDecision } from '../odoo/case-ports.ts'
import { decideCase } from './case-decide.ts'
import { caseWords } from './case-words.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { takeNotedFact } from './fact-noted.ts'
import { canBegin, openTicket } from './open-ticket.ts'

interface Settled {
  readonly id: number
  readonly outcome: 'taken' | 'refused'
  readonly sentence: string
}

/**
 * What people decided in Odoo → outbox, by the same way as the commands. Settled after it is planned: whoever dies in between finds it
 * planned the next time. Decisions of other accounts than these are left alone. Resolves to how many were taken.
 */
export async function takeDecisions(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<number> {
  const { odoo, ledger } = ports
  // A number may mean another record now: nothing is written by it.
  if ((await ledger.halted()) !== undefined) return 0
  const settled: Settled[] = []
  const begins = Object.fromEntries(accounts.map((opened) => [opened.account.name, canBegin(opened)]))
  for (const decision of await odoo.decisions.open(begins)) {
    const opened = accounts.find(({ account }) => account.name === decision.account)
    const became = opened === undefined ? undefined : await take(decision, opened, accounts, ports)
    if (became !== undefined) settled.push(became)
  }
  if (settled.length > 0) await odoo.decisions.settle(settled)
  return settled.filter(({ outcome }) => outcome === 'taken').length
}

/** As `takeDecisions`, for passes that go on where Odoo cannot be asked. */
export async function takeDecisionsIfPossible(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<number> {
  try {
    return await takeDecisions(accounts, ports)
  } catch (error) {
    if (!isFault(error)) throw error
    told(error, ports)
    return 0
  }
}

const told = (error: Fault, { log }: FlowPorts): void => {
  log.warn({ fault: error.kind }, `Decisions in Odoo wait: ${error.message}`)
}

/** A restored Odoo gives a number a second time. */
const refOf = ({ id, createDate }: OdooDecision): string => `${String(id)}@${createDate}`

/** Undefined = not now: it is taken another time. */
async function take(
  decision: OdooDecision,
  opened: OpenAccount,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<Settled | undefined> {
  const { id, subject } = decision
  try {
    const became = await (subject.kind === 'case'
      ? takeForCase(decision, subject.case, opened, ports)
      : subject.kind === 'effect'
        ? takeForEffect(decision, subject.key, opened, ports)
        : subject.kind === 'fact'
          ? takeNotedFact(subject, decision.by, opened, accounts, ports)
          : takeForOrder(decision, subject.orderId, opened, accounts, ports))
    return became === undefined ? undefined : { id, ...became }
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    return { id, outcome: 'refused', sentence: error.message }
  }
}

type Outcome = Omit<Settled, 'id'>

async function takeForCase(
  decision: OdooDecision,
  id: Extract<OdooDecision['subject'], { kind: 'case' }>['case'],
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Outcome> {
  const { account } = opened
  const t = caseWords(opened, ports.texts)
  const stored = (await ports.ledger.cases.known(account.name, [id])).get(id)
  if (stored === undefined) return { outcome: 'refused', sentence: t('refused.no_case') }
  const { action, text, by } = decision
  const wish = { action, text, by, ref: refOf(decision), language: account.language }
  const { kind, sentence } = await decideCase(stored, wish, opened, ports)
  return { outcome: kind === 'planned' ? 'taken' : 'refused', sentence }
}

async function takeForEffect(
  decision: OdooDecision,
  key: string,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Outcome> {
  const { outbox } = ports
  const t = caseWords(opened, ports.texts)
  const effect = await outbox.find(key)
  if (effect?.account !== opened.account.name) return { outcome: 'refused', sentence: t('refused.no_effect') }
  const { action, by } = decision
  if (action !== 'sent' && action !== 'not-sent')
    return { outcome: 'refused', sentence: t('refused.unknown_action', { action }) }
  const sentence = t(action === 'sent' ? 'settled_effect' : 'taken_effect')
  const ref = refOf(decision)
  if (!(await outbox.wasDecided(effect.id, ref))) await outbox.resolve(effect.id, action, by, ref)
  return { outcome: 'taken', sentence }
}

/** Somebody wants to write to an order's buyer: the order gets its ticket. */
async function takeForOrder(
  { action }: OdooDecision,
  orderId: number,
  { account }: OpenAccount,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<Outcome | undefined> {
  const t = (key: string): string => ports.texts(account.language, `opening.refused.${key}`, { action })
  if (action !== 'message') return { outcome: 'refused', sentence: t('unknown_action') }
  const order = await ports.odoo.orders.found(orderId)
  if (order === undefined) return { outcome: 'refused', sentence: t('no_order') }
  const opened = await openTicket(order, accounts, ports, account.language)
  if (opened.kind === 'later') return undefined
  return { outcome: opened.kind === 'refused' ? 'refused' : 'taken', sentence: opened.sentence }
}
