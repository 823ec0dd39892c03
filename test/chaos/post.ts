import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { startMailServers } from '../../scripts/mail/kit.ts'
import { startMailSink } from '../../src/mail/sink.ts'

/** A mail as it arrived. */
export interface ArrivedMail {
  readonly messageId: string
  readonly subject: string
  readonly text: string
}

/** Where the mails of a test go, and where they are read again. */
export interface Post {
  readonly url: string
  /** Resolves once all of these have arrived. */
  await(messageIds: readonly string[]): Promise<void>
  mails(): readonly ArrivedMail[]
  close(): Promise<void>
}

/** A server of our own, whose mails are there as soon as they are taken. */
export async function sinkPost(): Promise<Post> {
  const sink = await startMailSink()
  return {
    url: sink.url,
    await: () => Promise.resolve(),
    mails: () => sink.mails(),
    close: () => sink.close(),
  }
}

const ARRIVES_WITHIN_MS = 20_000

/** OpenSMTPD, which hands over to Dovecot's mailboxes: there they are read again. */
export async function serverPost(address: string): Promise<Post> {
  const servers = await startMailServers({ dir: mkdtempSync(path.join(tmpdir(), 'care-post-')) })
  const arrived: ArrivedMail[] = []
  const look = async (): Promise<void> => {
    for (const raw of servers.mails(address).slice(arrived.length)) {
      const { messageId = '', subject = '', text = '' } = await simpleParser(Buffer.from(raw, 'latin1'))
      arrived.push({ messageId, subject, text })
    }
  }
  return {
    url: servers.smtpUrl,
    async await(messageIds) {
      const until = Date.now() + ARRIVES_WITHIN_MS
      const missing = () => messageIds.filter((id) => !arrived.some(({ messageId }) => messageId === id))
      for (await look(); missing().length > 0; await look()) {
        if (Date.now() > until) throw new Error(`${String(missing().length)} mails do not arrive`)
        await new Promise((done) => setTimeout(done, 100))
      }
    },
    mails: () => arrived,
    close: () => servers.close(),
  }
}
