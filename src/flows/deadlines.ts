import { DateTime } from 'luxon'
import type { Account } from '../domain/account.ts'
import { type AnswerRule, deadlineOf } from '../domain/deadline.ts'
import { nationwideHolidays } from '../domain/holidays.ts'
import type { ConversationId } from '../domain/ids.ts'
import { verdictFor } from '../domain/policy.ts'
import { escapeHtml } from '../domain/text.ts'
import { type Instant, plusSeconds } from '../domain/time.ts'
import type { PlacedDeadline } from '../ledger/deadline-ports.ts'
import type { Reader, Reminder } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { agentLanguage, type Texts } from './texts.ts'

/** Conversations worked on at once. */
const BATCH = 200

export interface DeadlineOptions {
  /** `rules` also looks whether the account's rule, or the place where Odoo shows deadlines, is another than before. */
  readonly look: 'changes' | 'rules'
}

/**
 * What changed in conversations → deadlines on their tickets, and a reminder before one passes. One pass over one account; safe to repeat at
 * any point: what Odoo does not show yet is shown by the next pass.
 */
export async function showDeadlines(opened: OpenAccount, ports: FlowPorts, options: DeadlineOptions): Promise<void> {
  if (opened.connector.messages === undefined && opened.mail === undefined) return
  await ports.ledger.alone(`deadlines:${opened.account.name}`, async () => {
    if (options.look === 'rules') await noticeNewRule(opened, ports)
    await workOut(opened, ports)
    if (opened.account.mode === 'read') return
    await show(opened, ports)
    await remind(opened, ports)
  })
}

/** A version with another rule, or an addon that came later: everything that waits is worked out and shown anew. */
async function noticeNewRule({ account, manifest }: OpenAccount, { ledger, odoo }: FlowPorts): Promise<void> {
  const shownIn = account.mode === 'read' ? 'nowhere' : await odoo.deadlines.place()
  const { hours, days, holidaysOf, timeZone } = manifest.answerRule ?? {}
  const now = { rule: JSON.stringify([hours, days, holidaysOf, timeZone]), shownIn }
  const before = await ledger.cursor(account.name, 'deadlines')
  if (before?.['rule'] === now.rule && before['shownIn'] === now.shownIn) return
  await ledger.renewDeadlines(account.name)
  await ledger.storeCursor(account.name, 'deadlines', now)
}

async function workOut({ account, manifest }: OpenAccount, { ledger, policy }: FlowPorts): Promise<void> {
  const { answerRule } = manifest
  const counts = verdictFor(policy, account.connector, 'auto_reply').countsAsAnswer === 'yes'
  for (;;) {
    const waits = await ledger.changedWaits(account.name, BATCH, { automaticAnswers: counts ? 'count' : 'ignored' })
    if (waits.length === 0) return
    const isHoliday = await nationwideHolidays(answerRule?.holidaysOf)
    await ledger.storeDeadlines(
      account.name,
      waits.map((wait) => ({ wait, deadline: deadlineOf(wait.facts, answerRule, isHoliday) })),
    )
  }
}

async function show({ account, manifest }: OpenAccount, { ledger, odoo, texts }: FlowPorts): Promise<void> {
  for (;;) {
    const rows = await ledger.unshownDeadlines(account.name, BATCH)
    if (rows.length === 0) return
    const answerRule = manifest.answerRule === undefined ? '' : ruleSentence(manifest.answerRule, account, texts)
    const tickets = await presentTickets(account, rows, odoo)
    await odoo.deadlines.show(
      { name: account.name, answerRule, answerWarnSeconds: account.answerWarnSeconds },
      rows.flatMap(({ conversation, answerBy, ofTicket }) => {
        const ticketId = tickets.get(conversation)
        return ticketId === undefined ? [] : [{ ticketId, conversation, ...ofTicket, remindedBy: answerBy }]
      }),
    )
    await ledger.deadlinesShown(account.name, rows)
  }
}

/** Merges followed; a ticket that was deleted is left to the mirror, and its successor is shown everything. */
async function presentTickets(
  account: Account,
  rows: readonly PlacedDeadline[],
  odoo: FlowPorts['odoo'],
): Promise<ReadonlyMap<ConversationId, number>> {
  const sought = rows.map(({ conversation, ticket }) => ({ id: conversation, known: ticket, messages: [] }))
  const places = await odoo.tickets.locate(account.name, sought)
  return new Map([...places].map(([conversation, { id }]) => [conversation, id]))
}

function ruleSentence({ hours, days, holidaysOf, ...rule }: AnswerRule, account: Account, texts: Texts): string {
  const t = (key: string, values: Record<string, string | number>) =>
    texts(account.language, `deadline.rule.${key}`, values)
  const kind = days === 'every' ? 'every' : holidaysOf === undefined ? 'working' : 'working_holidays'
  const sentence = t(kind, { hours, zone: rule.timeZone, country: holidaysOf ?? '' })
  return `${sentence} ${t(rule.certainty, { source: rule.source, seen: rule.seen })}`
}

/** An activity for the agent and the team's lead, once for each deadline. One that is past stays: the answer is still wanted. */
async function remind(opened: OpenAccount, ports: FlowPorts): Promise<void> {
  const { account } = opened
  const { ledger, odoo, clock } = ports
  for (;;) {
    const until = plusSeconds(clock.now(), account.answerWarnSeconds)
    const rows = await ledger.unwarnedDeadlines(account.name, until, BATCH)
    if (rows.length === 0) return
    const tickets = await presentTickets(account, rows, odoo)
    const readers = await odoo.deadlines.readers([...tickets.values()])
    const reminders = rows.flatMap((row) => {
      const ticketId = tickets.get(row.conversation)
      return ticketId === undefined ? [] : toReminder(row, ticketId, readers.get(ticketId) ?? [], opened, ports)
    })
    await odoo.deadlines.remind(account.name, reminders)
    await ledger.deadlinesWarned(account.name, rows)
  }
}

function toReminder(
  { conversation, waitingSince, answerBy }: PlacedDeadline,
  ticketId: number,
  readers: readonly Reader[],
  opened: OpenAccount,
  { clock, texts }: FlowPorts,
): Reminder[] {
  if (waitingSince === null || answerBy === null) return []
  const { account } = opened
  const late = answerBy < clock.now()
  const names = readers.map(({ name }) => escapeHtml(name)).join(', ')
  const by = shownTime(answerBy, account, account.language, texts)
  const told = texts(account.language, readers.length === 0 ? 'deadline.reminded_nobody' : 'deadline.reminded', {
    by,
    names,
  })
  return [
    {
      ticketId,
      conversation,
      answerBy,
      day: DateTime.fromISO(answerBy, { zone: account.timeZone }).toISODate() ?? answerBy.slice(0, 10),
      bodyHtml: `<p>${told}</p>`,
      to: readers.map(({ userId, language }) => ({
        userId,
        ...words({ waitingSince, answerBy, late, language }, opened, texts),
      })),
    },
  ]
}

interface Wording {
  readonly waitingSince: Instant
  readonly answerBy: Instant
  readonly late: boolean
  /** The reader's, as Odoo names it. */
  readonly language: string
}

function words(
  { waitingSince, answerBy, late, language }: Wording,
  { account, manifest }: OpenAccount,
  texts: Texts,
): { summary: string; noteHtml: string } {
  const by = shownTime(answerBy, account, language, texts)
  const since = shownTime(waitingSince, account, language, texts)
  const values = { by, since, marketplace: manifest.label, zone: account.timeZone }
  const t = (key: string): string => texts(language, `deadline.${key}`, values)
  const paragraphs = [
    `${t('since')} ${t(late ? 'until_late' : 'until')}`,
    account.mode === 'live' ? t('counts') : `${t('counts')} ${t('shadow')}`,
  ]
  return {
    summary: t(late ? 'summary_late' : 'summary'),
    noteHtml: paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join(''),
  }
}

/** In the account's time zone and the reader's way of writing it. */
function shownTime(at: Instant, { timeZone }: Account, language: string, texts: Texts): string {
  const local = DateTime.fromISO(at, { zone: timeZone }).setLocale(agentLanguage(language))
  return local.toFormat(texts(language, 'deadline.format'))
}
