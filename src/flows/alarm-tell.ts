import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { type Alarm, type Channel, told, toTell } from '../domain/alarm.ts'
import type { SmtpSettings } from '../domain/account.ts'
import { isFault } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { callHook } from '../kit/call-hook.ts'
import type { Mailer } from '../mail/ports.ts'
import { alarmDocument, alarmMail } from './alarm-words.ts'

/** Ways to reach an operator; none where nothing is set. */
export interface Reach {
  readonly mail?: { readonly to: string; readonly from: string; readonly smtp: SmtpSettings }
  /** Its address is a secret. */
  readonly webhook?: string
  readonly timeZone: string
}

export interface TellPorts {
  readonly mailer: Mailer
  readonly log: Logger
}

export const channelsOf = ({ mail, webhook }: Reach): readonly Channel[] => [
  ...(mail === undefined ? [] : (['mail'] as const)),
  ...(webhook === undefined ? [] : (['webhook'] as const)),
]

/** Tells what is to be told. What does not go out stays as it is and is tried at the next round. */
export async function tell(
  alarms: readonly Alarm[],
  reach: Reach,
  now: Instant,
  ports: TellPorts,
): Promise<readonly Alarm[]> {
  const went = new Map<string, Channel[]>()
  const note = (channel: Channel) => (alarm: Alarm) => {
    went.set(alarm.id, [...(went.get(alarm.id) ?? []), channel])
  }
  // Side by side, so that a mail server that is away does not keep the webhook waiting.
  await Promise.all([
    byMail(alarms, reach, now, ports).then((done) => {
      done.forEach(note('mail'))
    }),
    byWebhook(alarms, reach, now, ports).then((done) => {
      done.forEach(note('webhook'))
    }),
  ])
  return alarms.map((alarm) => (went.get(alarm.id) ?? []).reduce((sofar, channel) => told(sofar, channel, now), alarm))
}

/** One mail for all that is open, one for all that is over. */
async function byMail(
  alarms: readonly Alarm[],
  { mail, timeZone }: Reach,
  now: Instant,
  { mailer, log }: TellPorts,
): Promise<readonly Alarm[]> {
  if (mail === undefined) return []
  const done: Alarm[] = []
  const due = alarms.filter((alarm) => toTell(alarm, 'mail', now) !== undefined)
  for (const group of [due.filter(({ cleared }) => cleared === null), due.filter(({ cleared }) => cleared !== null)]) {
    if (group.length === 0) continue
    try {
      const connection = await mailer.acquire(mail.smtp)
      try {
        await connection.send({
          ...alarmMail(group, { timeZone, host: hostname() }),
          from: mail.from,
          to: { address: mail.to },
          messageId: messageIdOf(group, mail.from),
          date: now,
        })
      } finally {
        connection.release()
      }
      done.push(...group)
    } catch (error) {
      missed('ALERT_MAIL', error, log)
      return done
    }
  }
  return done
}

async function byWebhook(
  alarms: readonly Alarm[],
  { webhook }: Reach,
  now: Instant,
  { log }: TellPorts,
): Promise<readonly Alarm[]> {
  if (webhook === undefined) return []
  const done: Alarm[] = []
  for (const alarm of alarms.filter((one) => toTell(one, 'webhook', now) !== undefined)) {
    try {
      await callHook('ALERT_WEBHOOK', webhook, alarmDocument(alarm))
      done.push(alarm)
    } catch (error) {
      missed('ALERT_WEBHOOK', error, log)
      return done
    }
  }
  return done
}

function missed(name: string, error: unknown, log: Logger): void {
  if (!isFault(error)) throw error
  log.warn({ to: name, fault: error.kind }, `An alarm could not be told; it is tried again. ${error.message}`)
}

/** The same for every try of the same news, so that the receiving side can tell a repetition. */
function messageIdOf(alarms: readonly Alarm[], from: string): string {
  const news = alarms.map(({ id, cleared, finding, told: { mail } }) =>
    [id, cleared === null ? 'open' : 'over', finding.urgency ?? 0, mail?.at ?? ''].join(' '),
  )
  const hash = createHash('sha256').update(news.join('\n')).digest('hex').slice(0, 32)
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'marketplace-care'
  return `<alarm.${hash}@${domain}>`
}
