import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import sanitizeHtml from 'sanitize-html'
import { page } from '../../server/console/layout.ts'
import { html, raw, type Content, type Html } from '../../server/html.ts'

export const DEMO_STYLESHEET = '/demo/demo.css'
export const DEMO_SCRIPT = '/demo/demo.js'

const MENU = [
  { href: '/demo', text: 'Demo' },
  { href: '/demo/buyer', text: 'Buyer' },
  { href: '/demo/agent', text: 'Agent' },
  { href: '/demo/orders', text: 'Orders' },
  { href: '/console', text: 'Console' },
] as const

/** Sends a page of the demo. */
export function sendDemoPage(
  reply: FastifyReply,
  { title, current, body }: { readonly title: string; readonly current: string; readonly body: Content },
): FastifyReply {
  const text = page({ title, current, body, menu: MENU, stylesheets: [DEMO_STYLESHEET], scripts: [DEMO_SCRIPT] })
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
}

/**
 * A part of a page that keeps itself fresh.
 * @param url answers with the part as it is then
 */
export function livePart(url: string, content: Html): Html {
  return html`<div data-live="${url}" data-version="${versionOf(content)}" aria-live="polite">${content}</div>`
}

/** The answer to a part that asks how it is now. */
export const liveAnswer = (content: Html): { readonly version: string; readonly html: string } => ({
  version: versionOf(content),
  html: content.markup,
})

const versionOf = ({ markup }: Html): string => createHash('sha256').update(markup).digest('base64url').slice(0, 16)

/** One line of a talk. */
export interface Bubble {
  readonly side: 'buyer' | 'agent' | 'note'
  readonly author: string
  readonly text: Content
  readonly at: string
  readonly files: readonly string[]
}

/** A talk, oldest first. */
export function talk(bubbles: readonly Bubble[]): Html {
  return html`<ol class="talk">
    ${bubbles.map(bubble)}
  </ol>`
}

function bubble({ side, author, text, at, files }: Bubble): Html {
  return html`<li class="bubble ${side}">
    <p class="author">${author}<span class="when">${timeOf(at)}</span></p>
    <div class="words">${text}</div>
    ${files.map((file) => html`<p class="file">${file}</p>`)}
  </li>`
}

/** Plain text with its line breaks. */
export const lines = (text: string): Html => html`<p class="plain">${text}</p>`

/** What stands in Odoo, without anything that could act. */
export function quiet(markup: string): Html {
  const allowedTags = [
    'p',
    'br',
    'div',
    'span',
    'b',
    'strong',
    'i',
    'em',
    'u',
    'ul',
    'ol',
    'li',
    'blockquote',
    'pre',
    'a',
  ]
  return raw(
    sanitizeHtml(markup, { allowedTags, allowedAttributes: { a: ['href'] }, allowedSchemes: ['http', 'https'] }),
  )
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** `22 Nov, 11:05`; nothing where the source gave no time. */
export function timeOf(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : clock.format(date)
}
