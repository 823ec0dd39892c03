import type { StoredVerdict } from '../domain/effect.ts'
import type { GuardVerdict } from '../domain/guard.ts'

/** The guard's verdict as it is kept with the row. */
export function storedVerdict(verdict: GuardVerdict): StoredVerdict {
  return verdict.kind === 'allowed'
    ? { allowed: true, policy: verdict.policy, findings: [] }
    : { allowed: false, policy: verdict.policy, findings: verdict.findings }
}
