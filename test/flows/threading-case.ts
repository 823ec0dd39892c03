import type { Rung } from '../../src/domain/threading.ts'

/** A mail of the labelled set; `in` = in whose conversation it belongs (a label of an earlier mail), absent = its own. */
export interface SetMail {
  readonly mail: string
  readonly from: string
  readonly in?: string
  readonly by: Rung
  readonly shared?: true
  readonly marketplace?: true
  readonly forged?: true
  readonly thread?: string
  readonly orders?: readonly string[]
  /** Message-ID; absent = its label, null = none. */
  readonly id?: string | null
  readonly references?: readonly string[]
  readonly inReplyTo?: readonly string[]
  /** A token of ours stands in it: of the conversation of that mail, sealed for this party. */
  readonly token?: { readonly of: string; readonly for: string; readonly secret?: 'other' | 'none' }
}

/** We answered in the conversation of a mail; the answer's Message-ID is its label. */
export interface SetAnswer {
  readonly answer: string
  readonly in: string
}

/** The ledger was lost. */
export interface SetLoss {
  readonly lost: true
}

export interface ThreadingCase {
  readonly title: string
  readonly steps: readonly (SetMail | SetAnswer | SetLoss)[]
}
