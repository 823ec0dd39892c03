import { readdirSync, readFileSync } from 'node:fs'
import { connectors } from '../../connectors/index.ts'
import type { Formality } from '../../src/domain/notification.ts'
import type { PolicyKind } from '../../src/domain/policy.ts'
import { LINT_RULES, type LintRule } from '../../src/domain/lint/rules.ts'
import { lint } from '../../src/domain/linter.ts'

/** One text of the test set, as people and shops write. */
export interface LintText {
  readonly id: string
  readonly marketplace: string
  readonly kind: PolicyKind
  /** Language that the buyer reads. */
  readonly locale: string
  readonly text: string
  /** Rules that must be found, and no others. */
  readonly expected: readonly LintRule[]
  /** Rules that may be found besides: the text is on their border. */
  readonly also?: readonly LintRule[]
  readonly note: string
  readonly formality?: Formality
  readonly orderIds?: readonly string[]
  readonly dataValues?: readonly string[]
  readonly earlierTexts?: readonly string[]
}

const FOLDER = new URL('lint-texts/', import.meta.url)

/** The whole set, in the order of the files. */
export function lintTexts(): LintText[] {
  return readdirSync(FOLDER)
    .toSorted()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as LintText[])
}

/** Written last: nothing was added to the rules for what they overlook in these. */
export const isHeldOut = ({ id }: LintText): boolean => id.startsWith('apart-')

/** What the linter finds in a text, each rule once. */
export function foundRules(text: LintText): LintRule[] {
  const manifest = connectors.find(({ name }) => name === text.marketplace)?.manifest
  if (manifest === undefined) throw new RangeError(`No connector ${text.marketplace} (${text.id}).`)
  const { locale, ...options } = text
  const findings = lint(text.text, {
    ...options,
    rules: manifest.textRules,
    knownLinks: [],
    locale: 'en',
    buyerLocale: locale,
  })
  return LINT_RULES.filter((rule) => findings.some((finding) => finding.rule === rule))
}

/** How often a rule was found rightly, wrongly, and overlooked. */
export interface RuleScore {
  readonly rule: LintRule
  readonly right: number
  readonly wrong: number
  readonly missed: number
  /** Of what was found, so much rightly; 1 where nothing was found. */
  readonly precision: number
  /** Of what should be found, so much; 1 where nothing was to be found. */
  readonly recall: number
}

export interface Judged {
  readonly text: LintText
  readonly missed: readonly LintRule[]
  readonly wrong: readonly LintRule[]
}

/** Looks through all texts and counts by rule. */
export function measure(texts: readonly LintText[]): { scores: RuleScore[]; judged: Judged[] } {
  const judged = texts.map((text) => {
    const found = foundRules(text)
    return {
      text,
      missed: text.expected.filter((rule) => !found.includes(rule)),
      wrong: found.filter((rule) => !text.expected.includes(rule) && text.also?.includes(rule) !== true),
    }
  })
  const scores = LINT_RULES.map((rule) => {
    const wanted = texts.filter(({ expected }) => expected.includes(rule)).length
    const missed = judged.filter((one) => one.missed.includes(rule)).length
    const wrong = judged.filter((one) => one.wrong.includes(rule)).length
    const right = wanted - missed
    return { rule, right, wrong, missed, precision: share(right, right + wrong), recall: share(right, wanted) }
  })
  return { scores, judged }
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)
