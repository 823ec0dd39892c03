import type { StoredVerdict } from '../domain/effect.ts'
import type { GuardVerdict } from '../domain/guard.ts'

/** The guard's verdict as it is kept with the row. */
export function storedVerdict(verdict: GuardVerdict): StoredVerdict {
  if (verdict.kind === 'allowed') return { allowed: true, policy: verdict.policy, findings: verdict.findings }
  const { policy, findings, final } = verdict
  return { allowed: false, policy, findings, ...(final === undefined ? {} : { final }) }
}
