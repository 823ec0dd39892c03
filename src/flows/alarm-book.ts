import type { Logger } from 'pino'
import { type Alarm, type Channel, isFinished } from '../domain/alarm.ts'
import { isFault } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Ledger } from '../ledger/ports.ts'

/** The alarms of all processes, as the ledger holds them; in memory while it cannot be read or written. */
export interface AlarmBook {
  /** What is not finished, the oldest first. */
  read(): Promise<readonly Alarm[]>
  write(alarms: readonly Alarm[], now: Instant): Promise<void>
  /** To show them: changes nothing here. */
  peek(): Promise<readonly Alarm[]>
}

export function alarmBook(
  ledger: Pick<Ledger, 'alarms' | 'storeAlarms'>,
  channels: readonly Channel[],
  log: Logger,
): AlarmBook {
  let known: readonly Alarm[] = []
  /** What the ledger holds; undefined = it could not be asked. */
  let stored: readonly Alarm[] | undefined
  let unsaved = false

  async function load(): Promise<readonly Alarm[] | undefined> {
    try {
      return await ledger.alarms()
    } catch (error) {
      if (!isFault(error)) throw error
      return undefined
    }
  }

  return {
    async peek() {
      const now = await load()
      if (now === undefined) return known
      return oneOfEach(unsaved ? merged(now, known) : now)
    },
    async read() {
      stored = await load()
      if (stored === undefined) return known
      known = oneOfEach(unsaved ? merged(stored, known) : stored)
      return known
    },
    async write(alarms, now) {
      const before = new Map((stored ?? []).map((alarm) => [alarm.id, canonical(alarm)]))
      const put = alarms
        .filter((alarm) => before.get(alarm.id) !== canonical(alarm))
        .map((alarm) => ({ alarm, finished: isFinished(alarm, channels) ? now : null }))
      const present = new Set(alarms.map(({ id }) => id))
      const drop = [...before.keys()].filter((id) => !present.has(id))
      known = alarms
      unsaved = put.length > 0 || drop.length > 0
      if (stored !== undefined && unsaved) {
        try {
          await ledger.storeAlarms({ put, drop })
          stored = alarms
          unsaved = false
        } catch (error) {
          if (!isFault(error)) throw error
          log.debug({ fault: error.kind }, 'alarms could not be stored; they are kept in memory until they can')
        }
      }
      if (!unsaved) known = alarms.filter((alarm) => !isFinished(alarm, channels))
    },
  }
}

/** What this process knows of an alarm is newer than what it could not store. */
function merged(stored: readonly Alarm[], known: readonly Alarm[]): readonly Alarm[] {
  const ours = new Map(known.map((alarm) => [alarm.id, alarm]))
  return [...stored.filter(({ id }) => !ours.has(id)), ...known].toSorted((a, b) => (a.since < b.since ? -1 : 1))
}

/** Two processes that could not see each other may have opened the same: the older one stays. */
function oneOfEach(alarms: readonly Alarm[]): readonly Alarm[] {
  const seen = new Set<string>()
  return alarms.filter(({ key, cleared }) => {
    if (cleared !== null) return true
    const first = !seen.has(key)
    seen.add(key)
    return first
  })
}

/** As text whatever the order of keys: the database keeps its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
