import { folded } from './readable.ts'
import { remembered } from './remembered.ts'
import type { LintRule } from './rules.ts'
import type { Sentence, Word } from './sentences.ts'
import { overlaps, type Span } from './span.ts'

/** Rules that are told by wordings. */
export type WordedRule = Extract<
  LintRule,
  | 'off-platform'
  | 'marketing'
  | 'gift'
  | 'review'
  | 'rating-pressure'
  | 'cancel-pressure'
  | 'personal-data'
  | 'thanks'
  | 'auto-answer'
>

/**
 * Wordings of one language, one a line. Words stand as they are spoken; `bewert*` = begins so, `*shop` = ends so, `*code*` = holds it;
 * `a|b` = one of them; `#` = a number; `..` = up to three words between, `...` six, `....` ten. A sentence must hold all of it in this order;
 * what stands behind ` & ` it must hold as well, anywhere.
 */
export interface Wordings {
  readonly find: readonly string[]
  /** Harmless wordings: what lies within one of them is no finding. */
  readonly unless?: readonly string[]
}
export type WordingTable = Readonly<Partial<Record<WordedRule, Wordings>>>

type Part = (key: string) => boolean

interface Slot {
  readonly fits: Part
  /** Words that may stand before it. */
  readonly gap: number
}

interface Phrase {
  readonly rule: WordedRule
  readonly harmless: boolean
  readonly slots: readonly Slot[]
  /** What the sentence must hold besides. */
  readonly besides: readonly (readonly Slot[])[]
}

const GAPS: Readonly<Record<string, number>> = { '..': 3, '...': 6, '....': 10 }
/** Prefixes in the index are told apart by so many letters. */
const INDEX_LETTERS = 3

/** All wordings, found by the first word of each. */
export class Phrases {
  private readonly exact = new Map<string, Phrase[]>()
  private readonly byBeginning = new Map<string, Phrase[]>()
  private readonly anywhere: Phrase[] = []

  constructor(tables: readonly WordingTable[]) {
    for (const table of tables) {
      for (const [rule, { find, unless = [] }] of Object.entries(table) as [WordedRule, Wordings][]) {
        for (const line of find) this.add(rule, line, false)
        for (const line of unless) this.add(rule, line, true)
      }
    }
  }

  /** The places of a sentence that hold a wording, by rule. */
  find({ words }: Sentence, wanted: ReadonlySet<WordedRule>): { rule: WordedRule; span: Span }[] {
    const places: { phrase: Phrase; span: Span }[] = []
    for (const [at, word] of words.entries()) {
      for (const phrase of this.beginning(word.key)) {
        const end = wanted.has(phrase.rule) ? match(phrase.slots, words, at) : undefined
        if (end !== undefined && phrase.besides.every((slots) => isIn(slots, words)))
          places.push({ phrase, span: { start: word.start, end } })
      }
    }
    return places
      .filter(({ phrase }) => !phrase.harmless)
      .filter(
        ({ phrase: { rule }, span }) =>
          !places.some(({ phrase, span: other }) => phrase.harmless && phrase.rule === rule && overlaps(other, span)),
      )
      .map(({ phrase: { rule }, span }) => ({ rule, span }))
  }

  /** The wordings that may begin with a word. */
  private readonly beginning = remembered((key): readonly Phrase[] =>
    [
      ...new Set([
        ...(this.exact.get(key) ?? []),
        ...(this.byBeginning.get(key.slice(0, INDEX_LETTERS)) ?? []),
        ...this.anywhere,
      ]),
    ].filter(({ slots }) => slots[0]?.fits(key) === true),
  )

  private add(rule: WordedRule, line: string, harmless: boolean): void {
    const [main = '', ...besides] = line.split(' & ')
    const phrase = { rule, harmless, slots: slotsOf(main), besides: besides.map(slotsOf) }
    const [first = ''] = main.split(' ')
    for (const beginning of first.split('|')) this.index(beginning, phrase)
  }

  private index(beginning: string, phrase: Phrase): void {
    const key = folded(beginning.replaceAll('*', ''))
    if (beginning === '#' || beginning.startsWith('*')) {
      if (!this.anywhere.includes(phrase)) this.anywhere.push(phrase)
    } else if (beginning.endsWith('*')) put(this.byBeginning, key.slice(0, INDEX_LETTERS), phrase)
    else put(this.exact, key, phrase)
  }
}

function put(map: Map<string, Phrase[]>, key: string, phrase: Phrase): void {
  const list = map.get(key) ?? []
  if (!list.includes(phrase)) map.set(key, [...list, phrase])
}

function slotsOf(line: string): Slot[] {
  const slots: Slot[] = []
  let gap = 0
  for (const word of line.split(' ')) {
    const between = GAPS[word]
    if (between !== undefined) gap = between
    else {
      slots.push({ fits: fitsOf(word), gap })
      gap = 0
    }
  }
  return slots
}

function fitsOf(word: string): Part {
  const parts = word.split('|').map(partOf)
  return (key) => parts.some((part) => part(key))
}

function partOf(part: string): Part {
  if (part === '#') return (key) => /^\d/.test(key)
  const key = folded(part.replaceAll('*', ''))
  if (part.startsWith('*') && part.endsWith('*')) return (word) => word.includes(key)
  if (part.startsWith('*')) return (word) => word.endsWith(key)
  if (part.endsWith('*')) return (word) => word.startsWith(key)
  return (word) => word === key
}

const isIn = (slots: readonly Slot[], words: readonly Word[]): boolean =>
  words.some((_, at) => match(slots, words, at) !== undefined)

/** Where the phrase ends that begins at this word; undefined = it does not. */
function match(slots: readonly Slot[], words: readonly Word[], at: number, slot = 0): number | undefined {
  const wanted = slots[slot]
  if (wanted === undefined) return words[at - 1]?.end
  for (let next = at; next <= at + wanted.gap && next < words.length; next += 1) {
    const word = words[next]
    if (word === undefined || !wanted.fits(word.key)) continue
    const end = match(slots, words, next + 1, slot + 1)
    if (end !== undefined) return end
  }
  return undefined
}
