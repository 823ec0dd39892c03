/** Puts stand-ins in place of all that could be of a person or a secret; the same value gets the same stand-in, everywhere. */
export interface Mask {
  /** Of an answer or a request: JSON keeps its form, also where it is cut or broken; anything else is blotted out. */
  body(text: string): string
  /** Of an address without query. Words of the API stay, ids become their stand-ins. */
  path(path: string): string
  query(query: string): string
}

/** Fields whose words are the marketplace's own: `"status": "opened"`. Words as a name is written (`Bayern`) never count. */
const WORDY = /(?:status|state|type|role|kind|storefront|currency|country|language|locale|carrier|sort|event)(?:_|s?$)/i
const WORD =
  /^(?:[a-z]{1,30}|[A-Z]{2,30}|[a-z]+(?:[_-][a-z]+){1,5}|[A-Z]+(?:_[A-Z]+){1,5}|[A-Za-z][a-z]+(?:[A-Z][a-z]+){1,4})$/
/** Fields in which a person may have written one word: only what no person writes so counts there. */
const GIVEN = /(?:reason|topic|code|error|condition|fulfil\w*|method|unit|channel)(?:_|s?$)/i
const COINED = /^(?:[a-z]+(?:_[a-z]+){1,5}|[A-Z]+(?:_[A-Z]+){1,5}|[A-Z][a-z]+(?:[A-Z][a-z]+){1,4})$/
/** Words that say who speaks or how something stands, whatever the field is called. */
const COMMON = new Set(
  'buyer seller customer merchant shop support system marketplace customer_service admin open opened closed pending sent new true false null yes no none'.split(
    ' ',
  ),
)
/** Fields that say where a reader stands in a list. */
const POSITION = /^(?:limit|offset|page|per_page|page_size|total|count|size)$/i
const TIMELY = /(?:^at$|time|date|^ts_|_ts$|_at$|_iso$|until|since|expires|created|updated|changed|sent|from$)/i
const BIRTH = /birth|born/i
const INSTANT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/
/** A number this small counts things; it tells nobody who is who. */
const SMALL = 1000

/** Whole strings with the colon that makes them names, a string that was cut off, and numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|"(?:[^"\\]|\\.)*\\?$|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

export function createMask(): Mask {
  const known = new Map<string, string>()
  const given = new Set<string>()
  let count = 0

  /** Same form, other characters: `MB7UWLD` → `AA0AAAB`, `0011000001` → `0010000002`. Leading zeros stay. */
  function renumbered(value: string): string {
    const found = known.get(value)
    if (found !== undefined) return found
    for (;;) {
      count += 1
      const made = inFormOf(value, count)
      // A form that is too short for the count repeats itself: a longer one is better than two that become one.
      const unique = given.has(made) || known.has(made) ? `${made}${String(count)}` : made
      if (unique === value || known.has(unique)) continue
      known.set(value, unique)
      given.add(unique)
      return unique
    }
  }

  function blotted(value: string): string {
    const found = known.get(value)
    if (found !== undefined) return found
    count += 1
    const made = standIn(value, count)
    known.set(value, made)
    return made
  }

  function string(value: string, key: string): string {
    if (value === '' || COMMON.has(value.toLowerCase())) return value
    if (known.has(value)) return known.get(value) ?? ''
    if (INSTANT.test(value) && TIMELY.test(key) && !BIRTH.test(key)) return value
    if ((WORD.test(value) && WORDY.test(key)) || (COINED.test(value) && GIVEN.test(key))) return value
    if (/^-?\d{1,3}$/.test(value)) return value
    return isIdLike(value) ? renumbered(value) : blotted(value)
  }

  function number(digits: string, key: string): string {
    const value = Number(digits)
    if (Math.abs(value) < SMALL || POSITION.test(key)) return digits
    if (TIMELY.test(key) && !BIRTH.test(key) && /^\d{10}(?:\d{3})?$/.test(digits)) return digits
    if (!/^-?\d+$/.test(digits)) return `${renumbered(String(Math.trunc(Math.abs(value))))}.5`
    return digits.startsWith('-') ? `-${renumbered(digits.slice(1))}` : renumbered(digits)
  }

  /** A name of a field; one that holds digits or more is a value that was made a name. */
  const name = (value: string): string =>
    /^[A-Za-z_$@-][A-Za-z_$-]{0,60}\d{0,2}$/.test(value) ? value : string(value, '')

  function json(text: string): string {
    let key = ''
    return text.replace(TOKEN, (token, colon: string | undefined) => {
      if (!token.startsWith('"')) return number(token, key)
      if (colon !== undefined) {
        key = parsed(token.slice(0, token.lastIndexOf('"') + 1))
        return `${JSON.stringify(name(key))}${colon}`
      }
      // Cut off in the middle: its beginning would tell as much as the whole.
      if (!/^"(?:[^"\\]|\\.)*"$/.test(token)) return `"${'x'.repeat(lengthClass(token.length))}`
      return JSON.stringify(string(parsed(token), key))
    })
  }

  return {
    body(text) {
      if (/^\s*[[{]/.test(text)) return json(text)
      return text === '' ? '' : 'x'.repeat(lengthClass(text.length))
    },
    path: (path) =>
      path
        .split('/')
        .map((part) => {
          const plain = decoded(part)
          const apiWord = /^[a-z]+(?:[-_.][a-z]+)*$/.test(plain) || /^v\d{1,2}$/.test(plain)
          return encodeURIComponent(apiWord && !known.has(plain) ? plain : string(plain, ''))
        })
        .join('/'),
    query(query) {
      const masked = [...new URLSearchParams(query)].map(([key, value]): [string, string] => {
        if (/^\d+$/.test(value)) return [key, number(value, key)]
        const ours =
          /^[a-z_]+(?:[:,][a-z_]+)*$/.test(value) && !known.has(value) && !/q|search|text|name|mail/i.test(key)
        return [key, ours ? value : string(value, key)]
      })
      return new URLSearchParams(masked).toString()
    },
  }
}

/** Digits, or letters and digits without a space: a number of something. */
const isIdLike = (value: string): boolean => /^[A-Za-z0-9_.:-]{1,64}$/.test(value) && /\d/.test(value)

function inFormOf(value: string, count: number): string {
  const zeros = /^0*/.exec(value)?.[0].length ?? 0
  let rest = count
  const characters = [...value].map((character, at) => ({ character, keep: at < zeros }))
  const made = characters.reverse().map(({ character, keep }) => {
    if (keep || !/[A-Za-z0-9]/.test(character)) return character
    const [first, base] = /\d/.test(character) ? ['0', 10] : [/[a-z]/.test(character) ? 'a' : 'A', 26]
    const digit = rest % base
    rest = Math.floor(rest / base)
    return String.fromCharCode(first.charCodeAt(0) + digit)
  })
  const text = made.reverse().join('')
  // A number has no leading zero that the real one did not have.
  return text.slice(zeros).startsWith('0') ? `${text.slice(0, zeros)}1${text.slice(zeros + 1)}` : text
}

function standIn(value: string, count: number): string {
  const number = String(count)
  if (/^[^\s@]+@[^\s@]+$/.test(value)) return `person${number}@masked.invalid`
  if (/^https?:\/\//i.test(value)) return `https://masked.invalid/${number}`
  const words = `masked ${number} `
  return words.padEnd(lengthClass(value.length), 'x ').trimEnd()
}

/** Up to 8, 16, 32 …: how long something was, roughly. */
const lengthClass = (length: number): number => 2 ** Math.max(3, Math.ceil(Math.log2(length)))

function parsed(token: string): string {
  try {
    return JSON.parse(token) as string
  } catch (error) {
    // A broken escape: what it stands for is nobody's business here.
    if (error instanceof SyntaxError) return token
    throw error
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}
