import { simpleParser } from 'mailparser'
import { expect, vi } from 'vitest'
import type { MailServers } from '../../scripts/mail/kit.ts'
import { type AlarmKind, ALARM_KINDS, ALARMS } from '../../src/domain/alarm.ts'
import { startHook } from './hook.ts'

export type AlarmState = 'open' | 'cleared'

/** Who is told of a service's alarms: a real mailbox of their own, and a webhook listener. */
export interface Operator {
  /** Of the service. */
  readonly settings: Readonly<Record<string, string>>
  /**
   * Waits until both have heard it, once each.
   * @param whose account and job, as in the title; '' = the service as a whole
   */
  told(alarm: AlarmKind, whose: string, state: AlarmState): Promise<void>
  /** The effects that the newest call of this alarm names. */
  effectsOf(alarm: AlarmKind): readonly string[]
  /** `title state` of each call of the webhook, in its order. */
  calls(): readonly string[]
  /** What reached both the mailbox and the webhook so far, as `kind state`. */
  heard(): Promise<ReadonlySet<string>>
  close(): Promise<void>
}

/** Time enough for a machine that has other things to do. */
export const SOON = { timeout: 45_000, interval: 200 }

/** Waits until it holds. */
export const soon = <T>(holds: () => T | Promise<T>): Promise<T> => vi.waitFor(holds, SOON)

const titleOf = (alarm: AlarmKind, whose: string): string =>
  whose === '' ? ALARMS[alarm].title : `${ALARMS[alarm].title} (${whose})`

export async function startOperator(name: string, servers: MailServers): Promise<Operator> {
  const address = `ops-${name}@example.org`
  const hook = await startHook()

  const calls = (): readonly string[] =>
    hook.calls().map(({ body: { alarm, state, account, text } }) => {
      // `Alarm: Title (account, job). …` or `Over: Title.`
      const title = /^(?:Alarm|Over): ([^.]*)\./.exec(String(text))?.[1] ?? `${String(alarm)} ${String(account)}`
      return `${title} ${String(state)}`
    })
  /** `title state` of each alarm in the mailbox: one mail may hold several. */
  const mailed = async (): Promise<readonly string[]> => {
    const mails = await Promise.all(servers.mails(address).map((raw) => simpleParser(Buffer.from(raw, 'latin1'))))
    return mails.flatMap(({ subject = '', text = '' }) => {
      const state = /^Marketplace Care(: \d+ alarms)? over: /.test(subject) ? 'cleared' : 'open'
      const lines = text.split('\n')
      // A title stands above the line that says since when.
      const titles = lines.filter((_line, index) => /^(since|from) \d/.test(lines[index + 1] ?? ''))
      return titles.map((title) => `${title.trim()} ${state}`)
    })
  }

  return {
    settings: {
      SMTP_URL: servers.smtpUrl,
      MAIL_FROM: 'Lindenhof <service@lindenhof.example>',
      ALERT_MAIL: address,
      ALERT_WEBHOOK: hook.url,
    },
    effectsOf: (alarm) =>
      (hook.calls().findLast(({ body }) => body['alarm'] === alarm)?.body['effects'] ?? []) as readonly string[],
    calls,
    async told(alarm, whose, state) {
      const words = `${titleOf(alarm, whose)} ${state}`
      const times = (list: readonly string[]): number => list.filter((one) => one === words).length
      await soon(() => {
        expect(times(calls()), `the webhook's calls of “${words}”`).toBe(1)
      })
      await soon(async () => {
        expect(times(await mailed()), `the mailbox's mails of “${words}”`).toBe(1)
      })
    },
    async heard() {
      const both = [calls(), await mailed()]
      const known = ALARM_KINDS.flatMap((kind) => (['open', 'cleared'] as const).map((state) => ({ kind, state })))
      const was = ({ kind, state }: (typeof known)[number], list: readonly string[]): boolean =>
        list.some((words) => words.startsWith(ALARMS[kind].title) && words.endsWith(` ${state}`))
      return new Set(
        known.filter((one) => both.every((list) => was(one, list))).map(({ kind, state }) => `${kind} ${state}`),
      )
    },
    close: () => hook.close(),
  }
}
