import { z } from 'zod'
import type { OdooBridge } from './bridge.ts'
import { TICKET } from './flavour.ts'
import { chunks, id, ids, text } from './records.ts'

/**
 * OCA's merge moves a ticket's messages (all but notifications) to the ticket it is merged into and archives it. Odoo writes
 * into the `message_id` of what is posted in a chatter on which record that happened, and the merge itself posts there:
 * so a message whose `message_id` names another ticket than it stands on was moved from there.
 */
const ORIGIN = /-openerp-(\d+)-helpdesk\.ticket@/

/** The ticket on which a message was written, told by its `message_id`; undefined where that does not say. */
export function writtenOn(messageId: string | null): number | undefined {
  const origin = messageId === null ? undefined : ORIGIN.exec(messageId)?.[1]
  return origin === undefined ? undefined : Number(origin)
}

const moved = z.object({ id, res_id: z.number(), message_id: text })

/** Where these tickets were merged into, the newest merge of each; a ticket that was not merged is missing. */
export async function mergedInto(
  bridge: OdooBridge,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const into = new Map<number, number>()
  for (const part of chunks(ticketIds, 50)) {
    const origins = part.map((ticket) => ['message_id', 'like', `-openerp-${String(ticket)}-helpdesk.ticket@`])
    const either = Array.from({ length: origins.length - 1 }, () => '|')
    const domain = [['model', '=', TICKET], ...either, ...origins]
    for (const row of await bridge.rows('mail.message', moved, domain, { order: 'id' })) {
      const origin = writtenOn(row.message_id)
      if (origin !== undefined && origin !== row.res_id) into.set(origin, row.res_id)
    }
  }
  return into
}

/** Which tickets were merged into these. */
export async function mergedFrom(
  bridge: OdooBridge,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const from = new Map<number, Set<number>>()
  for (const part of chunks(ticketIds, 200)) {
    const domain = [
      ['model', '=', TICKET],
      ['res_id', 'in', part],
      ['message_id', 'like', '-helpdesk.ticket@'],
    ]
    for (const row of await bridge.rows('mail.message', moved, domain)) {
      const origin = writtenOn(row.message_id)
      if (origin === undefined || origin === row.res_id) continue
      from.set(row.res_id, (from.get(row.res_id) ?? new Set()).add(origin))
    }
  }
  return from
}

/** Links to tickets at the end of one line of text, nothing after them: how the merge reports itself, in any language. */
const REPORT = /^\s*<p>[^<]+(?:<a\b[^>]*>[^<]*<\/a>(?:,\s*)?)+\s*<\/p>\s*$/
const LINK = /<a\b[^>]*>/g

const archivedRow = z.object({ id, active: z.boolean() })

/**
 * Which of these comments are not an agent's words but what a merge posted in the agent's name: only links to tickets behind
 * a text, and either it was moved off an archived ticket or all tickets it links are archived.
 */
export async function mergeReports(
  bridge: OdooBridge,
  comments: readonly { readonly id: number; readonly bodyHtml: string; readonly messageId: string | null }[],
): Promise<ReadonlySet<number>> {
  const suspects = comments.flatMap((comment) => {
    const linked = linkedTickets(comment.bodyHtml)
    return linked === undefined ? [] : [{ id: comment.id, origin: writtenOn(comment.messageId), linked }]
  })
  if (suspects.length === 0) return new Set()
  const asked = suspects.flatMap(({ origin, linked }) => [...linked, ...(origin === undefined ? [] : [origin])])
  const rows = await bridge.byIds(TICKET, archivedRow, asked)
  const archived = new Set(rows.filter((row) => !row.active).map((row) => row.id))
  const reports = suspects.filter(
    ({ origin, linked }) =>
      linked.every((ticket) => archived.has(ticket)) || (origin !== undefined && archived.has(origin)),
  )
  return new Set(reports.map((report) => report.id))
}

/** Tickets linked by a text that looks like a merge report; undefined when it does not. */
export function linkedTickets(bodyHtml: string): readonly number[] | undefined {
  if (!REPORT.test(bodyHtml)) return undefined
  const found = [...bodyHtml.matchAll(LINK)].map(([tag]) =>
    /data-oe-model=["']helpdesk\.ticket["']/.test(tag) ? Number(/data-oe-id=["'](\d+)["']/.exec(tag)?.[1]) : Number.NaN,
  )
  const known = ids.safeParse(found)
  return known.success ? known.data : undefined
}
