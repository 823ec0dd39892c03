import type { Account } from '../../src/domain/account.ts'
import { accountName, type ConversationId, conversationId, fileKey } from '../../src/domain/ids.ts'
import type { MailFile, ParsedMail } from '../../src/domain/mail.ts'
import { type Instant, instant } from '../../src/domain/time.ts'
import type { FlowPorts, OpenAccount } from '../../src/flows/context.ts'
import { type BuiltJob, type JobResult, runJob } from '../../src/flows/passes.ts'
import type { ListedMail, RawMail } from '../../src/ledger/mail-ports.ts'
import type { MailReader } from '../../src/mail/ports.ts'
import { type ChatterRow, type FlowWorld, given, type WorldOptions } from './world.ts'

/** A mail as a test writes it; what is left out is nothing. */
export interface WrittenMail {
  readonly messageId?: string | null
  readonly inReplyTo?: readonly string[]
  readonly references?: readonly string[]
  readonly from?: string
  readonly name?: string
  readonly replyTo?: string
  readonly to?: string
  readonly subject?: string
  readonly text?: string
  readonly reply?: string
  readonly html?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly files?: readonly { readonly filename: string; readonly text: string }[]
  readonly report?: ParsedMail['report']
  readonly automatic?: ParsedMail['automatic']
  readonly dmarc?: ParsedMail['proof']['dmarc']
  /** Reading it breaks. */
  readonly broken?: true
}

const address = (written: string, name?: string) => ({ address: written, ...(name === undefined ? {} : { name }) })

/** What a mail's bytes are in these tests: how MIME is read is tried elsewhere. */
export function parsed(mail: WrittenMail): ParsedMail {
  if (mail.broken === true) throw new TypeError('a part without an end')
  const text = mail.text ?? 'Wann kommt mein Paket?'
  const from = address(mail.from ?? 'maria@example.org', mail.name)
  return {
    messageId: mail.messageId ?? null,
    inReplyTo: mail.inReplyTo ?? [],
    references: mail.references ?? [],
    from: [from],
    sender: null,
    replyTo: mail.replyTo === undefined ? [] : [address(mail.replyTo)],
    to: [address(mail.to ?? 'service@lindenhof.example')],
    cc: [],
    deliveredTo: [],
    subject: mail.subject ?? 'Frage',
    date: null,
    headers: new Map(Object.entries(mail.headers ?? {}).map(([name, value]) => [name, [value]])),
    text,
    reply: mail.reply ?? text,
    trimmed: mail.reply !== undefined,
    html: mail.html ?? null,
    files: (mail.files ?? []).map((file): MailFile => ({
      key: fileKey(file.filename),
      filename: file.filename,
      mimeType: 'text/plain',
      bytes: new TextEncoder().encode(file.text),
    })),
    troubles: [],
    report: mail.report ?? null,
    automatic: mail.automatic ?? null,
    proof: { dmarc: mail.dmarc ?? 'pass', detail: null },
  }
}

export const reader: MailReader = {
  read: (bytes) => Promise.resolve().then(() => parsed(JSON.parse(new TextDecoder().decode(bytes)) as WrittenMail)),
  shownHtml: ({ html }) => html ?? '',
}

export const SHOP = accountName('shop')

export interface MailWorld extends FlowWorld {
  readonly shop: OpenAccount
  /** A mail comes into the mailbox; the next pass reads it. Gives its Message-ID. */
  arrives(mail: WrittenMail): string | null
  /** The ticket chatter of the conversation in which this mail stands. */
  chatterOf(messageId: string): Promise<readonly ChatterRow[]>
  conversationOf(messageId: string): Promise<ConversationId>
  /** The agent answers on that conversation's ticket. */
  answers(messageId: string, html: string, attachments?: readonly number[]): Promise<number>
  listed(): Promise<readonly ListedMail[]>
  run(job: BuiltJob, change?: Partial<FlowPorts>): Promise<JobResult>
}

/** A web shop's mailbox on real local servers; mails come in as the ledger is given them. */
export async function mailWorld(
  change: Partial<Account> = {},
  options: Pick<WorldOptions, 'onCommit'> = {},
): Promise<MailWorld> {
  const world = await given({
    ...options,
    shop: {
      notify: [],
      mailbox: {
        ...{ host: '127.0.0.1', port: 1, secure: false, user: 'service@lindenhof.example', password: 'x' },
        ...{ auth: 'password', folders: ['INBOX'], markSeen: false, ownDomains: ['lindenhof.example'], brands: [] },
      },
      ...change,
    },
  })
  const box: RawMail[] = []
  let uid = 0
  const shop = world.accounts.find(({ account }) => account.name === SHOP)
  if (shop === undefined) throw new Error('there is no shop')
  const ports: FlowPorts = {
    ...world.ports,
    mailReader: reader,
    async fetchMail({ account }, count) {
      if (account.name !== SHOP) return
      const cursor = { folder: 'INBOX', uidValidity: '1', uid, modSeq: null }
      // Only what is kept is gone from the mailbox's news: whoever dies before reads it again.
      const news = [...box]
      const { copies } = await world.store.ledger.mails.keep(SHOP, cursor, news)
      box.splice(0, news.length)
      count.received += copies
      count.duplicates += copies
    },
  }
  const conversationOf = async (messageId: string): Promise<ConversationId> => {
    const found = (await world.store.ledger.mails.byMessageId(SHOP, [messageId])).get(messageId)
    if (found === undefined) throw new Error(`${messageId} has no place`)
    return found.conversation
  }
  const ticketOf = async (messageId: string): Promise<number> => {
    const place = await world.store.ledger.conversation(SHOP, conversationId(await conversationOf(messageId)))
    if (place?.ticket == null) throw new Error(`${messageId} has no ticket`)
    return place.ticket.id
  }
  let answers = 0
  return {
    ...world,
    ports,
    shop,
    arrives(mail) {
      uid += 1
      const messageId = mail.messageId === undefined ? `<m${String(uid)}@example.org>` : mail.messageId
      const bytes = new TextEncoder().encode(JSON.stringify({ ...mail, messageId }))
      box.push({ uid, receivedAt: world.clock.now(), bytes, identity: identityOf(bytes) })
      return messageId
    },
    conversationOf,
    async chatterOf(messageId) {
      const rows = await world.rpc(
        'mail.message',
        'search_read',
        [
          [
            ['model', '=', 'helpdesk.ticket'],
            ['res_id', '=', await ticketOf(messageId)],
          ],
        ],
        { fields: ['body', 'message_type', 'message_id', 'email_from', 'attachment_ids'], order: 'date, id' },
      )
      return rows as ChatterRow[]
    },
    answers: async (messageId, html) =>
      world.clerk.answers({ key: `mail.answer.${String((answers += 1))}`, ticketId: await ticketOf(messageId), html }),
    listed: () => world.store.ledger.mails.list(SHOP, { limit: 1000 }),
    run: (job, other) => runJob(job, [shop], { ...ports, ...other }),
  }
}

const identityOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').slice(-80)

/** What a message says, without its tags. */
export const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

export const at = (text: string): Instant => instant(text)
