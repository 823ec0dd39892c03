import { DateTime } from 'luxon'
import {
  SUPPRESSION_REASONS,
  type Effect,
  type EffectState,
  type Flow,
  type SuppressionReason,
} from '../../domain/effect.ts'
import type { Mode } from '../../domain/account.ts'
import { msBetween, type Instant } from '../../domain/time.ts'
import type { Capability } from '../../kit/connector.ts'
import { html, type Html } from '../html.ts'

/** How a badge looks: calm for what goes on by itself, loud for what needs a person. */
export type Tone = 'good' | 'quiet' | 'busy' | 'warn' | 'bad'

export const badge = (text: string, tone: Tone): Html => html`<span class="badge ${tone}">${text}</span>`

const STATES: Readonly<Record<EffectState, { readonly word: string; readonly tone: Tone; readonly means: string }>> = {
  proposed: { word: 'Wants approval', tone: 'warn', means: 'Nothing is sent until a person approves it.' },
  planned: { word: 'Waiting', tone: 'busy', means: 'It is sent by itself when it falls due.' },
  sending: { word: 'Being sent', tone: 'busy', means: 'A worker has it right now.' },
  done: { word: 'Done', tone: 'good', means: 'The other side took it.' },
  suppressed: { word: 'Not sent', tone: 'quiet', means: 'It was held back, and nothing went out.' },
  failed: { word: 'Failed', tone: 'bad', means: 'The other side refused it for good. Nothing went out.' },
  unknown: {
    word: 'Unclear',
    tone: 'warn',
    means: 'It left, and no confirmation came back: it may have arrived.',
  },
}

export const stateBadge = (state: EffectState): Html => badge(STATES[state].word, STATES[state].tone)
export const stateMeaning = (state: EffectState): string => STATES[state].means

const FLOW_WORDS: Readonly<Record<Flow, string>> = {
  reply: 'Answer to a buyer',
  close: 'Closing of a conversation',
  notify: 'Notification',
  tracking: 'Tracking number',
  returns: 'Decision on a return',
}

/** What an effect is, in words: the kind of a notification, else the flow. */
export function effectTitle({ flow, kind }: Pick<Effect, 'flow' | 'kind'>): string {
  return flow === 'notify' ? sentenceCase(kind) : FLOW_WORDS[flow]
}

/** Why an effect is where it is, as a sentence; null = nothing to say. */
export function reasonSentence({ state, reason }: Pick<Effect, 'state' | 'reason'>): string | null {
  if (state !== 'suppressed' || reason === null) return reason
  return reason in SUPPRESSION_REASONS ? SUPPRESSION_REASONS[reason as SuppressionReason] : reason
}

export const MODES: Readonly<Record<Mode, { readonly word: string; readonly tone: Tone; readonly means: string }>> = {
  read: { word: 'read', tone: 'quiet', means: 'Only reads; nothing is written to Odoo or sent.' },
  shadow: { word: 'shadow', tone: 'warn', means: 'Writes to Odoo and plans everything, but sends nothing outside.' },
  live: { word: 'live', tone: 'good', means: 'Sends.' },
}

/** What a capability lets the service do there, as the end of a sentence. */
export const CAPABILITY_WORDS: Readonly<Record<Capability, string>> = {
  'messages.pull': 'read what buyers write',
  'messages.reply': 'send answers',
  'messages.close': 'close conversations',
  'tracking.push': 'hand over tracking numbers',
  'returns.pull': 'read returns',
  'returns.decide': 'decide returns',
  'conversations.start': 'start conversations',
  'money.return': 'give money back and cancel',
  'notify.send': 'tell buyers about their orders',
  'quality.pull': 'read quality figures',
  'webhook.verify': 'be called instead of asking',
  'privacy.deletions': 'learn about deleted buyers',
}

/** `order_confirmed` → `Order confirmed`. */
export function sentenceCase(word: string): string {
  return capital(word.replaceAll('_', ' '))
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** Moments as a reader takes them. */
export interface Times {
  /** `5 minutes ago`, the full time on hovering. */
  relative(at: Instant): Html
  /** `22 Nov 2026, 11:05:00`. */
  full(at: Instant): Html
  /** Milliseconds from then to now. */
  age(at: Instant): number
}

export function times(now: Instant, timeZone: string): Times {
  const words = (at: Instant): string =>
    DateTime.fromISO(at, { zone: timeZone, locale: 'en-GB' }).toFormat('d LLL yyyy, HH:mm:ss')
  return {
    relative: (at) => html`<time datetime="${at}" title="${words(at)}">${distance(at, now)}</time>`,
    full: (at) => html`<time datetime="${at}">${words(at)}</time>`,
    age: (at) => msBetween(at, now),
  }
}

function distance(at: Instant, now: Instant): string {
  const ms = Date.parse(at) - Date.parse(now)
  if (Math.abs(ms) < 5_000) return 'now'
  return DateTime.fromISO(at).toRelative({ base: DateTime.fromISO(now), locale: 'en' }) ?? at
}

/** `0.4 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 60_000) return `${String(Math.round(ms / 1000))} s`
  const seconds = Math.round(ms / 1000)
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`
}

/** The figures of a pass that are not zero, over all its accounts; tolerant of what a result holds. */
export function figures(result: unknown): readonly { readonly name: string; readonly count: number }[] {
  const sums = new Map<string, number>()
  for (const part of partsOf(result)) {
    for (const [name, value] of Object.entries(part)) {
      const count = sum(value)
      if (count > 0 && name !== 'seconds' && name !== 'kinds') sums.set(name, (sums.get(name) ?? 0) + count)
    }
  }
  return [...sums].map(([name, count]) => ({ name: name.replaceAll('_', ' '), count }))
}

/** What a pass did of each kind of notification, account by account; tolerant of what a result holds. */
export function kindRows(result: unknown): readonly {
  readonly account: string
  readonly kind: string
  readonly planned: number
  readonly sent: number
  readonly failed: number
  readonly stopped: readonly { readonly reason: string; readonly count: number }[]
}[] {
  return partsOf(result).flatMap(({ account, kinds }) =>
    Object.entries(isRecord(kinds) ? kinds : {}).flatMap(([kind, counts]) => {
      if (typeof account !== 'string' || !isRecord(counts)) return []
      const stopped = Object.entries(isRecord(counts['suppressed']) ? counts['suppressed'] : {})
      return [
        {
          ...{
            account,
            kind,
            planned: sum(counts['planned']),
            sent: sum(counts['sent']),
            failed: sum(counts['failed']),
          },
          stopped: stopped.map(([reason, count]) => ({ reason, count: sum(count) })),
        },
      ]
    }),
  )
}

/** The words of a pass that has no figures: its fault or its note. */
export function remarks(result: unknown): readonly string[] {
  return partsOf(result).flatMap(({ error, note }) => [error, note].filter((words) => typeof words === 'string'))
}

function partsOf(result: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(result)) return result.filter(isRecord)
  return isRecord(result) ? [result] : []
}

function sum(value: unknown): number {
  if (typeof value === 'number') return value
  return isRecord(value) ? Object.values(value).reduce((total: number, part) => total + sum(part), 0) : 0
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
