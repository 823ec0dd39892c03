import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { type App, reachOf } from '../app.ts'
import type { Settings } from '../config/settings.ts'
import { type Alarm, type Finding, isFinished, keyOf } from '../domain/alarm.ts'
import { type Fault, isFault } from '../domain/errors.ts'
import { type Instant, msBetween } from '../domain/time.ts'
import { away, full } from '../flows/alarm-findings.ts'
import { channelsOf, tell } from '../flows/alarm-tell.ts'
import { systemClock } from '../kit/system-clock.ts'
import { DiskFull } from '../ledger/faults.ts'
import { FolderInUse } from '../ledger/lock.ts'
import { createMailer } from '../mail/smtp.ts'
import type { Refused } from './command.ts'

/** A database that stays closed is told again after a day. */
const REMIND_MS = 24 * 3600 * 1000

/**
 * For commands that nobody watches: tells the operator that the database does not open, and ends the command as it would have ended. There
 * is no ledger to remember that it was told; a small file does, since a service manager starts a service again every few seconds.
 */
export async function tellUnopened({ refusal, settings, log }: Refused): Promise<never> {
  if (settings === undefined || !isFault(refusal) || refusal instanceof FolderInUse) throw refusal
  const reach = reachOf(settings)
  if (channelsOf(reach).length === 0) throw refusal
  const now = systemClock.now()
  const known = kept(settings)
  const holds = known?.cleared === null && msBetween(known.since, now) < REMIND_MS
  const mailer = createMailer({ clock: systemClock, log })
  try {
    const told = await tell([holds ? known : openAlarm(refusal, now)], reach, now, { mailer, log })
    for (const alarm of told) keep(alarm, settings, log)
  } finally {
    await mailer.close()
  }
  throw refusal
}

/** The all-clear, once the database opens again. */
export async function tellOpened({ settings, ports, log }: App): Promise<void> {
  const known = kept(settings)
  if (known === undefined) return
  const reach = reachOf(settings)
  const now = ports.clock.now()
  const over = { ...known, gone: known.gone ?? now, cleared: known.cleared ?? now }
  for (const alarm of await tell([over], reach, now, ports)) {
    if (isFinished(alarm, channelsOf(reach))) rmSync(fileOf(settings), { force: true })
    else keep(alarm, settings, log)
  }
}

function openAlarm(fault: Fault, now: Instant): Alarm {
  const [finding = away('database_away', fault.message, 0)]: readonly Finding[] =
    fault instanceof DiskFull ? full(undefined, fault.message) : []
  return {
    id: randomUUID(),
    key: keyOf(finding),
    since: now,
    opened: now,
    gone: null,
    cleared: null,
    finding,
    told: {},
  }
}

/** One file for each ledger, where it outlives the process: systemd's folder for state, else the system's for temporary files. */
function fileOf({ store }: Settings): string {
  const ledger = createHash('sha256').update(JSON.stringify(store)).digest('hex').slice(0, 16)
  const [state] = (process.env['STATE_DIRECTORY'] ?? '').split(':')
  return join(state === undefined || state === '' ? tmpdir() : state, `marketplace-care-told-${ledger}.json`)
}

function kept(settings: Settings): Alarm | undefined {
  try {
    const alarm = JSON.parse(readFileSync(fileOf(settings), 'utf8')) as Partial<Alarm> | null
    return typeof alarm?.since === 'string' && alarm.finding !== undefined ? (alarm as Alarm) : undefined
  } catch {
    // Not there, or not readable: then it is told once more.
    return undefined
  }
}

function keep(alarm: Alarm, settings: Settings, log: Logger): void {
  const file = fileOf(settings)
  const next = `${file}.${randomUUID()}`
  try {
    writeFileSync(next, JSON.stringify(alarm), { mode: 0o600, flag: 'wx' })
    renameSync(next, file)
  } catch (error) {
    log.debug({ code: (error as NodeJS.ErrnoException).code }, 'what was told could not be kept; it is told again')
  }
}
