import type { NotificationKind } from './notification.ts'

/** A picture that goes within a mail. */
export interface Picture {
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** A file that goes with a mail: terms, withdrawal notice and form. */
export interface LegalFile {
  readonly filename: string
  readonly mimeType: 'application/pdf'
  readonly bytes: Uint8Array
}

/** Longer mails are refused by many servers, and nobody waits for them on a phone. */
export const LEGAL_FILES_MAX_BYTES = 5 * 1024 * 1024
/** A logo goes with every mail. */
export const LOGO_MAX_BYTES = 300 * 1024

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
]

/**
 * What kind of picture it is, by its first bytes. Only those that every mail program shows: no drawing (SVG), no WebP.
 * @returns undefined = another kind, or none
 */
export function shownPictureType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('hex')
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1]
}

/** ISO 32000-1, 7.5: it begins with `%PDF-` and ends with `%%EOF`; readers look for both in the first and last kilobyte. */
export function isPdf(bytes: Uint8Array): boolean {
  const part = (from: number, to?: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1')
  return part(0, 1024).includes('%PDF-') && part(Math.max(0, bytes.length - 1024)).includes('%%EOF')
}

/** What of an account decides its look. */
interface LookOfShop {
  readonly shop: { readonly logo?: string; readonly logoPicture?: Picture }
}

/**
 * The logo on top of a mail: the account's own, else that of Odoo's company. An own one that is no file (a web address) gives
 * none, and the shop's name stands there: pictures from elsewhere tell who reads the mail, and when.
 */
export function logoOf({ shop }: LookOfShop, company: Picture | null): Picture | undefined {
  if (shop.logo !== undefined) return shop.logoPicture
  return company !== null && shownPictureType(company.bytes) !== undefined ? company : undefined
}

/** Terms and withdrawal notice belong to the contract: they go with the confirmation of the order (§ 312f (2) BGB). */
export const legalFilesWith = (
  kind: NotificationKind,
  { legalFiles = [] }: { readonly legalFiles?: readonly LegalFile[] },
): readonly LegalFile[] => (kind === 'order_confirmed' ? legalFiles : [])
