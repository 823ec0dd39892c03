import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { DELAY_REASONS } from '../domain/notification.ts'
import { PARCEL_STATES, type ParcelEvent } from '../domain/parcel-event.ts'
import { clean } from '../domain/text.ts'
import { type Instant, instant, msBetween, plusSeconds } from '../domain/time.ts'
import type { FlowPorts } from './context.ts'

/** A call that somebody made to /webhooks/carrier/:name. */
export interface CarrierCall {
  /** Who tells, as the address names it. */
  readonly name: string
  /** The header X-Care-Signature. */
  readonly signature: string | undefined
  readonly body: Uint8Array
}

export type CarrierCallAnswer =
  | { readonly kind: 'taken'; readonly events: number; readonly isNew: number }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly reason: string }

/** A signature holds so long before and after its own time. */
export const SIGNATURE_SECONDS = 300
/** Clocks differ; what lies further ahead has not happened. */
const AHEAD_SECONDS = 3600
const DESCRIPTION_MAX_CHARS = 200
const EVENTS_MAX = 200
const FIELDS_NAMED = 10

const time = z.iso.datetime({ offset: true })
const event = z.object({
  // PostgreSQL keeps no NUL, and no carrier's reference holds one.
  reference: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^\P{Cc}+$/u),
  status: z.enum(PARCEL_STATES),
  at: time,
  expected: time.nullish(),
  reason: z.enum(DELAY_REASONS).nullish(),
  description: z.string().nullish(),
})
const events = z.array(event).min(1).max(EVENTS_MAX)
const one = event.transform((told) => [told])

/**
 * Takes what an aggregator or carrier tells of parcels. Signed by HMAC-SHA256 over time and body; told again it changes nothing. What
 * follows from it is done by the next pass of the job `notify`.
 */
export async function takeCarrierCall(
  { name, signature, body: bytes }: CarrierCall,
  secret: string,
  { ledger, clock }: Pick<FlowPorts, 'ledger' | 'clock'>,
): Promise<CarrierCallAnswer> {
  const now = clock.now()
  const wrong = wrongSignature(signature, bytes, secret, now)
  if (wrong !== undefined) return { kind: 'refused', status: 401, reason: wrong }
  const sent = parsed(bytes)
  const read = (Array.isArray(sent) ? events : one).safeParse(sent)
  if (!read.success) return { kind: 'refused', status: 400, reason: problem(read.error) }
  const told = read.data.map(toEvent)
  if (told.some(({ at }) => at > plusSeconds(now, AHEAD_SECONDS)))
    return { kind: 'refused', status: 400, reason: 'at lies in the future. Nothing was taken.' }
  return { kind: 'taken', events: told.length, isNew: await ledger.carrier.record(name, told) }
}

/** The header for a body, as callers make it: `t=<seconds since 1970>,v1=<hex of HMAC-SHA256 over "<t>.<body>">`. */
export function signatureOf(bytes: Uint8Array, secret: string, at: Instant): string {
  const seconds = String(Math.floor(Date.parse(at) / 1000))
  return `t=${seconds},v1=${digest(bytes, secret, seconds)}`
}

const digest = (bytes: Uint8Array, secret: string, seconds: string): string =>
  createHmac('sha256', secret).update(`${seconds}.`).update(bytes).digest('hex')

function wrongSignature(
  given: string | undefined,
  bytes: Uint8Array,
  secret: string,
  now: Instant,
): string | undefined {
  const [, seconds, signed] = /^t=(\d{1,12}),\s*v1=([0-9a-f]{64})$/i.exec(given?.trim() ?? '') ?? []
  if (seconds === undefined || signed === undefined)
    return 'The header X-Care-Signature is missing, or not of the form t=…,v1=…. Nothing was taken.'
  if (!timingSafeEqual(Buffer.from(signed, 'hex'), Buffer.from(digest(bytes, secret, seconds), 'hex')))
    return 'The signature is not that of CARRIER_WEBHOOK_SECRET. Nothing was taken.'
  const age = Math.abs(msBetween(instant(new Date(Number(seconds) * 1000)), now))
  return age > SIGNATURE_SECONDS * 1000
    ? 'The signature is too old, or the clocks differ by more than five minutes. Nothing was taken.'
    : undefined
}

function toEvent({ reference, status, at, expected, reason, description }: z.infer<typeof event>): ParcelEvent {
  const words = clean(description ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, DESCRIPTION_MAX_CHARS)
  return {
    reference,
    state: status,
    at: instant(at),
    ...(expected == null ? {} : { expected: instant(expected) }),
    ...(reason == null ? {} : { reason }),
    ...(words === '' ? {} : { description: words }),
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

/** Names the fields (in a list with the number of the event, from 0), never their values. */
function problem({ issues }: z.ZodError): string {
  const fields = [...new Set(issues.map(({ path }) => path.join('.') || 'The body'))]
  const named = fields.slice(0, FIELDS_NAMED).join(', ') + (fields.length > FIELDS_NAMED ? ' and more' : '')
  return `${named} ${fields.length > 1 ? 'are' : 'is'} not as expected. Nothing was taken. Send {"reference", "status", "at"} or a list of them, ${String(EVENTS_MAX)} at most; status is one of ${PARCEL_STATES.join(', ')}; at and expected are times with their zone.`
}
