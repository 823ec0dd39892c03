import { validate } from 'node-cron'
import { z } from 'zod'
import { nearest } from '../domain/nearest.ts'
import { type QuietHours, quietHours as readQuietHours } from '../domain/quiet-hours.ts'
import { type Instant, instant } from '../domain/time.ts'

/** Why a value does not fit. Both texts hold nothing of the value, which may be a secret in the wrong place. */
export class Wrong {
  readonly problem: string
  readonly remedy: string
  readonly nearest: string | undefined

  constructor(problem: string, remedy: string, closest?: string) {
    this.problem = problem
    this.remedy = remedy
    this.nearest = closest
  }
}

/** A kind of value, read from its text. */
export const value = <T>(read: (text: string) => T | Wrong) =>
  z.string().transform((text, context): T => {
    const result = read(text.trim())
    if (!(result instanceof Wrong)) return result
    const { problem, remedy } = result
    context.issues.push({ code: 'custom', message: problem, params: { remedy, nearest: result.nearest }, input: text })
    return z.NEVER
  })

export const text = value((given) => given)

/** A secret that two sides share: short ones can be guessed. */
export const sharedSecret = value((given) =>
  given.length >= SECRET_MIN_CHARS
    ? given
    : new Wrong(
        `is shorter than ${String(SECRET_MIN_CHARS)} characters`,
        'Take a long random text, e.g. from: openssl rand -hex 32',
      ),
)
const SECRET_MIN_CHARS = 20

export const oneOf = <const T extends string>(...known: readonly T[]) =>
  value((given): T | Wrong => {
    const found = known.find((word) => word === given)
    return found ?? new Wrong('is none of the known words', `Possible: ${known.join(', ')}.`, nearest(given, known))
  })

export const yesNo = value((given): boolean | Wrong => {
  if (given === 'yes' || given === 'no') return given === 'yes'
  return new Wrong('is neither yes nor no', 'Write yes or no.')
})

export const wholeNumber = (min: number, max: number) =>
  value((given) => {
    const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
    if (number >= min && number <= max) return number
    return new Wrong('is not a number that fits', `Write a whole number from ${String(min)} to ${String(max)}.`)
  })

export const secondsNumber = (min: number, max: number) =>
  value((given) => {
    const number = /^\d{1,9}(?:\.\d{1,3})?$/.test(given) ? Number(given) : Number.NaN
    if (number >= min && number <= max) return number
    return new Wrong(
      'is not a number of seconds that fits',
      `Write seconds from ${String(min)} to ${String(max)}, without a unit.`,
    )
  })

/** `http` or `https` address without user, query and fragment; gives it without a slash at its end. */
export const httpUrl = value((given) => {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    return new Wrong('is not a web address', 'Write it whole, e.g. https://odoo.example.com')
  }
  if (url.username !== '' || url.password !== '') {
    return new Wrong(
      'holds a user or password',
      'Write the address alone; there are settings of their own for user and password.',
    )
  }
  if (url.search !== '' || url.hash !== '')
    return new Wrong('holds more than an address', 'End it before the first ? or #.')
  return url.href.replace(/\/+$/, '')
})

/** `http` or `https` address of any form (webhooks carry their secret in it). */
export const hookUrl = value((given) => {
  const fits = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
  return fits ? given : new Wrong('is not a web address', 'Write it whole, beginning with https://')
})

export const postgresUrl = value((given) => {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const fits = url !== undefined && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1
  return fits
    ? given
    : new Wrong('is not the address of a PostgreSQL database', 'Write postgres://user:password@host:5432/database')
})

/** Before the @ in ASCII: hardly a mail server takes anything else. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?$/u

export const mailAddress = value((given) =>
  ADDRESS.test(given) ? given : new Wrong('is not a mail address', 'Write one address, e.g. shop@example.com'),
)

/** `shop@example.com` or `Shop <shop@example.com>`. */
export const sender = value((given) =>
  isSender(given) ? given : new Wrong('is not a sender', 'Write Shop <shop@example.com>, or the address alone.'),
)

function isSender(given: string): boolean {
  return ADDRESS.test(/^[^<>@\r\n]*<([^<>]+)>$/.exec(given)?.[1] ?? given)
}

const DOMAIN = /^(?!-)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u

/** Domains in lower case, comma list; a leading @ is taken away. */
export const domains = value((given): readonly string[] | Wrong => {
  const names = list(given).map((name) => name.replace(/^@/, '').toLowerCase())
  return names.every((name) => DOMAIN.test(name)) && names.length > 0
    ? [...new Set(names)]
    : new Wrong('is not a list of domains', 'Write e.g. example.com, example.de')
})

/** Folders of a mailbox, comma list, at least one. */
export const folderList = value((given): readonly string[] | Wrong => {
  const names = [...new Set(list(given))]
  return names.length > 0 ? names : new Wrong('names no folder', 'Write e.g. INBOX')
})

/** `shop-b@example.com = Shop B <shop-b@example.com>, …`; an address alone answers as itself. */
export const brands = value((given): readonly { address: string; from?: string }[] | Wrong => {
  const remedy = 'Write address = sender with commas between, e.g. b@example.com = Shop B <b@example.com>'
  const found = list(given).map((entry) => {
    const [address = '', from] = entry.split(/\s*=\s*/, 2)
    return { address: address.toLowerCase(), ...(from === undefined ? {} : { from }) }
  })
  if (found.length === 0 || !found.every(({ address, from }) => ADDRESS.test(address) && isSender(from ?? address)))
    return new Wrong('is not a list of addresses with their senders', remedy)
  if (new Set(found.map(({ address }) => address)).size < found.length)
    return new Wrong('names an address twice', remedy)
  return found
})

export const timeZone = value((given) => {
  try {
    if (!/^[+-]/.test(given)) return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  const zones = Intl.supportedValuesOf('timeZone')
  return new Wrong(
    'is not a known time zone',
    'Write one of the IANA names, e.g. Europe/Berlin.',
    nearest(given, zones),
  )
})

/** Cron with five fields; one that never comes (31 February) is refused. */
const CRON_REMEDY = 'Write minute, hour, day, month and weekday, e.g. */5 * * * *'

function readCron(given: string): string | Wrong {
  const fields = given.split(/\s+/)
  if (fields.length === 5 && validate(given)) return given
  const problem =
    fields.length === 5 ? 'is a schedule that never comes or has a field out of range' : 'does not have five fields'
  return new Wrong(problem, CRON_REMEDY)
}

export const cron = value(readCron)

/** A schedule, or `off`: not by the clock. */
export const cronOrOff = value((given) => (given === 'off' ? given : readCron(given)))

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

function readDuration(given: string): number | Wrong {
  const [, number, unit] = /^(\d{1,6})([smhd]?)$/.exec(given) ?? []
  const seconds = Number(number) * (UNITS[unit ?? ''] ?? (Number(number) === 0 ? 1 : Number.NaN))
  return Number.isNaN(seconds)
    ? new Wrong('is not a duration', 'Write a number with s, m, h or d, e.g. 90s or 72h.')
    : seconds
}

/** `15s`, `60m`, `72h`, `2d`, `0`; in seconds. */
export const duration = value(readDuration)

/** Like `duration`, at least so many seconds. */
export const durationFrom = (minSeconds: number) =>
  value((given): number | Wrong => {
    const seconds = readDuration(given)
    if (seconds instanceof Wrong || seconds >= minSeconds) return seconds
    return new Wrong('is too short', `Write at least ${String(minSeconds)}s, e.g. 30m.`)
  })

/** Like `duration`; `off` and 0 mean no limit. In seconds. */
export const durationOrOff = value((given): number | 'off' | Wrong => {
  if (given === 'off') return 'off'
  const seconds = readDuration(given)
  if (seconds instanceof Wrong) return new Wrong(seconds.problem, 'Write a number with s, m, h or d, e.g. 72h, or off.')
  return seconds === 0 ? 'off' : seconds
})

/** Comma list of durations, in seconds. */
export const durations = value((given) => {
  const all = list(given).map(readDuration)
  const wrong = all.find((one) => one instanceof Wrong)
  if (wrong !== undefined || all.length === 0)
    return new Wrong('is not a list of durations', 'Write e.g. 30s,120s or 0s.')
  return all.filter((one) => typeof one === 'number')
})

/** ISO time that names its zone. */
export const zonedTime = value((given): Instant | Wrong => {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/
  if (form.test(given) && !Number.isNaN(Date.parse(given))) return instant(given)
  return new Wrong('is not a time with its zone', 'Write e.g. 2026-11-01T08:00:00+01:00, or Z at the end for UTC.')
})

/** Regular expression with at least one group. */
export const patternWithGroup = value((given): RegExp | Wrong => {
  try {
    const groups = (new RegExp(`${given}|`).exec('')?.length ?? 1) - 1
    if (groups > 0) return new RegExp(given)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return new Wrong('is not a regular expression', 'Check its brackets and backslashes, e.g. ^(M[A-Z0-9]{6})$')
  }
  return new Wrong('has no group', 'Put the order number in round brackets, e.g. ^(M[A-Z0-9]{6})$')
})

/** `A = B, C = D`. */
export const carriers = value((given): ReadonlyMap<string, string> | Wrong => {
  const pairs = list(given).map((entry) => /^([^=]+?)\s*=\s*(\S[^=]*)$/.exec(entry)?.slice(1))
  const remedy = 'Write Odoo carrier = marketplace carrier, with commas between, e.g. DHL Paket = DHL, DPD = DPD'
  return readPairs(pairs, remedy, (target) => target)
})

/** `DHL:2, *:3`. */
export const transitDays = value((given): ReadonlyMap<string, number> | Wrong => {
  const pairs = list(given).map((entry) => /^(.+?)\s*:\s*(\d{1,2})$/.exec(entry)?.slice(1))
  return readPairs(pairs, 'Write carrier:working days with commas between and * for the rest, e.g. DHL:2,*:3', Number)
})

function readPairs<T>(
  pairs: readonly (readonly string[] | undefined)[],
  remedy: string,
  read: (right: string) => T,
): ReadonlyMap<string, T> | Wrong {
  const result = new Map<string, T>()
  for (const [left, right] of pairs.map((pair) => pair ?? [])) {
    if (left === undefined || right === undefined) return new Wrong('is not a list of pairs', remedy)
    if (result.has(left)) return new Wrong('names a carrier twice', remedy)
    result.set(left, read(right))
  }
  return result.size === 0 ? new Wrong('is not a list of pairs', remedy) : result
}

export const color = value((given) =>
  /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(given)
    ? given
    : new Wrong('is not a colour', 'Write it as #1f6feb, in quotes.'),
)

export const quietHours = value(
  (given): QuietHours | Wrong =>
    readQuietHours(given) ?? new Wrong('is not a span of hours within a day', 'Write e.g. 21:00-08:00.'),
)

/** A regular expression of which only matters whether it fits. */
export const pattern = value((given): RegExp | Wrong => {
  try {
    return new RegExp(given)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return new Wrong('is not a regular expression', 'Check its brackets and backslashes, e.g. ^TEST-')
  }
})

/** Entries of a comma list, trimmed, empty ones left out. */
export function list(given: string): string[] {
  return given
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

export const commaList = value(list)
