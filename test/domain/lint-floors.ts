import { LINT_RULES, type LintRule } from '../../src/domain/lint/rules.ts'

export interface Floor {
  readonly precision: number
  readonly recall: number
}

/** What was reached for the texts of this folder, with a text or two of room: a rule that falls below it got worse. */
const USUAL: Floor = { precision: 0.97, recall: 0.97 }
/** Rules that know wordings overlook some; more of them may stand in the texts than the rules know. */
const WORDED: Floor = { precision: 0.97, recall: 0.94 }
const OTHERS: Readonly<Partial<Record<LintRule, Floor>>> = {
  'phone-number': { precision: 0.95, recall: 0.95 },
  'off-platform': WORDED,
  marketing: WORDED,
  gift: WORDED,
  review: WORDED,
  'rating-pressure': WORDED,
  'cancel-pressure': WORDED,
  'personal-data': WORDED,
  'auto-answer': WORDED,
}

export const FLOORS = Object.fromEntries(LINT_RULES.map((rule) => [rule, OTHERS[rule] ?? USUAL])) as Readonly<
  Record<LintRule, Floor>
>
