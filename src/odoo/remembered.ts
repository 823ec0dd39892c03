import { type Instant, msBetween } from '../domain/time.ts'
import type { OdooBridge } from './bridge.ts'

/** What hardly ever changes is read once a minute, not once a mail. */
const MINUTE_MS = 60_000

/** Asks `read` at most once a minute for each connection; a fault is not remembered. */
export function onceAMinute<T>(read: (bridge: OdooBridge) => Promise<T>): (bridge: OdooBridge) => Promise<T> {
  const known = new WeakMap<OdooBridge, { readonly at: Instant; readonly value: Promise<T> }>()
  return (bridge) => {
    const now = bridge.clock.now()
    const before = known.get(bridge)
    if (before !== undefined && Math.abs(msBetween(before.at, now)) < MINUTE_MS) return before.value
    const value = read(bridge)
    known.set(bridge, { at: now, value })
    value.catch(() => known.delete(bridge))
    return value
  }
}
