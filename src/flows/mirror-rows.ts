import type { ConversationId, FileKey, MessageId } from '../domain/ids.ts'
import { isNotBegun } from '../domain/not-begun.ts'
import { escapeHtml, plainToHtml, safeFilename, shorten } from '../domain/text.ts'
import { type Instant, msBetween } from '../domain/time.ts'
import type { MailCard } from '../ledger/mail-ports.ts'
import type { OpenConversation, StoredFile, StoredMessage } from '../ledger/ports.ts'
import { lateFilesMessage } from '../odoo/naming.ts'
import type { FoundOrder, MessageToPlace, TicketPlace, TicketToMake } from '../odoo/ports.ts'
import type { OpenAccount } from './context.ts'
import type { HintedOrder } from './mirror-addresses.ts'
import { mailNotesHtml } from './mail-notes.ts'
import type { Texts } from './texts.ts'

/** Longer texts are shortened in the chatter, with the original attached. */
export const SHOWN_CHARS_MAX = 20_000
/** Agents are told of messages this fresh; older ones come in bulk. */
const TELL_WITHIN_MS = 24 * 3600 * 1000

export interface RowContext {
  readonly opened: OpenAccount
  readonly located: ReadonlyMap<ConversationId, TicketPlace>
  readonly orders: ReadonlyMap<ConversationId, FoundOrder>
  /** Of conversations that name no order: which one the buyer's address leads to. */
  readonly hinted?: ReadonlyMap<ConversationId, HintedOrder>
  readonly texts: Texts
  readonly live: boolean
  readonly now: Instant
  /** Of messages that are mails. */
  readonly cards?: ReadonlyMap<MessageId, MailCard>
}

/** One row for Odoo with what it settles in the ledger. */
export interface PlacedRow {
  readonly row: MessageToPlace
  /** null: only files that came late. */
  readonly message: MessageId | null
  readonly files: readonly FileKey[]
}

/** The ticket of a conversation: facts only, never the buyer's text. */
export function ticketToMake({ facts }: OpenConversation, { opened, orders, hinted, texts }: RowContext): TicketToMake {
  const { account, manifest } = opened
  const t = (key: string): string => texts(account.language, `ticket.${key}`, { marketplace: manifest.label })
  const hint = hinted?.get(facts.id)
  const order = orders.get(facts.id) ?? hint?.order ?? null
  const ref = facts.orders[0] ?? null
  const topic = facts.topic === undefined ? t('no_topic') : facts.topic.replaceAll('_', ' ')
  const lines: [string, string][] = [
    [t('marketplace'), escapeHtml(manifest.label)],
    [t('topic'), escapeHtml(topic)],
    [t('conversation'), isNotBegun(facts.id) ? t('not_begun') : escapeHtml(facts.id)],
    [t('order'), hint === undefined ? orderLine(ref, order, t) : hintLine(hint, t)],
  ]
  if (order !== null) lines.push([t('customer'), escapeHtml(oneLine(order.partnerName))])
  for (const parcel of order?.parcels ?? []) {
    lines.push([
      t('parcel'),
      link(escapeHtml([parcel.carrier, parcel.reference].filter(Boolean).join(' ')), parcel.url),
    ])
  }
  const rows = lines.map(([label, value]) => `<li><b>${label}:</b> ${value}</li>`).join('')
  const portal = facts.url === undefined ? '' : `<p>${link(t('link'), facts.url)}</p>`
  return {
    conversation: facts.id,
    name: `${manifest.label} ${ref ?? t('no_order')}: ${topic}`,
    descriptionHtml: `<ul>${rows}</ul>${portal}`,
    ...(facts.url === undefined ? {} : { url: facts.url }),
    order,
    orderRef: ref,
    buyer: { id: facts.buyer.id, name: buyerName(facts.buyer.name, facts.buyer.id, t('buyer')) },
  }
}

/** The unplaced messages of a conversation, and files that turned up after their message was placed. */
export function messagesToPlace(conversation: OpenConversation, context: RowContext): readonly PlacedRow[] {
  const waiting = new Set(conversation.messages.map(({ id }) => id))
  const late = conversation.files.filter(({ message }) => !waiting.has(message))
  const rows = conversation.messages.map((message) => {
    const files = conversation.files.filter((file) => file.message === message.id)
    return {
      row: messageRow(conversation, message, files, context),
      message: message.id,
      files: files.map(({ key }) => key),
    }
  })
  return [...rows, ...lateRows(conversation, late, context)]
}

function messageRow(
  conversation: OpenConversation,
  message: StoredMessage,
  files: readonly StoredFile[],
  context: RowContext,
): MessageToPlace {
  const { opened, texts } = context
  const t = (key: string, values?: Record<string, string>): string =>
    texts(opened.account.language, `ticket.${key}`, values)
  const long = message.text.length > SHOWN_CHARS_MAX
  const shown = long ? shorten(message.text, SHOWN_CHARS_MAX) : message.text
  const body = shown.trim() === '' ? `<p>${t('empty')}</p>` : plainToHtml(shown)
  const original = long
    ? [{ name: t('original_file'), mimeType: 'text/plain', bytes: new TextEncoder().encode(message.text) }]
    : []
  const ticket = context.located.get(conversation.facts.id)
  const marked = context.cards?.get(message.id)?.notes
  const notes = marked === undefined ? { before: '', after: '' } : mailNotesHtml(marked, opened, texts)
  return {
    id: message.id,
    conversation: conversation.facts.id,
    ticketId: ticket?.id ?? null,
    bodyHtml: notes.before + body + (long ? `<p><i>${t('shortened')}</i></p>` : '') + refusals(files, t) + notes.after,
    at: message.at,
    author: author(conversation, message, context),
    files: [...original, ...attachments(files)],
    tell: toTell(message, ticket, context),
  }
}

function lateRows(conversation: OpenConversation, late: readonly StoredFile[], context: RowContext): PlacedRow[] {
  const first = late[0]
  if (first === undefined) return []
  const { opened, texts, now, located } = context
  const t = (key: string, values?: Record<string, string>): string =>
    texts(opened.account.language, `ticket.${key}`, values)
  const row: MessageToPlace = {
    id: lateFilesMessage(first.message, first.key),
    conversation: conversation.facts.id,
    ticketId: located.get(conversation.facts.id)?.id ?? null,
    bodyHtml: `<p>${t('late_files')}</p>${refusals(late, t)}`,
    at: now,
    author: { kind: 'named', name: t('system', { marketplace: opened.manifest.label }) },
    files: attachments(late),
    tell: [],
  }
  return [{ row, message: null, files: late.map(({ key }) => key) }]
}

function author(
  { facts }: OpenConversation,
  message: StoredMessage,
  { opened, texts }: RowContext,
): MessageToPlace['author'] {
  const { account, manifest } = opened
  const t = (key: string): string => texts(account.language, `ticket.${key}`, { marketplace: manifest.label })
  if (message.role !== 'buyer') return { kind: 'named', name: t(message.role) }
  const name = buyerName(message.authorName ?? facts.buyer.name, facts.buyer.id, t('buyer'))
  return { kind: 'buyer', id: facts.buyer.id, name }
}

function toTell(message: StoredMessage, ticket: TicketPlace | undefined, { live, now }: RowContext): readonly number[] {
  const fresh = msBetween(message.at, now) < TELL_WITHIN_MS
  const assigned = ticket?.assigned ?? null
  return live && fresh && message.asks && assigned !== null ? [assigned] : []
}

function attachments(files: readonly StoredFile[]): MessageToPlace['files'] {
  return files.flatMap(({ bytes, filename, mimeType }) =>
    bytes === null ? [] : [{ name: safeFilename(filename), mimeType: mimeType ?? 'application/octet-stream', bytes }],
  )
}

function refusals(files: readonly StoredFile[], t: (key: string, values?: Record<string, string>) => string): string {
  return files
    .filter(({ bytes }) => bytes === null)
    .map((file) => {
      const text = escapeHtml(t('file_missing', { name: safeFilename(file.filename), reason: file.refused ?? '' }))
      return `<p>${text}${file.uri === null ? '' : ` ${link(escapeHtml(safeFilename(file.filename)), file.uri)}`}</p>`
    })
    .join('')
}

function orderLine(ref: string | null, order: FoundOrder | null, t: (key: string) => string): string {
  if (ref === null) return t('no_order')
  if (order === null) return `${escapeHtml(ref)} (${t('order_not_found')})`
  return `${link(escapeHtml(order.name), order.url)} (${escapeHtml(ref)})`
}

/** Never as sure as a number that was named. */
function hintLine({ order, ref }: HintedOrder, t: (key: string) => string): string {
  const number = ref === null || ref === order.name ? '' : ` ${escapeHtml(ref)}`
  return `${link(escapeHtml(order.name), order.url)}${number} (${t('by_address')})`
}

function link(labelHtml: string, url: string | null): string {
  if (url === null || !/^https?:\/\//i.test(url)) return labelHtml
  return `<a href="${escapeHtml(url)}">${labelHtml}</a>`
}

function buyerName(name: string | undefined, id: string, fallback: string): string {
  const shown = name === undefined ? '' : oneLine(name)
  return shown === '' ? `${fallback} ${id}` : shown
}

const oneLine = (value: string): string => value.replace(/\s+/gu, ' ').trim().slice(0, 120)
