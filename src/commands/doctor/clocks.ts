import { type Finding, report } from './finding.ts'

const WARNING_MS = 5_000
const ERROR_MS = 60_000

export interface Skew {
  readonly area: string
  /** `Odoo`, `database` */
  readonly whose: string
  /** How far the other clock is ahead of ours. */
  readonly skewMs: number
  /** How well that is known. */
  readonly unsureMs: number
}

/** Ages, leases and deadlines compare times of two machines: they may differ by seconds, not by minutes. */
export function clockFinding({ area, whose, skewMs, unsureMs }: Skew): Finding {
  const { good, doubtful, bad } = report(area)
  const title = 'clock'
  const words = { name: `clock ${whose}` }
  const apart = Math.max(0, Math.abs(skewMs) - unsureMs)
  const detail = `${whose}'s clock is ${(apart / 1000).toFixed(0)} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours`
  const remedy = 'Let both machines keep their time by NTP (timedatectl set-ntp true).'
  if (apart > ERROR_MS) return bad(title, `${detail}: ages and deadlines come out wrong`, remedy, words)
  if (apart > WARNING_MS) return doubtful(title, detail, remedy, words)
  return good(title, `${whose}'s clock and ours agree`, words)
}
