import { isFault } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { type AccountCount, countFault, emptyCount } from './count.ts'
import { reconcileMailbox } from './mail-reconcile.ts'

/** What the source of an account holds, against the ledger. */
export interface Reconciled {
  readonly account: AccountName
  /** Messages at the source since the account's start line, without those that came after it was last read. */
  readonly seen: number
  /** Messages that have a place in Odoo. */
  readonly mirrored: number
  /** What the ledger should hold and does not, by the source's own names; at most 1000. */
  readonly missing: readonly string[]
  /** Why nothing could be compared. */
  readonly note?: string
}

const MISSING_MAX = 1000

/** Compares one account with its source. Writes nothing. */
export async function reconcile(opened: OpenAccount, ports: FlowPorts): Promise<Reconciled> {
  const { account, connector, manifest } = opened
  const { mirrored } = await ports.ledger.messageTotals(account.name)
  const found = { account: account.name, mirrored }
  if (opened.mail !== undefined) {
    const { seen, missing, note } = await reconcileMailbox(opened, ports)
    return { ...found, seen, missing: missing.slice(0, MISSING_MAX), ...(note === undefined ? {} : { note }) }
  }
  if (connector.messages === undefined) {
    const note = manifest.missing['messages.pull'] ?? `${manifest.label} gives no messages to read here.`
    return { ...found, seen: 0, missing: [], note }
  }
  const { seen, missing } = await reconcileMessages(opened, ports)
  return { ...found, seen, missing: missing.slice(0, MISSING_MAX) }
}

/** Reads from the start what the marketplace shows. What came after the last good pass is the next one's. */
async function reconcileMessages(
  { account, connector }: OpenAccount,
  ports: FlowPorts,
): Promise<{ readonly seen: number; readonly missing: readonly string[] }> {
  const goLive = await startLine(account, ports)
  const states = await ports.ledger.accountStates()
  const read = states.find((state) => state.account === account.name)?.lastSuccess ?? null
  let seen = 0
  const missing: string[] = []
  const start = { cursor: undefined, goLive, startFrom: account.startFrom }
  for await (const page of connector.messages?.pull(start) ?? []) {
    const messages = page.conversations.flatMap((conversation) => conversation.messages)
    const ids = messages.map(({ id }) => id)
    const known = await ports.ledger.knownMessages(account.name, ids)
    for (const { id, at } of messages) {
      const isKnown = known.has(id)
      if (!isKnown && (read === null || at > read)) continue
      seen += 1
      if (!isKnown) missing.push(id)
    }
  }
  return { seen, missing }
}

/** The job: every account, with its faults; what is missing makes the pass a failed one. */
export async function reconcileAll(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly AccountCount[]> {
  const counts: AccountCount[] = []
  for (const opened of accounts) {
    const count = emptyCount(opened.account.name)
    try {
      const { seen, missing } = await reconcile(opened, ports)
      count.received = seen
      count.duplicates = seen - missing.length
      if (missing.length > 0) countFault(count, new Error(missingSentence(missing.length)))
    } catch (error) {
      if (!isFault(error)) throw error
      countFault(count, error)
      ports.log.warn({ account: opened.account.name, fault: error.kind }, error.message)
    }
    counts.push(count)
  }
  return counts
}

const missingSentence = (missing: number): string =>
  `${String(missing)} ${missing === 1 ? 'message is' : 'messages are'} at the source and not in the ledger. Which: marketplace-care reconcile`
