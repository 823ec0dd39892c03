import type { Mode } from '../domain/account.ts'
import type { Effect } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { verdictFor } from '../domain/policy.ts'
import type { Instant } from '../domain/time.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

/** An account whose settings say `live` and that ran in another mode before. */
export interface GoingLive {
  readonly opened: OpenAccount
  readonly from: Mode
  /** What was held back and what is planned; what the law demands first, then the newest. None of it is sent by itself. */
  readonly held: readonly (Effect & { readonly must: boolean })[]
}

/** Who goes live with the next pass. Changes nothing. */
export async function goingLive(
  accounts: readonly OpenAccount[],
  ports: Pick<FlowPorts, 'ledger' | 'outbox' | 'policy'>,
): Promise<readonly GoingLive[]> {
  const last = new Map((await ports.ledger.accountStates()).map(({ account, mode }) => [account, mode]))
  const going: GoingLive[] = []
  for (const opened of accounts) {
    const { account } = opened
    const from = last.get(account.name) ?? null
    if (account.mode !== 'live' || from === null || from === 'live') continue
    const held = [
      ...(await ports.outbox.list({ account: account.name, state: 'planned' })),
      ...(await ports.outbox.list({ account: account.name, reason: 'shadow' })),
    ]
    going.push({ opened, from, held: mustFirst(held, accounts, ports) })
  }
  return going
}

/** What the law demands stands in the first place; otherwise the order stays. */
export function mustFirst<Row extends Effect>(
  effects: readonly Row[],
  accounts: readonly OpenAccount[],
  { policy }: Pick<FlowPorts, 'policy'>,
): readonly (Row & { readonly must: boolean })[] {
  const connectorOf = new Map(accounts.map(({ account }) => [account.name, account.connector]))
  const marked = effects.map((effect) => {
    const connector = connectorOf.get(effect.account)
    const must =
      effect.flow === 'notify' &&
      connector !== undefined &&
      verdictFor(policy, connector, effect.kind as NotificationKind).verdict === 'must'
    return { ...effect, must }
  })
  return [...marked.filter(({ must }) => must), ...marked.filter(({ must }) => !must)]
}

/** Keeps in which mode each account runs from now on; from then on an account that went live sends what happens, not what happened. */
export async function enterModes(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<void> {
  const last = new Map((await ports.ledger.accountStates()).map(({ account, mode }) => [account, mode]))
  const changed = accounts.filter(({ account }) => last.get(account.name) !== account.mode)
  if (changed.length === 0) return
  const at = await timeOfOdoo(ports)
  for (const { account } of changed) {
    const held = await ports.ledger.enterMode(account.name, account.mode, at)
    ports.log.info({ account: account.name, mode: account.mode, held }, 'the account runs in this mode from now on')
  }
}

/** The facts' own times are Odoo's; while it is away our clock has to do. */
async function timeOfOdoo({ odoo, clock }: FlowPorts): Promise<Instant> {
  try {
    return await odoo.now()
  } catch (error) {
    if (!isFault(error)) throw error
    return clock.now()
  }
}
