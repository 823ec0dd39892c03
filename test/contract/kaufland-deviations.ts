/** Where we knowingly differ from the letter of Kaufland's official description 2.27.0, each with its reason. */
export interface Deviation {
  readonly operation: string
  readonly side: 'request' | 'answer'
  /** Where the check complains. */
  readonly at: string
  readonly reason: string
}

export const deviations: readonly Deviation[] = [
  {
    operation: 'GetTicket',
    side: 'request',
    at: '/query/embedded/0',
    reason:
      'The schema says a list (by default: repeated key), the text beside it says "a string of comma-separated values"; the text is what clients in the field send.',
  },
]
