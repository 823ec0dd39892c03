import type { AccountName } from '../domain/ids.ts'
import { pullCases } from './cases.ts'
import { showCases } from './case-show.ts'
import { type FlowPorts, type OpenAccount, sends } from './context.ts'
import { takeDecisionsIfPossible } from './decisions.ts'
import { type AccountCount, countOpen, emptyCount } from './count.ts'
import { stopAccount, stopPass } from './faults.ts'
import { place } from './place.ts'
import { maySend } from './restores.ts'
import { followOdoo } from './returns-feeds.ts'
import { sendReturns } from './returns-send.ts'

export interface ReturnsOptions {
  /** Nothing is read or sent there. */
  readonly paused?: ReadonlySet<AccountName>
}

/**
 * A person's decision → the marketplace; the marketplace's return requests → cases on ticket and order. One pass; safe to repeat at any
 * point. What was decided goes first, so that what came of it is read and told in the same pass.
 */
export async function returns(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  { paused }: ReturnsOptions = {},
): Promise<readonly AccountCount[]> {
  const rows = accounts.map((opened) => ({ opened, count: emptyCount(opened.account.name) }))
  await takeDecisionsIfPossible(accounts, ports)
  const go = await maySend('returns', rows, ports)
  for (const { opened, count } of rows) {
    if (go && sends(opened, paused)) await sendReturns(opened, count, ports)
    if (paused?.has(opened.account.name) !== true) {
      await readCases(opened, count, ports)
      if (go) await follow(opened, accounts, count, ports)
    }
    await countOpen(opened.account.name, 'returns', count, ports.outbox)
  }
  return rows.map(({ count }) => count)
}

async function follow(
  opened: OpenAccount,
  accounts: readonly OpenAccount[],
  count: AccountCount,
  ports: FlowPorts,
): Promise<void> {
  try {
    await followOdoo(opened, accounts, count, ports)
  } catch (error) {
    stopPass(opened.account, error, count, ports.log)
  }
}

/** What people decided is sent at once, not with the next pass of `returns`, which also counts it. A fault is told by that pass. */
export async function decideNow(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  paused: ReturnsOptions['paused'],
): Promise<void> {
  const deciding = accounts.filter(({ connector }) => connector.cases?.decide !== undefined)
  await takeDecisionsIfPossible(accounts, ports)
  const rows = deciding.map((opened) => ({ opened, count: emptyCount(opened.account.name) }))
  if (rows.length === 0 || !(await maySend('returns', rows, ports))) return
  for (const { opened, count } of rows) {
    if (!sends(opened, paused)) continue
    const handled = await sendReturns(opened, count, ports)
    if (handled > 0) await readCases(opened, count, ports)
  }
}

/** Reading, then telling: either side may be down. */
async function readCases(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  const { account, connector } = opened
  if (connector.cases === undefined && opened.mail === undefined) return
  await ports.ledger.alone(`returns:${account.name}`, async () => {
    // What mails told of was read with them.
    const live = connector.cases === undefined || (await ports.ledger.cursor(account.name, 'cases')) !== undefined
    try {
      await pullCases(opened, count, ports)
    } catch (error) {
      await stopAccount(account, error, count, ports)
    }
    if (account.mode === 'read' || (await ports.ledger.halted()) !== undefined) return
    try {
      // One writer per conversation: while another process mirrors this account, the next pass tells it.
      await ports.ledger.alone(`mirror:${account.name}`, () => place(opened, count, ports, { live, stream: 'cases' }))
      if (connector.cases === undefined) count.received = count.mirrored + count.set_aside
      await showCases(opened, ports)
    } catch (error) {
      stopPass(account, error, count, ports.log)
    }
  })
}
