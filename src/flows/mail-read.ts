import type { Account, MailboxSettings } from '../domain/account.ts'
import { isFault } from '../domain/errors.ts'
import type { DeliveryReport, MailAddress, ParsedMail } from '../domain/mail.ts'
import type { Instant } from '../domain/time.ts'
import type { MailAsideReason, MailMeaning, MailMessage } from '../kit/mail-channel.ts'
import type { KeptMail } from '../ledger/mail-ports.ts'
import type { MailReader } from '../mail/ports.ts'
import { isOwnMessageId } from '../mail/answer.ts'
import type { OpenAccount } from './context.ts'

/** A mail with what it is to the account; where it belongs is not decided yet. */
export type ReadMail =
  | { readonly kind: 'message'; readonly kept: KeptMail; readonly mail: ParsedMail; readonly meaning: MailMessage }
  | {
      readonly kind: 'aside'
      readonly kept: KeptMail
      readonly reason: MailAsideReason
      readonly detail?: string
    }
  | { readonly kind: 'report'; readonly kept: KeptMail; readonly mail: ParsedMail; readonly report: DeliveryReport }
  | {
      readonly kind: 'rejected'
      readonly kept: KeptMail
      readonly mail: ParsedMail
      readonly rejection: Extract<MailMeaning, { kind: 'rejected' }>
    }
  | { readonly kind: 'unreadable'; readonly kept: KeptMail; readonly reason: string }

export interface Reading {
  readonly opened: OpenAccount
  readonly mailOf: NonNullable<OpenAccount['mail']>
  readonly reader: MailReader
  readonly goLive: Instant
}

/** One mail. Whatever is wrong with it is its own trouble: the next one is read all the same. */
export async function readMail(kept: KeptMail, reading: Reading): Promise<ReadMail> {
  const { account } = reading.opened
  // Asked for anew (`replay`), it is as old as it was.
  if (kept.receivedAt < reading.goLive) return { kind: 'aside', kept, reason: 'before_go_live' }
  const { authservId } = reading.mailOf.mailbox
  let mail: ParsedMail
  let meaning: MailMeaning
  try {
    mail = await reading.reader.read(kept.bytes, authservId === undefined ? {} : { authservId })
    meaning = reading.mailOf.channel.read(mail, surroundings(kept, reading))
  } catch (error) {
    if (isFault(error) && error.systemic) throw error
    return { kind: 'unreadable', kept, reason: error instanceof Error ? error.message.slice(0, 300) : 'unknown' }
  }
  if (mail.messageId !== null && isOwnMessageId(account.name, mail.messageId) && isFromUs(mail, reading))
    return { kind: 'aside', kept, reason: 'own_mail' }
  return understood(kept, mail, meaning, reading)
}

function understood(kept: KeptMail, mail: ParsedMail, meaning: MailMeaning, reading: Reading): ReadMail {
  switch (meaning.kind) {
    case 'rejected':
      return isForged(mail)
        ? { kind: 'message', kept, mail, meaning: asMessage(mail, meaning.text) }
        : { kind: 'rejected', kept, mail, rejection: meaning }
    case 'aside':
      if (mail.report !== null && !isForged(mail)) return { kind: 'report', kept, mail, report: mail.report }
      return {
        kind: 'aside',
        kept,
        reason: meaning.reason,
        ...(meaning.detail === undefined ? {} : { detail: meaning.detail }),
      }
    case 'message': {
      const own = ownReason(meaning, reading)
      if (own !== undefined) return { kind: 'aside', kept, reason: own }
      // A report that fits a mail of ours is one, whatever it reads like.
      if (
        mail.report?.about != null &&
        isOwnMessageId(reading.opened.account.name, mail.report.about) &&
        !isForged(mail)
      )
        return { kind: 'report', kept, mail, report: mail.report }
      return { kind: 'message', kept, mail, meaning }
    }
    default: {
      const missing: never = meaning
      return missing
    }
  }
}

/** dmarc says that it is not from whom it claims to be. */
export const isForged = ({ proof }: ParsedMail): boolean => proof.dmarc === 'fail'

/** A rejection that is none: what somebody wrote. */
const asMessage = (mail: ParsedMail, text: string): MailMessage => ({
  kind: 'message',
  role: 'system',
  text,
  party: { key: mail.from[0]?.address ?? 'unknown', shared: true, marketplace: false, answerTo: null },
  thread: null,
  orders: [],
})

function surroundings({ receivedAt }: KeptMail, { opened, mailOf }: Reading) {
  return {
    ownAddresses: ownAddresses(opened.account, mailOf.mailbox),
    ownDomains: mailOf.mailbox.ownDomains,
    receivedAt,
  }
}

/** Addresses of the account's own, in lower case. */
export function ownAddresses({ mailFrom }: Account, { user, brands }: MailboxSettings): readonly string[] {
  const written = [mailFrom, user, ...brands.flatMap(({ address, from }) => [address, from])]
  return [...new Set(written.flatMap((one) => bareAddress(one ?? '') ?? []))]
}

/** `Shop <Service@Example.com>` → `service@example.com`. */
export const bareAddress = (written: string): string | undefined =>
  /([^\s<>"]+@[^\s<>"]+)>?\s*$/.exec(written)?.[1]?.toLowerCase()

function isFromUs({ from }: ParsedMail, { opened, mailOf }: Reading): boolean {
  const own = new Set(ownAddresses(opened.account, mailOf.mailbox))
  return from.some(({ address }) => own.has(address))
}

/** What we or a colleague wrote is nobody's question; a form that leaves by our own address names its buyer. */
function ownReason({ party, role }: MailMessage, { opened, mailOf }: Reading): MailAsideReason | undefined {
  if (role === 'seller' || party.marketplace) return undefined
  const key = party.key.toLowerCase()
  if (!party.shared && ownAddresses(opened.account, mailOf.mailbox).includes(key)) return 'own_mail'
  const domain = key.includes('@') ? key.slice(key.lastIndexOf('@') + 1) : undefined
  const isOwn = (own: string): boolean => domain === own || (domain?.endsWith(`.${own}`) ?? false)
  return !party.shared && mailOf.mailbox.ownDomains.some((own) => isOwn(own.toLowerCase())) ? 'own_domain' : undefined
}

/** The address of the account's own that a mail was written to, where it has several; null = none of them. */
export function brandOf({ deliveredTo, to, cc }: ParsedMail, { brands }: MailboxSettings): string | null {
  const reached = [...deliveredTo, ...[...to, ...cc].map(({ address }: MailAddress) => address)]
  const found = brands.find(({ address }) => reached.some((one) => withoutPlus(one) === withoutPlus(address)))
  return found?.address ?? null
}

const withoutPlus = (address: string): string => address.toLowerCase().replace(/\+[^@]*@/, '@')
