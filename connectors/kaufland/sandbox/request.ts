import type { z } from 'zod'
import type { Instant } from '../../../src/domain/time.ts'
import { instant } from '../../../src/domain/time.ts'
import type { SandboxAnswer } from '../../../src/kit/sandbox-server.ts'

/** Path below which the API lies, as in production. */
export const BASE_PATH = '/v2'

export const STOREFRONTS = ['de', 'cz', 'sk', 'pl', 'at', 'fr', 'it'] as const
export const FULFILMENTS = ['fulfilled_by_merchant', 'fulfilled_by_kaufland'] as const
export type Fulfilment = (typeof FULFILMENTS)[number]

/** A refusal, in the marketplace's own form. */
export class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly field: string | undefined

  constructor(status: number, type: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.type = type
    this.field = field
  }
}

export const invalid = (field: string) => new Problem(400, '/problems/validation-error', 'not valid', field)
export const notFound = (what: string) => new Problem(404, '/problems/not-found', `no such ${what}`)
export const notAllowed = (why: string) => new Problem(403, '/problems/action-not-allowed', why)

export const json = (status: number, value: unknown): SandboxAnswer => ({ status, body: JSON.stringify(value) })
export const done: SandboxAnswer = { status: 204 }

/** Reads a body as the schema says; the first field at fault is named. */
export function bodyAs<Type extends z.ZodType>(schema: Type, body: Buffer): z.infer<Type> {
  const parsed = schema.safeParse(jsonOf(body))
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues[0]?.path.join('.') || 'body')
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('body')
    throw error
  }
}

/** Repeated keys, `name[]` and comma lists are all read as one list. */
export function values(query: URLSearchParams, name: string, allowed: readonly string[]): readonly string[] {
  const given = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((value) => value.split(','))
  if (given.some((value) => !allowed.includes(value))) throw invalid(name)
  return given
}

/** Keeps what is in a list of the query; an absent list keeps everything. */
export function among<Item>(items: readonly Item[], wanted: readonly string[], of: (item: Item) => string) {
  return wanted.length === 0 ? items : items.filter((item) => wanted.includes(of(item)))
}

/** Keeps what is at or after the time a parameter of the query names. */
export function since<Item>(items: readonly Item[], query: URLSearchParams, name: string, of: (item: Item) => Instant) {
  const from = Date.parse(query.get(name) ?? '1970-01-01T00:00:00Z')
  if (Number.isNaN(from)) throw invalid(name)
  return items.filter((item) => Date.parse(of(item)) >= from)
}

/** Cuts the asked page out of what was found. */
export function paged<Item>(found: readonly Item[], query: URLSearchParams, { max, least = 1 }: PageLimits) {
  const limit = whole(query, 'limit', 30, least, max)
  const offset = whole(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER)
  return { page: found.slice(offset, offset + limit), pagination: { offset, limit, total: found.length } }
}

interface PageLimits {
  readonly max: number
  readonly least?: number
}

function whole(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const value = Number(query.get(name) ?? fallback)
  if (!Number.isInteger(value) || value < min || value > max) throw invalid(name)
  return value
}

/** Newest first; the later number first within one second. */
export function newestFirst<Item extends { readonly id: string | number }>(of: (item: Item) => Instant) {
  return (a: Item, b: Item): number => Date.parse(of(b)) - Date.parse(of(a)) || Number(b.id) - Number(a.id)
}

/** Times of this source are whole seconds. */
export const iso = (at: Instant): string => `${at.slice(0, 19)}Z`
export const wholeSecond = (at: Instant): Instant => instant(iso(at))
