import { trackingReferences } from '../domain/references.ts'
import type { NewEffect } from '../domain/effect.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countOpen, countSuppressed, emptyCount } from './count.ts'
import type { Would } from './dry-run.ts'
import { stopPass } from './faults.ts'
import { problemSentence } from './tracking-effects.ts'
import { createFinder, type Delivery, type Finder, handsOver } from './tracking-find.ts'
import { openDeliveries } from './tracking-open.ts'
import { type PlannedDelivery, planOrder } from './tracking-plan.ts'

/** Everything `run tracking` would plan and hand over now; writes nothing, hands nothing over. */
export async function wouldTrack(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<{ readonly accounts: readonly AccountCount[]; readonly would: readonly Would[] }> {
  const handing = accounts.filter(handsOver)
  const finder = await createFinder(handing, accounts, ports)
  const changed = new Map<string, readonly Delivery[]>()
  for await (const { deliveries } of finder?.changed() ?? [])
    for (const [name, some] of deliveries) changed.set(name, [...(changed.get(name) ?? []), ...some])
  const would: Would[] = []
  const counts: AccountCount[] = []
  for (const opened of accounts) {
    const count = emptyCount(opened.account.name)
    counts.push(count)
    if (finder === undefined || !handing.includes(opened)) continue
    try {
      await countOpen(opened.account.name, 'tracking', count, ports.outbox)
      const found = await allOpen(opened, finder, changed.get(opened.account.name) ?? [], ports)
      would.push(...(await judge(opened, finder, found, count, ports)))
    } catch (error) {
      stopPass(opened.account, error, count, ports.log)
    }
  }
  return { accounts: counts, would }
}

/** What changed, and what the last pass left, as it stands now. */
async function allOpen(
  opened: OpenAccount,
  finder: Finder,
  changed: readonly Delivery[],
  { ledger }: FlowPorts,
): Promise<readonly Delivery[]> {
  const found = new Map(changed.map((delivery) => [delivery.picking.id, delivery]))
  const left = [...(await openDeliveries(ledger, opened.account.name)).keys()].filter((id) => !found.has(id))
  return [...found.values(), ...(await finder.again(opened, left)).values()]
}

async function judge(
  opened: OpenAccount,
  { lines }: Finder,
  found: readonly Delivery[],
  count: AccountCount,
  ports: FlowPorts,
): Promise<readonly Would[]> {
  const { account } = opened
  const sends = account.mode === 'live' && !(await ports.odoo.info()).neutralized
  const ready = found.filter(({ picking }) => trackingReferences(picking.trackingRef).length > 0)
  count.waiting += found.length - ready.length
  const would: Would[] = []
  for (const [ref, deliveries] of Map.groupBy(ready, (delivery) => delivery.ref)) {
    for (const planned of await planOrder(ref, deliveries, opened, ports, lines.live.get(account.name))) {
      for (const effect of [...planned.effects, ...planned.stopped]) {
        if ((await ports.outbox.find(effect.dedupeKey)) !== undefined) continue
        const one = verdictOf(effect, planned, opened, { sends }, ports)
        would.push(one)
        count.planned += 1
        if (one.verdict === 'suppress') countSuppressed(count, 'shadow')
        else if (one.verdict === 'fail') count.failed += 1
        else count.waiting += 1
      }
    }
  }
  return would
}

function verdictOf(
  effect: NewEffect,
  { delivery, problem, stopped }: PlannedDelivery,
  { account, manifest }: OpenAccount,
  { sends }: { readonly sends: boolean },
  { texts }: FlowPorts,
): Would {
  const { model, id } = delivery.picking
  const base = { account: account.name, kind: 'parcel', source: { model, id }, to_masked: null } as const
  const held = effect.state === 'suppressed' || !sends
  const sentence =
    problem !== undefined && stopped.includes(effect)
      ? { sentence: problemSentence(problem, manifest.label, (key, values) => texts('en', key, values)) }
      : {}
  if (held) return { ...base, verdict: 'suppress', reason: 'shadow', ...sentence }
  return { ...base, verdict: 'sentence' in sentence ? 'fail' : 'send', reason: null, ...sentence }
}
