import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import { oneLine } from '../domain/text.ts'

/** One mailbox: the name as shown, the address as it goes into the envelope (domain in ASCII). */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** RFC 5321 lengths; the local part in ASCII, since hardly a server takes anything else (SMTPUTF8). */
const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const DOMAIN = /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/

/**
 * Checks an address, and writes its domain in ASCII.
 * @returns undefined if no mail can go there
 */
export function checkedAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = domainToASCII(address.slice(at + 1))
  return at > 0 && LOCAL_PART.test(local) && DOMAIN.test(domain) ? `${local}@${domain}` : undefined
}

/** @throws Permanent if the address is none; the message does not repeat it */
export function recipient(to: { readonly name?: string; readonly address: string }): Mailbox {
  const address = checkedAddress(to.address.trim())
  if (address === undefined) {
    throw new Permanent(
      "The recipient's e-mail address is not valid, so nothing was sent. Correct it on the contact in Odoo.",
      { code: 'address' },
    )
  }
  return { name: headerText(to.name ?? ''), address }
}

/**
 * Reads a setting such as `Blumenhaus Weber <shop@example.com>`.
 * @param setting its name, for the message
 * @throws Misconfigured if it is not exactly one address
 */
export function mailbox(value: string, setting: string): Mailbox {
  const [first, ...others] = named(value) ?? addressparser(value, { flatten: true })
  const address = first === undefined || others.length > 0 ? undefined : checkedAddress(first.address)
  if (first === undefined || address === undefined) {
    throw new Misconfigured(
      `${setting} is not one e-mail address, so no mail is sent. Right would be: Shop name <shop@example.com>`,
    )
  }
  return { name: headerText(first.name), address }
}

/** The name of a shop as it is written, with commas and quotes, which would part addresses or vanish otherwise. */
function named(value: string): readonly { name: string; address: string }[] | undefined {
  const [, name = '', address = ''] = /^([^<>@]*)<([^<>]+)>\s*$/.exec(value) ?? []
  return address === '' ? undefined : [{ name: name.trim().replace(/^"([^"]*)"$/, '$1'), address: address.trim() }]
}

/** More than any mail program shows. A word longer than a line may be (998 bytes, RFC 5322) could not be folded. */
const HEADER_CHARS = 250

/** Text for a header, of a length that every server takes. */
export const headerText = (text: string): string => {
  const line = headerLine(text)
  // By code points, so that none is cut in two.
  return line.length <= HEADER_CHARS
    ? line
    : `${[...line]
        .slice(0, HEADER_CHARS - 1)
        .join('')
        .trim()}…`
}

/**
 * One line, and nothing that a mail program would take for an encoded word. Isolating marks are for running text; a header
 * stands alone.
 */
export const headerLine = (text: string): string =>
  oneLine(text)
    .replace(/[\u2068\u2069]/g, '')
    .replaceAll('=?', '= ?')
