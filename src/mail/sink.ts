import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** A mail as it arrived. */
export interface SunkMail {
  readonly messageId: string
  /** The envelope's, without names. */
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The whole message; bytes as characters (latin1). */
  readonly raw: string
  readonly headers: ReadonlyMap<string, string>
  readonly attachments: readonly {
    readonly filename: string
    readonly mimeType: string
    readonly cid: string | undefined
    readonly bytes: Uint8Array
  }[]
}

/** What goes wrong with the next mails. */
export type SinkFault =
  /** Refused with an SMTP code, by default as answer to RCPT TO. */
  | { readonly kind: 'code'; readonly code: number; readonly at?: 'sender' | 'recipient' | 'message' }
  | { readonly kind: 'cut-before-data' }
  | { readonly kind: 'cut-in-data' }
  /** The mail is kept, but the sender never learns it. */
  | { readonly kind: 'lose-answer' }
  /** The mail is kept, but the answer does not come while the connection stays open. */
  | { readonly kind: 'stall' }

export interface MailSink {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string
  mails(): readonly SunkMail[]
  /** The next `times` mails meet this fault; several calls queue up. */
  fail(fault: SinkFault, times: number): void
  /** Ends every open connection, as a server does with idle ones. */
  hangUp(): void
  close(): Promise<void>
}

/** A mail server on 127.0.0.1 that keeps what it gets, for demo and tests. It takes any sender, recipient and login. */
export async function startMailSink({ port = 0 }: { port?: number } = {}): Promise<MailSink> {
  const mails: SunkMail[] = []
  const faults: SinkFault[] = []
  const sockets = new Map<number, Socket>()
  /** The fault that each session's present mail meets. */
  const met = new Map<string, SinkFault | undefined>()

  const cut = (session: SMTPServerSession) => sockets.get(session.remotePort)?.destroy()
  const refusal = (session: SMTPServerSession, at: 'sender' | 'recipient' | 'message') => {
    const fault = met.get(session.id)
    return fault?.kind === 'code' && (fault.at ?? 'recipient') === at ? smtpError(fault.code) : null
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onAuth(auth, _session, answer) {
      answer(null, { user: auth.username ?? 'anybody' })
    },
    onMailFrom(_address, session, answer) {
      met.set(session.id, faults.shift())
      answer(refusal(session, 'sender'))
    },
    onRcptTo(_address, session, answer) {
      if (met.get(session.id)?.kind === 'cut-before-data') cut(session)
      else answer(refusal(session, 'recipient'))
    },
    onData(stream, session, answer) {
      const fault = met.get(session.id)
      if (fault?.kind === 'cut-in-data') {
        stream.once('data', () => cut(session))
        return
      }
      const refused = refusal(session, 'message')
      received(stream, session).then((mail) => {
        if (refused === null) mails.push(mail)
        if (fault?.kind === 'lose-answer') cut(session)
        else if (fault?.kind !== 'stall') answer(refused)
      }, answer)
    },
  })
  server.on('error', () => {
    // A client that goes away in the middle is what the tests provoke; the server itself stays.
  })
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  const hangUp = () => {
    for (const socket of sockets.values()) socket.end()
  }

  const address = await new Promise<AddressInfo>((resolve, reject) => {
    const listener = server.listen(port, '127.0.0.1', () => {
      listener.off('error', reject)
      resolve(listener.address() as AddressInfo)
    })
    listener.once('error', reject)
  })
  return {
    url: `smtp://127.0.0.1:${String(address.port)}`,
    mails: () => [...mails],
    fail(fault, times) {
      for (let n = 0; n < times; n += 1) faults.push(fault)
    },
    hangUp,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}

async function received(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<SunkMail> {
  const raw = await text(stream.setEncoding('latin1'))
  const parsed = await simpleParser(Buffer.from(raw, 'latin1'), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  })
  const { mailFrom, rcptTo } = session.envelope
  return {
    messageId: parsed.messageId ?? '',
    to: rcptTo.map(({ address }) => address),
    from: mailFrom === false ? '' : mailFrom.address,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html === false ? '' : parsed.html,
    raw,
    headers: new Map(parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()])),
    attachments: parsed.attachments.map((part) => ({
      filename: part.filename ?? '',
      mimeType: part.contentType,
      cid: part.cid,
      bytes: part.content,
    })),
  }
}

function smtpError(responseCode: number): Error {
  const said = responseCode < 500 ? 'try again later' : 'not taken here'
  return Object.assign(new Error(said), { responseCode })
}
