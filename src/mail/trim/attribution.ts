import { PATTERN_MAX_CHARS } from './line.ts'

/** How sure it is: `sure` ends a person's words by itself, `likely` only where a quote follows. */
export type Surety = 'sure' | 'likely'

interface Form {
  readonly starts: RegExp
  readonly ends: RegExp
}

/**
 * Two short anchored patterns each instead of one long: what stands between is any name and date, and no search goes back and forth.
 * By language: en, de, fr, it, es, nl, pl, cs, ru, sv, da, pt.
 */
const FORMS: readonly Form[] = [
  { starts: /^(?:On|At)\b/i, ends: /\bwrote\s?:$/i },
  { starts: /^(?:Am|On)\b/i, ends: /\bschrieb(?:\s.{0,200})?\s?:$/i },
  { starts: /^(?:Am|Hat)\b/i, ends: /\bgeschrieben\s?:$/i },
  { starts: /^Le\b/i, ends: /\ba\s[ée]crit\s?:$/i },
  { starts: /^(?:Il|In data|Il giorno)\b/i, ends: /\bha\sscritto\s?:$/i },
  { starts: /^(?:El|En)\b/i, ends: /\bescribi[óo]\s?:$/i },
  { starts: /^Op\b/i, ends: /\b(?:schreef(?:\s.{0,200})?|geschreven)\s?:$/i },
  { starts: /^(?:W dniu|Dnia)\s/i, ends: /(?:napisał(?:\/?a|\(a\))?|pisze|napisano)(?:\s.{0,200})?\s?:$/i },
  { starts: /^Wiadomość napisana przez\s/i, ends: /\d:$/ },
  { starts: /^(?:Dne|Dňa)\s/i, ends: /\b(?:napsal(?:\/?a|\(a\))?|píše)(?:\s.{0,200})?\s?:$/i },
  { starts: /^(?:Den|På)\b/i, ends: /\bskrev(?:\s.{0,200})?\s?:$/i },
  { starts: /^Em\b/i, ends: /\bescreveu\s?:$/i },
]

/** Names first: `NAME <address> wrote:`. */
const NAME_FIRST =
  /(?:\bwrote|\bschrieb|\bgeschrieben|\ba [ée]crit|\bha scritto|\bescribió|\bschreef|\bnapisał(?:\/?a|\(a\))?|\bpisze|\bnapsal(?:\/?a|\(a\))?|\bpíše|пишет|писал(?:а|\(а\))?|\bskrev|\bescreveu)(?:\s(?:am|on|le|il|el|op|dnia|dne|v|w|в)\s.{0,120}|\s\d.{0,60})?\s?:$/iu

const ADDRESS = /[^\s<>@]{1,64}@[^\s<>@]{1,190}/
const TIME = /\b\d{1,2}[:.h]\d{2}\b/
const DATE =
  /\b\d{1,2}\s?[./-]\s?(?:\d{1,2}|\p{L}{3,12}\.?)\s?[./-]?\s?(?:\d{4}|\d{2})\b|\b20\d{2}[-./]\d{1,2}[-./]\d{1,2}\b|\d{1,2}\.?\s(?:de\s)?\p{L}{3,12}\.?,?\s(?:de\s)?20\d{2}|\p{L}{3,12}\.?\s\d{1,2},?\s20\d{2}/u

/** More words than this say something themselves. */
const NAMELESS_WORDS_MAX = 14

/**
 * Is this the line by which a program says whose words follow?
 * @param text lines joined by one space, without outer space
 */
export function attributionOf(text: string): Surety | null {
  if (text.length < 6 || text.length > PATTERN_MAX_CHARS || !endsLikeOne(text)) return null
  const line = unruled(text.replaceAll('*', '')).replace(/\s:$/, ':')
  const dated = DATE.test(line)
  const timed = TIME.test(line)
  const addressed = ADDRESS.test(line)
  const known =
    FORMS.some(({ starts, ends }) => starts.test(line) && ends.test(line)) || NAME_FIRST.test(line) || russian(line)
  if (known) {
    if (dated && (timed || addressed)) return 'sure'
    return dated || timed || addressed || line.length < 80 ? 'likely' : null
  }
  // No word for writing, or one we do not know: Gmail in Russian, Yandex, Mail.ru, and programs in other languages.
  if (!dated || !timed) return null
  if (/[<[](?:mailto:)?[^\s<>@]{1,64}@[^\s<>]{1,190}[>\]]\s?:$/.test(line)) return 'sure'
  return addressed || line.split(' ').length <= NAMELESS_WORDS_MAX ? 'likely' : null
}

/** A colon, or the rule that Zoho draws. */
export const endsLikeOne = (text: string): boolean =>
  text.endsWith(':') || (text.startsWith('--') && text.endsWith('--'))

const unruled = (text: string): string =>
  text.startsWith('--') && text.endsWith('--') ? `${text.replace(/^-+\s?/, '').replace(/\s?-+$/, '')}:` : text

/** `12.03.2026 10:20, NAME пишет:`, `… от NAME <address>:`. */
const russian = (line: string): boolean =>
  /(?:пишет|(?:на)?писал(?:а|\(а\))?)\s?:$/iu.test(line) || (/\sот\s/u.test(line) && /[>)]\s?:$/.test(line))
