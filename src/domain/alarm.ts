import type { AccountName, EffectId } from './ids.ts'
import { earlier, msBetween, type Instant } from './time.ts'

/** What an alarm is called, when it opens, what it means and what to do. Also the table of docs/operations.md. */
export interface AlarmText {
  readonly title: string
  /** When it is told. */
  readonly opens: string
  readonly meaning: string
  readonly remedy: string
}

/** Every alarm there is: a closed list. */
export const ALARMS = {
  account_paused: {
    title: 'Account paused',
    opens:
      'At once when a person has to help (key refused, account blocked); after 5 minutes when it may go by itself (too many requests, server errors, host down).',
    meaning:
      'The marketplace refuses the whole account. Nothing is read or sent there; what buyers and agents write meanwhile waits and is not lost. The other accounts go on.',
    remedy:
      'Put right what the summary names (often: renew the key in the account file and restart). Then: marketplace-care doctor, and to go on at once: marketplace-care run all',
  },
  no_success: {
    title: 'No success for too long',
    opens: 'When a job of an account had no good pass for ALERT_AFTER although it was due.',
    meaning: 'This job does nothing for this account at the moment. Its work waits and is done later.',
    remedy: 'The summary holds the last fault, if there was one. Look further with: marketplace-care doctor',
  },
  effects_unknown: {
    title: 'Sent or not: a person has to look',
    opens: 'At once; again at most once a day while new ones are added.',
    meaning:
      'The connection broke while something was handed over, and the other side cannot be asked. It may have arrived; it is never sent again by itself.',
    remedy:
      'Look at the other side (sent folder, mail server log, marketplace portal), then for each: marketplace-care outbox resolve <id> sent, or not-sent, which sends it once more. The list: marketplace-care outbox list --state unknown',
  },
  effects_failed: {
    title: 'Refused for good',
    opens: 'At once; again at most once a day while new ones are added. It ends by itself 7 days after the newest.',
    meaning:
      'The other side refused an answer or mail for good. The buyer did not get it. The ticket or order says so too.',
    remedy:
      'Read why: marketplace-care outbox list --state failed. Put it right and let it go once more: marketplace-care outbox resolve <id> not-sent. Or tell the buyer another way.',
  },
  must_unsent: {
    title: 'A required mail cannot be sent',
    opens: 'At once; again at most once a day while new ones are added. It ends by itself 7 days after the newest.',
    meaning:
      'The law demands this mail (for example the receipt of an order), and it has no address it could go to, or its text is not in order.',
    remedy:
      'The order in Odoo has an activity with the text: give it to the buyer another way, then: marketplace-care outbox resolve <id> sent. Or mend the reason, then: marketplace-care outbox resolve <id> not-sent',
  },
  effects_overdue: {
    title: 'Work is piling up',
    opens: 'When answers or mails are due for longer than ALERT_AFTER and have not left.',
    meaning:
      'Something keeps them back: a mail server or marketplace that is away, or a service that cannot keep up. They leave as soon as it can.',
    remedy:
      'See why they wait: marketplace-care outbox list --state planned. Check the mail servers and keys: marketplace-care doctor',
  },
  mail_refused: {
    title: 'Mail server refuses the login',
    opens:
      'At once, when mails of an account do not leave because its mail server refuses the login or shows a certificate that is not accepted.',
    meaning:
      'No mail of this account leaves until a person has put it right. Its mails wait and are not lost; answers on marketplaces go on.',
    remedy:
      'Correct SMTP_USER and SMTP_PASSWORD (or what else the summary names) and restart. Then: marketplace-care doctor, and to send at once: marketplace-care run notify',
  },
  mail_flood: {
    title: 'A mailbox is flooded',
    opens:
      'At once when a sender writes more mails within an hour than a person does; it ends by itself a day after the newest.',
    meaning:
      'Further mails of this sender are not shown on tickets, only listed. Most often a program answers another program; nothing is answered automatically from here.',
    remedy:
      'Look who it is: marketplace-care mails list <account> --state aside. Stop it there, or show one of the mails after all: marketplace-care replay <account> --message <id>',
  },
  tickets_late: {
    title: 'Answers are late',
    opens:
      'When a conversation is past the time until which the marketplace wants an answer; again once a day while it holds.',
    meaning: 'Buyers wait longer than the marketplace allows. Late answers count against the seller account.',
    remedy: 'Answer the tickets in Odoo whose "answer by" is over; the ticket list puts them first.',
  },
  credential_ends: {
    title: 'A key ends soon',
    opens: '30 days, 7 days and 1 day before the end, where the marketplace tells it.',
    meaning: 'When the key or token has ended, nothing is read or sent at this account any more.',
    remedy: 'Renew it at the marketplace, write it into the account file, restart, then: marketplace-care doctor',
  },
  disk_full: {
    title: 'Disk full',
    opens:
      'When less than 256 MB of the disk of DATA_DIR is left (on a small disk: less than a tenth), or the database refuses to write for want of space.',
    meaning:
      'With less than 32 MB left nothing is stored any more, and so nothing is read or sent. What is stored stays whole.',
    remedy: 'Free or add space on the disk of DATA_DIR (or of the PostgreSQL server). The service goes on by itself.',
  },
  database_away: {
    title: 'Database away',
    opens: 'When the database did not answer for one minute; at once when serve or run cannot open it at their start.',
    meaning:
      'Nothing is read or sent without it. What marketplaces and Odoo hold is read when it is back; nothing is lost or doubled.',
    remedy:
      'Start the PostgreSQL server and check DATABASE_URL, or give back the folder DATA_DIR: marketplace-care doctor',
  },
  odoo_away: {
    title: 'Odoo away',
    opens: 'When Odoo did not answer, or refused the login, for ALERT_AFTER.',
    meaning: 'New messages of buyers are kept and become tickets later; answers and mails wait.',
    remedy: 'Check that Odoo runs and lets the service user in: marketplace-care doctor',
  },
  restored: {
    title: 'Sending stopped: a backup was restored',
    opens: 'At once when Odoo or the ledger is older than the other one knows.',
    meaning:
      'One side was put back to an earlier state, so its records no longer fit. Messages are still read, but nothing is sent, since it might go out twice or to somebody else.',
    remedy:
      'See what differs: marketplace-care ledger rebind. If that is right: marketplace-care ledger rebind --yes --by NAME',
  },
} as const satisfies Readonly<Record<string, AlarmText>>

export type AlarmKind = keyof typeof ALARMS
export const ALARM_KINDS = Object.keys(ALARMS) as readonly AlarmKind[]

/** Something that holds now and is worth an alarm. Holds no buyer text, address or secret. */
export interface Finding {
  readonly kind: AlarmKind
  /** null = the service as a whole. */
  readonly account: AccountName | null
  /** Tells findings of one kind and account apart, e.g. the job. */
  readonly about?: string
  /** What was found, in a sentence. */
  readonly summary: string
  /** How long it has to hold before it is told, in seconds. */
  readonly graceSeconds: number
  /** Since when, where the source knows it. */
  readonly since?: Instant
  /** Effects concerned, the newest first, at most 20 of them. */
  readonly effects?: readonly EffectId[]
  /** The newest of several things: when it rises, the alarm may be told again after a day. */
  readonly newest?: Instant
  /** It is told again at once when this rises (days left: 30, 7, 1 are 1, 2, 3). */
  readonly urgency?: number
}

export const CHANNELS = ['mail', 'webhook'] as const
export type Channel = (typeof CHANNELS)[number]

/** What was last told of an alarm on one channel. */
export interface Telling {
  readonly at: Instant
  readonly state: 'open' | 'cleared'
  readonly urgency: number
  readonly newest: Instant | null
}

export interface Alarm {
  readonly id: string
  readonly key: string
  readonly since: Instant
  /** null = within its grace: not told, not shown. */
  readonly opened: Instant | null
  /** Since when it holds no longer; it may come back at once. */
  readonly gone: Instant | null
  readonly cleared: Instant | null
  readonly finding: Finding
  readonly told: Partial<Readonly<Record<Channel, Telling>>>
}

/** A pause ends when it is tried again, so an account that keeps failing would be over and back with every try. */
const SETTLE_SECONDS: Partial<Readonly<Record<AlarmKind, number>>> = { account_paused: 60 }
const REMIND_SECONDS = 24 * 3600

export const keyOf = ({ kind, account, about }: Finding): string => [kind, account ?? '', about ?? ''].join(':')

export interface Round {
  readonly now: Instant
  /** Kinds that could be looked at; alarms of others stay as they are. */
  readonly judged: ReadonlySet<AlarmKind>
  readonly newId: () => string
  /** Upper bound of every grace and settling time, in seconds. */
  readonly afterSeconds: number
}

/** The alarms after a look at what holds now. One that went before it opened is left out; what was told is untouched. */
export function advance(alarms: readonly Alarm[], findings: readonly Finding[], round: Round): readonly Alarm[] {
  const found = new Map(findings.map((finding) => [keyOf(finding), finding]))
  const kept = alarms.flatMap((alarm) => {
    if (alarm.cleared !== null) return [alarm]
    const finding = found.get(alarm.key)
    found.delete(alarm.key)
    if (finding !== undefined) return [opened({ ...alarm, finding, gone: null }, round)]
    return round.judged.has(alarm.finding.kind) ? settled(alarm, round) : [alarm]
  })
  const fresh = [...found].map(([key, finding]): Alarm => {
    const since = earlier(finding.since ?? round.now, round.now)
    return { id: round.newId(), key, since, opened: null, gone: null, cleared: null, finding, told: {} }
  })
  return [...kept, ...fresh.map((alarm) => opened(alarm, round))]
}

function opened(alarm: Alarm, { now, afterSeconds }: Round): Alarm {
  if (alarm.opened !== null) return alarm
  // A clock that was put back must not make an alarm wait for the hour to come round again.
  const since = earlier(alarm.since, now)
  const ripe = msBetween(since, now) >= Math.min(alarm.finding.graceSeconds, afterSeconds) * 1000
  return { ...alarm, since, opened: ripe ? now : null }
}

function settled(alarm: Alarm, { now, afterSeconds }: Round): readonly Alarm[] {
  if (alarm.opened === null) return []
  const gone = earlier(alarm.gone ?? now, now)
  const seconds = Math.min(SETTLE_SECONDS[alarm.finding.kind] ?? 0, afterSeconds)
  return [{ ...alarm, gone, cleared: msBetween(gone, now) >= seconds * 1000 ? now : null }]
}

/** What is to be told of an alarm on a channel: `again` = a reminder, or it became more urgent. */
export function toTell(alarm: Alarm, channel: Channel, now: Instant): 'open' | 'again' | 'cleared' | undefined {
  const { opened: since, cleared, finding } = alarm
  const last = alarm.told[channel]
  if (since === null || last?.state === 'cleared') return undefined
  if (cleared !== null) return 'cleared'
  if (last === undefined) return 'open'
  if ((finding.urgency ?? 0) > last.urgency) return 'again'
  const grew = finding.newest !== undefined && last.newest !== null && finding.newest > last.newest
  return grew && msBetween(last.at, now) >= REMIND_SECONDS * 1000 ? 'again' : undefined
}

/** The alarm with the note that it was told. */
export function told(alarm: Alarm, channel: Channel, now: Instant): Alarm {
  const { cleared, finding } = alarm
  const telling: Telling = {
    at: now,
    state: cleared === null ? 'open' : 'cleared',
    urgency: finding.urgency ?? 0,
    newest: finding.newest ?? null,
  }
  return { ...alarm, told: { ...alarm.told, [channel]: telling } }
}

export const isOpen = ({ opened: since, cleared }: Alarm): boolean => since !== null && cleared === null

/** Over, and everybody who is to be told was. */
export const isFinished = (alarm: Alarm, channels: readonly Channel[]): boolean =>
  alarm.cleared !== null && channels.every((channel) => alarm.told[channel]?.state === 'cleared')
