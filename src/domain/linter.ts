/** What a text to the buyers of a marketplace may hold. */
export interface TextRules {
  /** `tracking` = only links to the parcel tracking given with the text. */
  readonly links: 'forbidden' | 'tracking' | 'allowed'
  readonly mailAddresses: 'forbidden' | 'allowed'
  readonly phoneNumbers: 'forbidden' | 'allowed'
  /** The marketplace's own domains, subdomains included: naming them is never a finding. */
  readonly ownSites?: readonly string[]
}

export type LintRule = 'link' | 'mail-address' | 'phone-number' | 'placeholder' | 'empty' | 'too-long'

export interface Finding {
  readonly rule: LintRule
  /** For people, says what to do. */
  readonly message: string
  /** The place, at most 60 characters. */
  readonly excerpt: string
}
