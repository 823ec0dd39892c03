import { domainToUnicode } from 'node:url'
import type { MailAddress, ParsedMail } from '../../src/domain/mail.ts'
import { isAmazonHost, isRelayHost, type Site, siteOf } from './sites.ts'

/** Who a mail is from, by its addresses alone; what stands in the mail is not looked at. */
export type Sender =
  /** A buyer behind a relay address; `relay` is where an answer goes, plus part and all. */
  | { readonly kind: 'buyer'; readonly relay: MailAddress; readonly name?: string; readonly site?: Site }
  /** Amazon itself. `machine` = an address that nobody reads. */
  | { readonly kind: 'amazon'; readonly from: MailAddress; readonly machine: boolean; readonly site?: Site }
  /** Gives itself out as Amazon, or names a relay as its own, and comes from elsewhere. */
  | { readonly kind: 'impostor'; readonly from: MailAddress | undefined }
  | { readonly kind: 'stranger'; readonly from: MailAddress | undefined }

/** Names of addresses behind which nobody reads. */
const MACHINE =
  /(?:^|[._-])(?:do-?not-?reply|no-?reply|mailer-daemon|postmaster|bounces?|auto-confirm|order-update|payments-messages|account-update|notifications?)(?:$|[._+-])/

/** Addresses at the relay that Amazon writes from itself. What else says no-reply there stands for buyers: `isShared`. */
const RELAY_MACHINE = /^(?:do-?not-?reply|no-?reply|mailer-daemon|postmaster)(?:\+|$)/

/** An address at the relay behind which many buyers are, and none can be reached: Amazon Business buying for companies. */
export const isShared = (address: string): boolean =>
  /(?:^|[._-])(?:no-?reply|do-?not-?reply|iba-buyer)(?:$|[._+-])/.test(localOf(address))

export const localOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@')))
export const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** The alias that stays the same for a buyer: without the plus part, which names the case. */
export const aliasOf = (address: string): string => `${localOf(address).split('+')[0] ?? ''}@${hostOf(address)}`

/** Domains are compared whole, in ASCII; From with several addresses is nobody's. */
export function senderOf(mail: ParsedMail): Sender {
  const [from, ...others] = mail.from
  if (from === undefined) return { kind: 'stranger', from: undefined }
  if (others.length > 0) {
    const claims = mail.from.some((one) => isAmazonHost(hostOf(one.address)) || pretends(one))
    return { kind: claims ? 'impostor' : 'stranger', from }
  }
  const host = hostOf(from.address)
  const site = siteOf(mail.headers.get('x-marketplace-id')?.[0], host)
  const known = site === undefined ? {} : { site }
  const relay = relayOf(mail, from)
  if (isAmazonHost(host)) {
    return relay === undefined
      ? { kind: 'amazon', from, machine: MACHINE.test(localOf(from.address)) || isRelayHost(host), ...known }
      : { kind: 'buyer', relay, ...(from.name === undefined ? {} : { name: from.name }), ...known }
  }
  const claims = pretends(from) || mail.replyTo.some((one) => isRelayHost(hostOf(one.address)) || pretends(one))
  return { kind: claims || bearsHeaders(mail) ? 'impostor' : 'stranger', from }
}

/** Reply-To before From, as long as it lies at a relay itself: an answer never goes elsewhere. */
function relayOf({ replyTo }: ParsedMail, from: MailAddress): MailAddress | undefined {
  return [...replyTo, from].find(({ address }) => isRelayHost(hostOf(address)) && !RELAY_MACHINE.test(localOf(address)))
}

/** Only Amazon's mails have these. */
const bearsHeaders = ({ headers }: ParsedMail): boolean =>
  headers.has('x-space-notification-type') || headers.has('x-marketplace-id')

/** A domain or a name that is to be taken for Amazon's. */
function pretends({ address, name = '' }: MailAddress): boolean {
  const host = hostOf(address)
  if (isAmazonHost(host)) return false
  return host.split('.').some((label) => hasName(plainLetters(label))) || hasName(plainLetters(name))
}

/** The name, also glued to other words; the river, its warriors and what is called after them are none where they stand alone. */
const hasName = (text: string): boolean => /amazon(?!(?:as|en|e|ian?|ie|ic|ite|ka)(?![a-z]))/.test(text)

/** Letters of other scripts and digits that look like those of `amazon`, as these. */
const LIKE: Readonly<Record<string, string>> = {
  а: 'a', α: 'a', ɑ: 'a', à: 'a', '4': 'a', '@': 'a',
  м: 'm', ⅿ: 'm',
  ƶ: 'z', ʐ: 'z', ᴢ: 'z', '2': 'z',
  о: 'o', ο: 'o', օ: 'o', ᴏ: 'o', '0': 'o',
  ո: 'n', п: 'n', η: 'n', ᴨ: 'n',
} // prettier-ignore

function plainLetters(text: string): string {
  // Punycode is what travels, letters are what people see; what cannot be decoded comes back empty.
  const shown = text.startsWith('xn--') ? domainToUnicode(text) || text : text
  return shown
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('rn', 'm')
    .replace(/[^a-z]/gu, (letter) => LIKE[letter] ?? letter)
}
