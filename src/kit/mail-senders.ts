import type { MailAddress, ParsedMail } from '../domain/mail.ts'
import { oneLine, shorten } from '../domain/text.ts'
import type { MailAsideReason, MailMeaning, MailParty, MailSurroundings } from './mail-channel.ts'

/** The address without its plus part, in lower case: the same person, however the address is tagged. */
export function plainAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at <= 0) return address.trim().toLowerCase()
  const local = address.slice(0, at)
  const plus = local.indexOf('+')
  return `${plus > 0 ? local.slice(0, plus) : local}${address.slice(at)}`.trim().toLowerCase()
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** Whether an address lies at one of the domains or below it, by whole labels: `notexample.com` is not `example.com`. */
export function isAt(address: string, domains: readonly string[]): boolean {
  const domain = domainOf(address)
  return domains.some((one) => domain === one || domain.endsWith(`.${one}`))
}

/** Local parts of machines in the languages of the marketplaces: what is written there reaches nobody. */
const NO_REPLY = new RegExp(
  String.raw`(?:^|[-_.])(?:(?:no|do[-_.]?not|dont)[-_.]?(?:reply|respond|response|answer)|(?:nicht|keine?)[-_.]?antwort(?:en)?|` +
    'ne[-_.]?pas[-_.]?repondre|no[-_.]?responder|non[-_.]?rispondere|nie[-_.]?odpowiadaj|niet[-_.]?beantwoorden|neodpovidat)(?:[-_.+0-9].*)?$',
)
const MACHINE =
  /^(?:mailer-daemon|postmaster|bounces?|notifications?|mailer|wordpress|www-data|apache|nobody)(?:[-_.+0-9].*)?$/

/** Whether an address is one that many senders share and nobody reads. */
export function isNoReply(address: string): boolean {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()
  return NO_REPLY.test(local) || MACHINE.test(local)
}

/** Whether an address is the account's own, or a colleague's. */
export function ownershipOf(
  address: string,
  { ownAddresses, ownDomains }: MailSurroundings,
): 'own_mail' | 'own_domain' | null {
  const plain = plainAddress(address)
  if (ownAddresses.some((own) => plainAddress(own) === plain)) return 'own_mail'
  return isAt(
    plain,
    ownDomains.map((domain) => domain.toLowerCase().replace(/^@/, '')),
  )
    ? 'own_domain'
    : null
}

/** Why a mail is nobody's question; null = it may be one. */
export function noiseOf(mail: ParsedMail, surroundings: MailSurroundings): MailMeaning | null {
  if (mail.report !== null) return { kind: 'aside', reason: 'delivery_report' }
  const owned = mail.from.map(({ address }) => ownershipOf(address, surroundings)).find((found) => found !== null)
  if (owned !== undefined && owned !== null) return { kind: 'aside', reason: owned }
  if (mail.automatic === null || isOwnList(mail, surroundings)) return null
  return { kind: 'aside', reason: ASIDE_BY_KIND[mail.automatic.kind], detail: mail.automatic.by }
}

/** The shop's address may itself be a list (a Google group, say): then every buyer's mail is list mail. */
function isOwnList({ automatic, headers }: ParsedMail, surroundings: MailSurroundings): boolean {
  if (automatic?.kind !== 'list' && automatic?.kind !== 'bulk') return false
  const posts = [...(headers.get('list-post') ?? [])].flatMap((value) => [...value.matchAll(/<mailto:([^>?]+)/gi)])
  if (posts.some(([, address = '']) => ownershipOf(address, surroundings) !== null)) return true
  const ids = (headers.get('list-id') ?? []).map((value) => /<([^>]+)>/.exec(value)?.[1]?.toLowerCase() ?? '')
  // RFC 2919: the list's name and its host, with a dot between: `service.shop.example` for service@shop.example.
  return ids.some((id) => surroundings.ownAddresses.some((own) => plainAddress(own).replace('@', '.') === id))
}

const ASIDE_BY_KIND: Readonly<Record<NonNullable<ParsedMail['automatic']>['kind'], MailAsideReason>> = {
  vacation: 'vacation',
  challenge: 'challenge',
  list: 'list_mail',
  report: 'delivery_report',
  'auto-reply': 'automatic',
  'auto-generated': 'automatic',
  bulk: 'automatic',
}

const NOBODY = 'The sender is an address that nobody reads. Look in the text for another way to reach them.'

/**
 * Whoever wrote a mail, for a mailbox that anybody may write to. Answers go to Reply-To. Where that is somebody else than From, both
 * together are who it is: one of them alone could be a stranger who names a buyer, and would read the next answer or be read as theirs.
 */
export function senderOf(mail: ParsedMail, surroundings: MailSurroundings): MailParty {
  const isForeign = ({ address }: MailAddress): boolean => ownershipOf(address, surroundings) === null
  const from = mail.from.length > 0 ? mail.from : mail.sender === null ? [] : [mail.sender]
  const [first] = from
  const asked = mail.replyTo.filter(isForeign)
  const authors = new Set(from.map(({ address }) => plainAddress(address)))
  const answerTo = asked.find(({ address }) => authors.has(plainAddress(address))) ?? asked[0] ?? from.find(isForeign)
  const answered = answerTo === undefined ? undefined : plainAddress(answerTo.address)
  const others = answered === undefined || authors.has(answered) ? [] : [answered]
  const key = [...[...authors].toSorted(), ...others].join(' ')
  const name = first?.name ?? answerTo?.name
  const dead = answerTo === undefined || isNoReply(answerTo.address)
  return {
    key: key === '' ? 'unknown sender' : key,
    shared: key === '' || (first !== undefined && isNoReply(first.address)),
    marketplace: false,
    ...(name === undefined ? {} : { name }),
    answerTo: dead ? null : answerTo,
    ...(dead ? { noAnswer: NOBODY } : {}),
  }
}

const PREFIX =
  /^(?:\s*(?:re|aw|antw(?:ort)?|fwd?|wg|weiterleitung|tr|rv|rif|odp|pd|vs|sv|doorst|res|ant|enc|ynt|отв|re\u00a0)(?:\s*\[\d+\])?\s*[:：]|\s*i\s*:(?=\s))+/i

/** A header may be as long as a stranger likes. */
const SUBJECT_MAX_CHARS = 1000

/** Subject without `Re:` and its kind in other languages, as the topic of a conversation; undefined where nothing is left. */
export function topicOf(subject: string): string | undefined {
  const topic = shorten(oneLine(subject.slice(0, SUBJECT_MAX_CHARS).replace(PREFIX, '')), 120)
  return topic === '' ? undefined : topic
}

/** What is shown of a mail: what is new, else all, else its subject. Empty only where it has no words at all. */
export function wordsOf({ reply, text, subject }: Pick<ParsedMail, 'reply' | 'text' | 'subject'>): string {
  return [reply, text, subject].find((words) => words.trim() !== '')?.trim() ?? ''
}
