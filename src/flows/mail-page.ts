import { createHash } from 'node:crypto'
import { type ConversationId, fileKey, type MessageId, type OrderRef } from '../domain/ids.ts'
import type { MailFile, ParsedMail } from '../domain/mail.ts'
import type { ConversationFacts, FetchedFile, OfferedFile } from '../domain/message.ts'
import { normalise, oneLine } from '../domain/text.ts'
import { mailConversation, mailMessage } from '../domain/threading.ts'
import { later } from '../domain/time.ts'
import type { MailMessage, MailParty } from '../kit/mail-channel.ts'
import type { KeptMail, MailNotes } from '../ledger/mail-ports.ts'
import type { PageToRecord } from '../ledger/ports.ts'
import type { MailReader } from '../mail/ports.ts'
import { isThanksOnly } from '../mail/thanks.ts'

type Page = PageToRecord['conversations'][number]
type PageFile = Page['files'][number]

/** Larger ones are named with the reason; they stay in the mailbox and in the ledger. */
const FILE_MAX_BYTES = 25_000_000
const TOPIC_MAX_CHARS = 120

export interface MailToShow {
  readonly kept: KeptMail
  readonly mail: ParsedMail
  readonly meaning: MailMessage
  readonly forged: boolean
}

/** Somebody waits by it: a buyer whose words and files are more than thanks, or the marketplace's people. */
const asksOf = ({ mail, meaning: { asks, role, text } }: Pick<MailToShow, 'mail' | 'meaning'>): boolean => {
  if (asks !== undefined) return asks
  if (role === 'buyer') return mail.files.length > 0 || !isThanksOnly(text)
  return role === 'customer_service'
}

/** A mail as a message of its conversation, with all that hangs on it. */
export function pageOf(
  shown: MailToShow,
  {
    conversation,
    before,
    reader,
  }: {
    readonly conversation: ConversationId
    /** The conversation as it is known. */
    readonly before: ConversationFacts | undefined
    readonly reader: MailReader
  },
): Page {
  const { kept, mail, meaning } = shown
  const id = mailMessage(kept.identity)
  const files = [
    ...originalFiles(shown, reader),
    ...mail.files.map(fileOf),
    ...mail.troubles.map((trouble, n) => refused(`part-${String(n + 1)}`, trouble)),
  ]
  return {
    facts: factsOf(shown, conversation, before),
    messages: [
      {
        message: {
          id,
          conversation,
          author: {
            role: meaning.role,
            ...(meaning.party.name === undefined ? {} : { name: oneLine(meaning.party.name) }),
          },
          text: meaning.text,
          at: kept.receivedAt,
          raw: rawOf(kept),
          files: [],
        },
        as: meaning.role === 'seller' ? { kind: 'mirror' } : { kind: 'mirror', asks: asksOf(shown) },
      },
    ],
    files: files.map((file) => toPageFile(file, id, kept)),
  }
}

/** The mail itself is kept once, among the mails. */
const rawOf = ({ id }: KeptMail): Uint8Array => new TextEncoder().encode(`mail:${id}`)

/**
 * A mail that could not be read, as it came: somebody may wait for an answer to it.
 * @param text what agents are told
 */
export function unreadablePage(kept: KeptMail, text: string): Page {
  const conversation = mailConversation(kept.identity)
  // Once it can be read, it becomes a message of its own.
  const id = `${mailMessage(kept.identity)}.eml` as MessageId
  const file: FileOfMail = { name: 'mail.eml', mimeType: 'message/rfc822', bytes: kept.bytes, key: 'eml' }
  return {
    facts: {
      id: conversation,
      status: 'open',
      final: false,
      orders: [],
      buyer: { id: hashed(kept.identity) },
      waitsForSeller: true,
      updatedAt: kept.receivedAt,
    },
    messages: [
      {
        message: {
          id,
          conversation,
          author: { role: 'system' },
          text,
          at: kept.receivedAt,
          raw: rawOf(kept),
          files: [],
        },
        as: { kind: 'mirror', asks: true },
      },
    ],
    files: [toPageFile(file, id, kept)],
  }
}

/** What was known stays; a notice that asks nothing does not move the wait. */
function factsOf(
  { kept, mail, meaning, forged }: MailToShow,
  conversation: ConversationId,
  before: ConversationFacts | undefined,
): ConversationFacts {
  const asks = asksOf({ mail, meaning })
  const moves = asks || meaning.role === 'seller' || before === undefined
  const topic = before?.topic ?? shortTopic(meaning.topic ?? mail.subject)
  const url = meaning.url ?? before?.url
  const storefront = before?.storefront ?? meaning.storefront
  // What a forged mail names may be somebody else's.
  const orders: readonly OrderRef[] = forged ? [] : meaning.orders
  return {
    id: conversation,
    status: 'open',
    final: false,
    ...(topic === undefined ? {} : { topic }),
    ...(url === undefined ? {} : { url }),
    orders: [...new Set([...(before?.orders ?? []), ...orders])],
    buyer: buyerOf(meaning.party, before),
    waitsForSeller: asks || (meaning.role !== 'seller' && (before?.waitsForSeller ?? false)),
    ...(storefront === undefined ? {} : { storefront }),
    updatedAt:
      before === undefined ? kept.receivedAt : moves ? later(before.updatedAt, kept.receivedAt) : before.updatedAt,
  }
}

function shortTopic(topic: string): string | undefined {
  const line = oneLine(topic)
  return line === '' ? undefined : line.slice(0, TOPIC_MAX_CHARS)
}

/** Its id stands in names of records: never an address. */
function buyerOf(
  { key, name, answerTo, marketplace }: MailParty,
  before: ConversationFacts | undefined,
): ConversationFacts['buyer'] {
  const shown = name ?? answerTo?.name ?? answerTo?.address
  const known = before?.buyer
  if (known !== undefined && (marketplace || known.name !== undefined || shown === undefined)) return known
  return { id: known?.id ?? hashed(key), ...(shown === undefined ? {} : { name: oneLine(shown) }) }
}

const hashed = (text: string): string => createHash('sha256').update(`party:${text}`).digest('hex').slice(0, 24)

interface FileOfMail {
  readonly key: string
  readonly name: string
  readonly mimeType: string
  /** Absent = why there are none. */
  readonly bytes?: Uint8Array
  readonly refused?: string
}

/** Only what is new stands in the message: the whole is one click away. */
function originalFiles(shown: MailToShow, reader: MailReader): readonly FileOfMail[] {
  const { mail } = shown
  const files: FileOfMail[] = []
  if (isCut(shown)) {
    const bytes = new TextEncoder().encode(mail.text)
    files.push({ key: 'original-text', name: 'Original.txt', mimeType: 'text/plain', bytes })
  }
  if (mail.html !== null) {
    const bytes = new TextEncoder().encode(reader.shownHtml(mail))
    files.push({ key: 'original-html', name: 'Original.html', mimeType: 'text/html', bytes })
  }
  return files
}

/** Words of the mail stand in no message. */
export const isCut = ({ mail, meaning }: Pick<MailToShow, 'mail' | 'meaning'>): boolean =>
  mail.trimmed || normalise(meaning.text) !== normalise(mail.text)

/** What agents are told beside its words; undefined = nothing. */
export function notesOf(shown: MailToShow, refund?: NonNullable<MailNotes['refund']>): MailNotes | undefined {
  const { mail, meaning, forged } = shown
  const marks: MailNotes['marks'][number][] = []
  if (meaning.lookAlike === true) marks.push('look_alike')
  else if (forged) marks.push('forged')
  else if (mail.proof.dmarc === 'none') marks.push('unverified')
  if (isCut(shown)) marks.push('cut')
  const notes: MailNotes = {
    marks,
    ...(meaning.party.noAnswer === undefined ? {} : { noAnswer: meaning.party.noAnswer }),
    ...(meaning.links === undefined || meaning.links.length === 0 ? {} : { links: meaning.links }),
    ...(meaning.answerBy === undefined ? {} : { answerBy: meaning.answerBy }),
    ...(refund === undefined ? {} : { refund }),
  }
  return marks.length === 0 && Object.keys(notes).length === 1 ? undefined : notes
}

const fileOf = ({ key, filename, mimeType, bytes }: MailFile): FileOfMail => ({ key, name: filename, mimeType, bytes })

const refused = (name: string, reason: string): FileOfMail => ({
  key: name,
  name,
  mimeType: 'application/octet-stream',
  refused: reason,
})

function toPageFile(given: FileOfMail, message: MessageId, { receivedAt }: KeptMail): PageFile {
  const { key, name, mimeType, bytes } = given
  const file: OfferedFile = {
    // The same picture may come with two mails of a conversation.
    key: fileKey(`${message}.${key}`),
    filename: name,
    at: receivedAt,
    mimeType,
  }
  return { file, message, fetched: fetchedOf(given, mimeType, bytes) }
}

function fetchedOf(given: FileOfMail, mimeType: string, bytes: Uint8Array | undefined): FetchedFile {
  if (bytes === undefined) return { kind: 'refused', reason: given.refused ?? 'it could not be read' }
  if (bytes.length <= FILE_MAX_BYTES) return { kind: 'bytes', bytes, mimeType }
  const mb = (size: number): string => String(Math.round(size / 1_000_000))
  return { kind: 'refused', reason: `${mb(bytes.length)} MB; up to ${mb(FILE_MAX_BYTES)} MB are shown` }
}
