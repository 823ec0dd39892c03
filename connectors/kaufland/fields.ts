import { createHash } from 'node:crypto'
import { z } from 'zod'
import { conversationId } from '../../src/domain/ids.ts'
import type { UnreadableItem } from '../../src/domain/message.ts'
import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { JsonDocument } from '../../src/kit/lossless-json.ts'

/** The answer is not what it should be; says what is missing. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

// The official description contradicts itself (BEHAVIOR.md, tolerance): only what we cannot do without is required.
export const id = z.union([z.string().min(1), z.number().int()]).transform(String)
export const optional = <Type extends z.ZodType>(type: Type) => type.nullish().catch(undefined)
export const text = z.union([z.string(), z.null()]).transform((value) => value ?? '')

/** `001` and digits; a number has lost its leading zeros: BEHAVIOR.md, ids. */
export const ticketId = z
  .union([z.string().min(1), z.number().int()])
  .transform((value) => conversationId(typeof value === 'number' ? `00${String(value)}` : value))

export const time = z.string().transform((value, context): Instant => {
  // Without a zone it is UTC, like every time of this source; Date would take it for local time.
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`
  if (/^\d{4}-/.test(value) && !Number.isNaN(Date.parse(zoned))) return instant(zoned)
  context.addIssue('not a time')
  return z.NEVER
})

/** `DE` in examples, `de` in the list of values: BEHAVIOR.md, tolerance. */
export const storefront = z.string().transform((code) => code.toLowerCase())

/** Lists come bare or as `{data: […]}`. */
export const items = z.union([
  z.array(z.unknown()),
  z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data),
])

export const EPOCH = instant('1970-01-01T00:00:00Z')

/** Times in queries are whole seconds. */
export const wholeSeconds = (at: Instant): string => `${at.slice(0, 19)}Z`

/** What an answer is about: `{data: …}` or bare. */
export function unwrap(value: unknown): unknown {
  const envelope = z.object({ data: z.unknown() }).safeParse(value)
  return envelope.success && envelope.data.data !== undefined ? envelope.data.data : value
}

/**
 * Reads what an answer is about.
 * @throws Unreadable naming the fields at fault
 */
export function readAs<Type extends z.ZodType>(schema: Type, document: JsonDocument | undefined): z.infer<Type> {
  if (document === undefined) throw new Unreadable('the answer is not whole JSON')
  const parsed = schema.safeParse(unwrap(document.value))
  if (!parsed.success) throw new Unreadable(fieldsOf(parsed.error))
  return parsed.data
}

export function rawOf(part: unknown, document: JsonDocument): Uint8Array {
  return document.rawOf(part) ?? Buffer.from(JSON.stringify(part) ?? 'null')
}

/** Names something that could not be read, so that the same bytes have the same name. */
export function unreadableItem(
  scope: string,
  name: string | undefined,
  { part, document, error }: { readonly part: unknown; readonly document: JsonDocument; readonly error: z.ZodError },
): UnreadableItem {
  const raw = rawOf(part, document)
  const known = name ?? createHash('sha256').update(raw).digest('hex').slice(0, 16)
  return { id: `${scope}/${known}`, reason: fieldsOf(error), raw }
}

/** Names the fields at fault; never their values. */
export function fieldsOf(error: z.ZodError): string {
  const fields = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the whole'))]
  return `cannot be read: ${fields.join(', ')} missing or of another type`
}
