import { z } from 'zod'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { SandboxAnswer, SandboxRequest } from '../../src/kit/sandbox-server.ts'
import { hmacSha256, isSigned } from '../../src/kit/sign.ts'
import type { Shelf, StoredConversation } from './sandbox.ts'

export interface Keys {
  readonly clientId: string
  readonly clientSecret: string
}

const TOKEN_SECONDS = 600
const PAGE_MAX = 20
const FILE_MAX_BYTES = 2 * 1024 * 1024
const TYPES = ['application/pdf', 'image/jpeg', 'image/png']

const Message = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  files: z.array(z.strictObject({ name: z.string(), type: z.enum(TYPES), data: z.base64() })).max(3),
})
const Credentials = z.object({ client_id: z.string(), client_secret: z.string() })

/** Answers as Corner Shop's description and BEHAVIOR.md say. */
export function cornerApi(shelf: Shelf, keys: Keys, now: () => Instant) {
  const ends = new Map<string, Instant>()

  function token(body: Buffer): SandboxAnswer {
    const given = Credentials.safeParse(jsonOf(body)).data
    if (given?.client_id !== keys.clientId || given.client_secret !== keys.clientSecret)
      return refused(401, 'unknown_client')
    const access = `token-${String(ends.size + 1)}`
    ends.set(access, plusSeconds(now(), TOKEN_SECONDS))
    return json(200, { access_token: access, expires_in: TOKEN_SECONDS })
  }

  return function answer({ method, url, headers, body }: SandboxRequest): SandboxAnswer {
    const [, ...path] = url.pathname.split('/')
    if (path[0] === 'files') return file(shelf, path[1] ?? '')
    if (path[0] !== 'v1') return refused(404, 'not_found')
    if (path[1] === 'oauth' && path[2] === 'token' && method === 'POST') return token(body)
    const end = ends.get((headers.authorization ?? '').replace(/^Bearer /, ''))
    if (end === undefined || end <= now()) return refused(401, 'token_ended')
    if (path[1] !== 'conversations') return refused(404, 'not_found')
    if (path[2] === undefined) return list(shelf, url)
    const found = shelf.conversations.get(path[2])
    if (found === undefined) return refused(404, 'not_found')
    if (method === 'GET' && path[3] === undefined) return json(200, detail(found, url.origin))
    if (method !== 'POST' || path[3] !== 'messages') return refused(404, 'not_found')
    const signature = hmacSha256(keys.clientSecret, body, 'base64')
    if (!isSigned(String(headers['x-signature']), signature)) return refused(401, 'bad_signature')
    return post(shelf, found, body, now())
  }
}

function list(shelf: Shelf, url: URL): SandboxAnswer {
  const [offset, limit] = [
    Number(url.searchParams.get('offset') ?? 0),
    Number(url.searchParams.get('limit') ?? PAGE_MAX),
  ]
  if (!Number.isInteger(offset) || !Number.isInteger(limit) || offset < 0 || limit < 1 || limit > PAGE_MAX) {
    return refused(400, 'invalid')
  }
  const since = url.searchParams.get('changed_since') ?? ''
  const found = [...shelf.conversations.values()]
    .filter(({ changedAt }) => changedAt >= since)
    .sort((a, b) => (a.changedAt === b.changedAt ? Number(b.id) - Number(a.id) : a.changedAt < b.changedAt ? 1 : -1))
  const conversations = found
    .slice(offset, offset + limit)
    .map(({ id, changedAt, status }) => ({ id: Number(id), changed_at: whole(changedAt), status }))
  return json(200, { conversations, total: found.length })
}

function detail({ id, order, buyer, status, changedAt, messages }: StoredConversation, origin: string) {
  return {
    ...{ id: Number(id), order, status, buyer, changed_at: whole(changedAt) },
    waits_for: messages.at(-1)?.role === 'seller' ? 'buyer' : 'seller',
    messages: messages.map((message) => ({
      id: Number(message.id),
      from: message.role === 'customer_service' ? 'support' : message.role,
      name: message.name,
      text: message.text,
      sent_at: whole(message.at),
      files: message.files.map((one) => ({ id: Number(one.id), name: one.filename, url: `${origin}/files/${one.id}` })),
    })),
  }
}

function post(shelf: Shelf, found: StoredConversation, body: Buffer, now: Instant): SandboxAnswer {
  const message = Message.safeParse(jsonOf(body))
  if (!message.success) return refused(400, 'invalid')
  const files = message.data.files.map(({ name, type, data }) => ({
    filename: name,
    mimeType: type,
    bytes: new Uint8Array(Buffer.from(data, 'base64')),
  }))
  if (files.some(({ bytes }) => bytes.length > FILE_MAX_BYTES)) return refused(400, 'file_too_large')
  shelf.append(found, { role: 'seller', name: 'Seller', text: message.data.text, at: now, files })
  return { status: 201 }
}

function file(shelf: Shelf, id: string): SandboxAnswer {
  const found = shelf.files.get(id)
  if (found === undefined) return { status: 404 }
  return { status: 200, headers: { 'content-type': found.mimeType }, body: found.bytes }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Times of this source are whole seconds. */
const whole = (at: Instant): string => `${at.slice(0, 19)}Z`
const json = (status: number, value: unknown): SandboxAnswer => ({ status, body: JSON.stringify(value) })
const refused = (status: number, error: string): SandboxAnswer => json(status, { error })
