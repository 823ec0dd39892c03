import type { FastifyReply, FastifyRequest } from 'fastify'
import { instant, type Instant } from '../../domain/time.ts'
import { html, type Content } from '../html.ts'
import type { ServerPorts } from '../ports.ts'
import { page } from './layout.ts'
import { times, type Times } from './words.ts'

/** What every page of the console needs. */
export interface ConsoleContext extends ServerPorts {
  readonly loggedIn: boolean
}

export const nowOf = ({ now }: ServerPorts): Instant => now?.() ?? instant(new Date())
export const timesOf = (ports: ServerPorts): Times => times(nowOf(ports), ports.timeZone ?? 'UTC')

const MENU = [
  { href: '/console', text: 'Overview' },
  { href: '/console/effects', text: 'Effects' },
  { href: '/console/runs', text: 'Runs' },
] as const

/** Sends a page of the console; `done` in the query is the word for what was just done. */
export function sendPage(
  reply: FastifyReply,
  context: ConsoleContext,
  { title, body, current }: { readonly title: string; readonly body: Content; readonly current?: string },
): FastifyReply {
  const { version, loggedIn, links = [], timeZone = 'UTC' } = context
  const footer = html`<p>Marketplace Care ${version} · as of ${timesOf(context).full(nowOf(context))} (${timeZone})</p>`
  const menu = [...MENU, ...links]
  const text = page({ title, body, footer, menu, loggedIn, ...(current === undefined ? {} : { current }) })
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
}

const NOTICES: Readonly<Record<string, string>> = {
  sent: 'Noted: it counts as done.',
  'not-sent': 'Noted: it is sent with the next pass.',
  started: 'The pass is under way; reload to see how it ended.',
  finished: 'The pass is through.',
  held: 'Noted: from the next mail on nothing of this account is sent.',
  released: 'Noted: what was held back goes with the next pass, as far as it is not too old by then.',
}

/** Says what the last action did. */
export function notice(request: FastifyRequest<{ Querystring: { done?: string } }>): Content {
  const words = NOTICES[request.query.done ?? '']
  return words !== undefined && html`<p class="notice" role="status">${words}</p>`
}
