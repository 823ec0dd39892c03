/** Where we knowingly differ from the letter of Kaufland's official description 2.27.0, each with its reason. */
export interface Deviation {
  readonly operation: string
  readonly side: 'request' | 'answer'
  /** Where the check complains. */
  readonly at: string
  readonly reason: string
}

const commaList =
  'The schema says a list (by default: repeated key), the text of GetTicket beside it says "a string of comma-separated values"; the text is what clients in the field send.'

export const deviations: readonly Deviation[] = [
  { operation: 'GetTicket', side: 'request', at: '/query/embedded/0', reason: commaList },
  { operation: 'GetReturn', side: 'request', at: '/query/embedded/0', reason: commaList },
  { operation: 'GetReturnUnit', side: 'request', at: '/query/embedded/0', reason: commaList },
]
