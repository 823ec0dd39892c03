import type { SuppressionReason } from '../domain/effect.ts'
import type { OdooRecord } from '../domain/ids.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { createPlanner, type Planned } from './notify.ts'
import { decide } from './notify-decide.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** What a notification run would do about one happening. */
export interface Would {
  /** null = the order belongs to no account. */
  readonly account: string | null
  readonly kind: string
  readonly source: Pick<OdooRecord, 'model' | 'id'>
  /** `m***@example.org`; null = not known or not reached. */
  readonly to_masked: string | null
  readonly verdict: 'send' | 'later' | 'suppress' | 'done'
  readonly reason: SuppressionReason | null
}

/** Everything `run notify` would plan and send now; writes nothing, sends nothing. */
export async function wouldNotify(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<readonly Would[]> {
  const planner = await createPlanner(accounts, ports)
  const would: Would[] = []
  if (planner === undefined) return would
  for await (const { planned, unowned } of planner.pages({})) {
    for (const one of planned) would.push(await judge(one, ports))
    for (const { happening } of unowned) {
      const { model, id } = happening.source
      would.push({
        account: null,
        kind: happening.kind,
        source: { model, id },
        to_masked: null,
        verdict: 'suppress',
        reason: 'no_account',
      })
    }
  }
  return would
}

async function judge({ opened, effect, happening }: Planned, ports: FlowPorts): Promise<Would> {
  const { model, id } = happening.source
  const base = { account: opened.account.name, kind: happening.kind, source: { model, id } } as const
  const row = await ports.outbox.find(effect.dedupeKey)
  if (row !== undefined && row.state !== 'planned') return { ...base, to_masked: null, verdict: 'done', reason: null }
  if (effect.state === 'suppressed') {
    return { ...base, to_masked: null, verdict: 'suppress', reason: effect.reason as SuppressionReason }
  }
  const decision = await decide(
    {
      account: effect.account,
      kind: effect.kind,
      dedupeKey: effect.dedupeKey,
      source: happening.source,
      payload: effect.payload as NotifyPayload,
      result: {},
    },
    opened,
    ports,
  )
  if (decision.kind === 'told') return { ...base, to_masked: null, verdict: 'done', reason: null }
  const masked = decision.to === undefined ? null : maskAddress(decision.to)
  if (decision.kind === 'suppress') return { ...base, to_masked: masked, verdict: 'suppress', reason: decision.reason }
  const due = effect.notBefore === undefined || effect.notBefore <= ports.clock.now()
  return { ...base, to_masked: masked, verdict: due ? 'send' : 'later', reason: null }
}

/** `maria@example.org` → `m***@example.org`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${address.slice(0, 1)}***${address.slice(at)}`
}
