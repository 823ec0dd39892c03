import type { Formality } from '../notification.ts'
import { type Span, spansOf } from './span.ts'

/** What stands in quotation marks is somebody else's form. */
const QUOTED = /[„“"»«][^„“”"»«\n]{1,80}[“”"«»]/g
const DU = /(?<![\p{L}\p{N}&-])(?:du|dich|dir|dein(?:e|er|em|en|es|s)?)(?![\p{L}\p{N}])/giu
/** Never anything but the polite form. */
const SIE_SURE = /(?<![\p{L}\p{N}])(?:Ihnen|Ihre[mnrs]?|Ihr|Sie)(?![\p{L}\p{N}])/gu
/** `Sie und Du`, `Sie & Du`, `du oder Sie` are names of goods or talk about the form itself. */
const PAIR = /(?<![\p{L}])(?:Sie|Du|du) ?(?:&|\+|\/|und|oder|vs\.?) ?(?:Sie|Du|du)(?![\p{L}])/gu
/** Where a capital letter says nothing: at the beginning of a line or sentence. */
const BEGINNING = /(?:^|[.!?:…\n•*>-])[\s"„“»(]*$/
/** So many polite words make a polite text, where the buyer is on first names. */
const SIE_MIN = 2

/**
 * The words of a German text that are not in its form of address: du among Sie, or the form that the account does not use.
 * @param formality the account's form; absent = only mixed texts are found
 */
export function findWrongForm(text: string, formality: Formality | undefined): Span[] {
  const own = [QUOTED, PAIR].reduce(
    (rest, pattern) => rest.replace(pattern, (found) => '\uFFFC'.repeat(found.length)),
    text,
  )
  const du = spansOf(own, DU)
  const sie = spansOf(own, SIE_SURE).filter(({ start }) => !BEGINNING.test(own.slice(Math.max(0, start - 12), start)))
  const form = formality ?? (sie.length >= du.length ? 'sie' : 'du')
  if (form === 'sie') return formality === 'sie' || sie.length > 0 ? du : []
  return sie.length >= SIE_MIN || du.length > 0 ? sie : []
}
