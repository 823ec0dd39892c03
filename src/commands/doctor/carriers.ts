import { carriers } from '../../../connectors/carriers.ts'
import { budgetDay } from '../../flows/carrier-poll.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import type { Patient } from './patient.ts'

const AREA = 'Carriers'

/** Whose events are read, and how much of the day's calls is used. Nothing outside is asked: every call counts. */
export function carrierProbes(patient: Patient): readonly Probe[] {
  return [{ area: AREA, title: 'carriers', run: () => carrierFindings(patient) }]
}

async function carrierFindings({ settings, store, clock }: Patient): Promise<readonly Finding[]> {
  const { good, note, doubtful } = report(AREA)
  const findings: Finding[] = []
  for (const declaration of carriers) {
    const { name, manifest } = declaration
    const access = settings.carriers?.access[name]
    if (access === undefined) {
      const detail = `no key (${name.toUpperCase()}_API_KEY): texts say only what Odoo knows`
      findings.push(note(manifest.label, detail, { name: `carrier ${name}` }))
      continue
    }
    const budget = 'fault' in store ? undefined : await store.ledger.carrier.budget(name)
    const today = budgetDay(clock.now(), declaration)
    const used = budget?.day === today ? budget.calls : 0
    const left = `${String(used)} of ${String(access.dailyCalls)} calls of ${today} (${manifest.dayZone}) are used`
    const blocked = budget?.blocked !== undefined && budget.blocked.until > clock.now() ? budget.blocked : undefined
    findings.push(
      blocked === undefined
        ? good(manifest.label, left, { name: `carrier ${name}` })
        : doubtful(manifest.label, `${blocked.reason} ${left}.`, `Nothing is asked before ${blocked.until}.`, {
            name: `carrier ${name}`,
          }),
    )
  }
  const hook = settings.carriers?.webhookSecret
  const words = { name: 'carrier webhook' }
  findings.push(
    hook === undefined
      ? note('webhook', 'CARRIER_WEBHOOK_SECRET is not set: nobody can tell where parcels are', words)
      : good('webhook', `${settings.publicUrl ?? 'https://<this service>'}/webhooks/carrier/<name>`, words),
  )
  return findings
}
