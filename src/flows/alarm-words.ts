import { DateTime } from 'luxon'
import { type Alarm, ALARMS } from '../domain/alarm.ts'
import { escapeHtml } from '../domain/text.ts'
import type { Instant } from '../domain/time.ts'
import type { RenderedMail } from '../mail/ports.ts'

/** What the receiver of ALERT_WEBHOOK gets. `text` alone is enough for a chat. */
export interface AlarmDocument {
  readonly alarm: string
  readonly state: 'open' | 'cleared'
  readonly account: string | null
  readonly since: Instant
  readonly cleared: Instant | null
  readonly summary: string
  readonly meaning: string
  readonly remedy: string
  readonly effects: readonly string[]
  readonly text: string
}

/** `Account paused (kaufland-de)`. */
export function titleOf({ finding: { kind, account, about } }: Alarm): string {
  const of = [account, about].filter((part) => part != null).join(', ')
  return of === '' ? ALARMS[kind].title : `${ALARMS[kind].title} (${of})`
}

export function alarmDocument(alarm: Alarm): AlarmDocument {
  const { finding, since, cleared } = alarm
  const { meaning, remedy } = ALARMS[finding.kind]
  return {
    alarm: finding.kind,
    state: cleared === null ? 'open' : 'cleared',
    account: finding.account,
    since,
    cleared,
    summary: finding.summary,
    meaning,
    remedy,
    effects: finding.effects ?? [],
    text: cleared === null ? `Alarm: ${titleOf(alarm)}. ${finding.summary} ${remedy}` : `Over: ${titleOf(alarm)}.`,
  }
}

export interface WordsContext {
  readonly timeZone: string
  /** Where the service runs, so that several can be told apart. */
  readonly host: string
}

/** One mail about alarms of one state, `open` or over. */
export function alarmMail(alarms: readonly Alarm[], { timeZone, host }: WordsContext): RenderedMail {
  const over = alarms.every(({ cleared }) => cleared !== null)
  const titles = alarms.map(titleOf)
  const subject = subjectOf(titles, over)
  const time = (at: Instant): string =>
    DateTime.fromISO(at, { zone: timeZone, locale: 'en-GB' }).toFormat('d LLL yyyy, HH:mm')
  const parts = alarms.map((alarm) => partOf(alarm, time))
  const end = `${over ? 'This is the all-clear.' : 'Each alarm is told once; another mail says when it is over.'} Marketplace Care on ${host}, times in ${timeZone}.`
  return { subject, text: asText(parts, end), html: asHtml(parts, end, over) }
}

function subjectOf(titles: readonly string[], over: boolean): string {
  const [first = ''] = titles
  if (titles.length === 1) return `Marketplace Care ${over ? 'over' : 'alarm'}: ${first}`
  return `Marketplace Care: ${String(titles.length)} alarms${over ? ' over' : ''}: ${titles.join(', ')}`.slice(0, 200)
}

interface Part {
  readonly title: string
  readonly when: string
  readonly summary: string
  /** Heading and words. */
  readonly sections: readonly (readonly [string, string])[]
}

function partOf(alarm: Alarm, time: (at: Instant) => string): Part {
  const { finding, since, cleared } = alarm
  const { meaning, remedy } = ALARMS[finding.kind]
  const effects = finding.effects ?? []
  if (cleared !== null) {
    return {
      title: titleOf(alarm),
      when: `from ${time(since)} to ${time(cleared)}`,
      summary: 'It holds no longer.',
      sections: [['What it was', finding.summary]],
    }
  }
  return {
    title: titleOf(alarm),
    when: `since ${time(since)}`,
    summary: finding.summary,
    sections: [
      ['What it means', meaning],
      ['What to do', remedy],
      ...(effects.length === 0 ? [] : [['Which', `effect ${effects.join(', ')}`] as const]),
    ],
  }
}

function asText(parts: readonly Part[], end: string): string {
  const texts = parts.map(({ title, when, summary, sections }) =>
    [`${title}\n${when}`, summary, ...sections.map(([heading, words]) => `${heading}:\n${words}`)].join('\n\n'),
  )
  return `${texts.join('\n\n\n')}\n\n-- \n${end}\n`
}

const FONT = "font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"

function asHtml(parts: readonly Part[], end: string, over: boolean): string {
  const color = over ? '#2e7d4f' : '#b3402a'
  const blocks = parts.map(
    ({ title, when, summary, sections }) => `
    <div style="margin: 0 0 24px; padding: 20px 24px; border: 1px solid #d9dce1; border-left: 4px solid ${color}; border-radius: 6px">
      <h1 style="margin: 0; font-size: 18px; line-height: 1.3">${escapeHtml(title)}</h1>
      <p style="margin: 2px 0 14px; font-size: 13px; opacity: .7">${escapeHtml(when)}</p>
      <p style="margin: 0 0 14px">${escapeHtml(summary)}</p>
${sections.map(([heading, words]) => `      <p style="margin: 0 0 2px; font-size: 13px; font-weight: 600">${escapeHtml(heading)}</p>\n      <p style="margin: 0 0 12px">${escapeHtml(words)}</p>`).join('\n')}
    </div>`,
  )
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"></head>
  <body style="margin: 0; padding: 24px 16px; ${FONT}; font-size: 15px; line-height: 1.5">
    <div style="max-width: 640px; margin: 0 auto">${blocks.join('')}
      <p style="margin: 0; font-size: 12px; opacity: .7">${escapeHtml(end)}</p>
    </div>
  </body>
</html>
`
}
