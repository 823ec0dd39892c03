/** A place in a text, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** All places of a pattern with the flag `g` that is never empty. `matchAll` makes a new pattern every time, which takes longer than to look. */
export function spansOf(text: string, pattern: RegExp): Span[] {
  const spans: Span[] = []
  pattern.lastIndex = 0
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text))
    spans.push({ start: found.index, end: found.index + found[0].length })
  return spans
}

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** Sorts, and lets the earlier and longer of two overlapping places stand. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: Span[] = []
  for (const span of sorted) {
    const last = kept.at(-1)
    if (last === undefined || !overlaps(last, span)) kept.push(span)
  }
  return kept
}

/** Replaces places by a filler of the same length, so that positions stay true. */
export function blanked(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => '\uFFFC'.repeat(found.length))
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u

export const isLetterOrDigit = (char: string | undefined): boolean => char !== undefined && LETTER_OR_DIGIT.test(char)

/** Walks backwards from `end` while characters fit, at most `max` of them; returns where they begin. */
export function walkBack(text: string, end: number, fits: RegExp, max: number): number {
  let start = end
  while (start > 0 && end - start < max && fits.test(text.charAt(start - 1))) start -= 1
  return start
}

/** Walks forward from `start` while characters fit, at most `max` of them; returns where they end. */
export function walkOn(text: string, start: number, fits: RegExp, max: number): number {
  let end = start
  while (end < text.length && end - start < max && fits.test(text.charAt(end))) end += 1
  return end
}
