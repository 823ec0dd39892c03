import { Misconfigured, Permanent, Retryable, Unknown } from '../domain/errors.ts'
import type { Fault } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { HttpResponse } from './http.ts'

/** What a fault's sentence needs to know about the call that failed. */
export interface Call {
  /** The marketplace as people call it. */
  readonly marketplace: string
  readonly account: string | undefined
  /** Method and path without query: `POST /tickets/{id}/messages`. */
  readonly what: string
  /** What a person does when the key is refused, ends without a full stop. */
  readonly renewKey: string
  /** A repeated call would do no harm. */
  readonly idempotent: boolean
  /** The marketplace's own word for the error, where the answer has one. */
  readonly code?: string
}

const MAX_WAIT_SECONDS = 3600

/**
 * Translates an answer that is not a success into the fault that flows decide by.
 * A 5xx to a call that must not be repeated is Unknown (the work may have been done before the error), except 503: not served.
 * @param now our time, for a Retry-After given as a date
 */
export function faultOf(response: HttpResponse, call: Call, now: Instant): Fault {
  const { status, headers } = response
  const { marketplace, what } = call
  const word = call.code === undefined ? String(status) : `${String(status)}, ${call.code}`
  const account = call.account === undefined ? 'this account' : `account ${call.account}`

  if (status === 401 || status === 403) {
    return new Misconfigured(
      `${marketplace} refuses the key of ${account} (${word}). No message is read or sent there until it is renewed. ${call.renewKey}, then: marketplace-care doctor.`,
    )
  }
  if (status === 429 || status === 408) {
    const afterSeconds = retryAfterSeconds(headers, now)
    const pause = afterSeconds === undefined ? 'a while' : `${String(afterSeconds)} s`
    return new Retryable(
      `${marketplace} asks ${account} to wait (${word} to ${what}). Nothing was done there. It goes on by itself after ${pause}.`,
      { systemic: true, ...(afterSeconds !== undefined && { afterSeconds }) },
    )
  }
  if (status >= 300 && status < 400) {
    return new Misconfigured(
      `${marketplace} sends ${account} to another address (${word} to ${what}). Signed calls follow no redirect, so nothing is read or sent. Check BASE_URL.`,
    )
  }
  if (status >= 500) return serverFault(response, call, now, `${marketplace} failed (${word} to ${what}, ${account}).`)
  return new Permanent(
    `${marketplace} refuses ${what} of ${account} (${word}). The same call will be refused again. See the connector's README for what this marketplace accepts.`,
    call.code === undefined ? { code: String(status) } : { code: call.code },
  )
}

function serverFault({ status, headers }: HttpResponse, call: Call, now: Instant, happened: string): Fault {
  if (!call.idempotent && status !== 503) {
    return new Unknown(`${happened} It may have been done all the same. It is looked up there before anything else.`, {
      systemic: true,
    })
  }
  const afterSeconds = retryAfterSeconds(headers, now)
  return new Retryable(`${happened} Nothing is lost. It is tried again by itself.`, {
    systemic: true,
    ...(afterSeconds !== undefined && { afterSeconds }),
  })
}

/**
 * Reads Retry-After (RFC 9110 10.2.3): seconds or a date.
 * @param maxSeconds no longer than this is waited, whatever it says
 * @returns whole seconds, 0 or more; undefined when absent or unreadable
 */
export function retryAfterSeconds(headers: Headers, now: Instant, maxSeconds = MAX_WAIT_SECONDS): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.parse(now)) / 1000
  if (Number.isNaN(seconds)) return undefined
  return Math.min(maxSeconds, Math.max(0, Math.ceil(seconds)))
}
