import { z } from 'zod'
import { instant, type Instant } from '../domain/time.ts'

/** How Odoo writes values over RPC: `false` where nothing is set, times in UTC without a zone. */
export const text = z
  .union([z.string(), z.literal(false)])
  .transform((value) => (value === false || value === '' ? null : value))

export const flag = z.boolean()
export const id = z.number().int()
export const ids = z.array(z.number().int())
export const number = z.number()

/** Many-to-one as `[id, name]`. */
export const many2one = z
  .union([z.tuple([z.number().int(), z.union([z.string(), z.literal(false)])]), z.literal(false)])
  .transform((value) => (value === false ? null : { id: value[0], name: value[1] === false ? '' : value[1] }))

export const time = z.string().transform((value, context) => readTime(value) ?? bad(context, 'time'))
export const maybeTime = z
  .union([z.string(), z.literal(false)])
  .transform((value, context) => (value === false ? null : (readTime(value) ?? bad(context, 'time'))))

/** `2026-11-22` */
export const maybeDate = z
  .union([z.string().regex(/^\d{4}-\d\d-\d\d$/), z.literal(false)])
  .transform((value) => (value === false ? null : value))

/** Base64 of a binary field. */
export const maybeBytes = z
  .union([z.string(), z.literal(false)])
  .transform((value) => (value === false ? null : Buffer.from(value, 'base64')))

/** Odoo's `2026-11-22 10:00:00` (UTC); microseconds, where shown, are dropped. */
export function odooTime(at: Instant): string {
  return at.slice(0, 19).replace('T', ' ')
}

/** @throws RangeError when it is no time */
export function fromOdooTime(value: string): Instant {
  return instant(`${value.slice(0, 19).replace(' ', 'T')}Z`)
}

/** What PostgreSQL and JSON cannot hold is left out: NUL, halves of surrogate pairs. */
export function storable(value: string): string {
  return value.replaceAll('\0', '').toWellFormed()
}

/** A name in Odoo may hold line breaks (tried). */
export const oneLine = (value: string): string => storable(value).replace(/\s+/gu, ' ').trim()

/** The name of a line of an order; what follows on further lines is its description. */
export const firstLine = (name: string | null): string => oneLine((name ?? '').trim().split('\n')[0] ?? '')

/** Cuts a list into parts of at most `size`. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size))
  return parts
}

function readTime(value: string): Instant | undefined {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value) ? fromOdooTime(value) : undefined
}

function bad(context: z.core.$RefinementCtx<string | false>, what: string): never {
  context.addIssue({ code: 'custom', message: `is no ${what}` })
  return z.NEVER
}
