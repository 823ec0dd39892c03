import { z } from 'zod'
import { conversationId, fileKey, messageId, orderRef } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage } from '../../src/domain/message.ts'
import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'

/** A conversation as the list shows it. */
export interface Listed {
  readonly id: string
  readonly at: Instant
  readonly open: boolean
}

/** The answer is not what it should be; says what is missing, never a value. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

// Only what we cannot do without is required; what is unknown passes through.
const id = z.union([z.string().min(1), z.number().int()]).transform(String)
const time = z.iso.datetime({ offset: true }).transform((value) => instant(value))

const ListSchema = z.object({
  conversations: z.array(z.object({ id, changed_at: time, status: z.string().optional() })),
})

const MessageSchema = z.object({
  id,
  from: z.string().optional(),
  name: z.string().optional(),
  text: z.string(),
  sent_at: time,
  files: z.array(z.object({ id, name: z.string(), url: z.string().optional() })).catch([]),
})

const ConversationSchema = z.object({
  id,
  order: id.optional(),
  status: z.string().optional(),
  buyer: z.object({ id, name: z.string().optional() }),
  waits_for: z.string().optional(),
  changed_at: time,
  messages: z.array(MessageSchema),
})

/**
 * Reads a page of the list.
 * @throws Unreadable when it is none
 */
export function listPage(document: JsonDocument): readonly Listed[] {
  const { conversations } = parsed(ListSchema, document)
  return conversations.map(({ id, changed_at, status }) => ({ id, at: changed_at, open: isOpen(status) }))
}

/**
 * Reads one conversation, its messages oldest first.
 * @throws Unreadable when something is missing that we cannot do without
 */
export function snapshotOf(document: JsonDocument): ConversationSnapshot {
  const given = parsed(ConversationSchema, document)
  const open = isOpen(given.status)
  const raw = (document.value as { messages: readonly unknown[] }).messages.map((part) => document.rawOf(part))
  return {
    facts: {
      id: conversationId(given.id),
      status: open ? 'open' : 'closed',
      final: false,
      orders: given.order === undefined ? [] : [orderRef(given.order)],
      buyer: { id: given.buyer.id, ...(given.buyer.name !== undefined && { name: given.buyer.name }) },
      waitsForSeller: open && given.waits_for !== 'buyer',
      updatedAt: given.changed_at,
    },
    messages: given.messages
      .map((message, at) => toMessage(message, given.id, raw[at] ?? new Uint8Array()))
      .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))),
  }
}

function toMessage(
  { id, from, name, text, sent_at: at, files }: z.infer<typeof MessageSchema>,
  conversation: string,
  raw: Uint8Array,
): IncomingMessage {
  return {
    id: messageId(id),
    conversation: conversationId(conversation),
    author: { role: ROLES[from ?? ''] ?? 'system', ...(name !== undefined && { name }) },
    text,
    at,
    raw,
    files: files.map((file) => ({
      key: fileKey(file.id),
      filename: file.name,
      at,
      ...(file.url !== undefined && { uri: file.url }),
    })),
  }
}

/** An unknown author counts as the marketplace's voice: never as ours, which would end the wait for an answer. */
const ROLES: Readonly<Record<string, IncomingMessage['author']['role']>> = {
  buyer: 'buyer',
  seller: 'seller',
  support: 'customer_service',
  system: 'system',
}

/** An unknown status stays open, so that nobody is overlooked. */
const isOpen = (status: string | undefined): boolean => status !== 'closed'

function parsed<Type extends z.ZodType>(schema: Type, { value }: JsonDocument): z.infer<Type> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'the whole'))]
  throw new Unreadable(`cannot be read: ${fields.join(', ')} missing or of another type`)
}
