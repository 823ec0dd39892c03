import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Sandbox } from '../../kit/sandbox.ts'

/** Who writes, and about what, where a message does not say so. */
export const BUYER = { id: '21000001', name: 'Anna Weber' } as const
export const ORDER = 'MSANDB1'

const BODY_MAX_BYTES = 64 * 1024

const written = z.strictObject({
  text: z.string().trim().min(1),
  /** Continues this conversation; absent = a new one. */
  conversation: z.string().optional(),
  order: z.string().min(1).default(ORDER),
  buyer: z.string().min(1).default(BUYER.name),
})

/** What the control address was asked for wrongly, with its status. */
class Refused extends Error {
  readonly status: number
  constructor(status: number, words: string) {
    super(words)
    this.status = status
  }
}

export interface SandboxControl {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  close(): Promise<void>
}

/**
 * Lets scripts write as the buyer, on 127.0.0.1 only: `POST /messages` with `{text, conversation?, order?, buyer?}` answers
 * `{conversation}`; `GET /conversations` answers all of them with their messages.
 * @param port 0 = the system chooses
 */
export async function serveControl(sandbox: Sandbox, port: number): Promise<SandboxControl> {
  const server = createServer((request, response) => {
    answer(sandbox, request).then(
      (document) => {
        send(response, 200, document)
      },
      (error: unknown) => {
        send(response, error instanceof Refused ? error.status : 500, {
          error: error instanceof Error ? error.message : String(error),
        })
      },
    )
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', listening)
  })
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed()
        })
        server.closeAllConnections()
      }),
  }
}

async function answer(sandbox: Sandbox, request: IncomingMessage): Promise<unknown> {
  const call = `${request.method ?? ''} ${request.url ?? ''}`
  if (call === 'GET /conversations') {
    return sandbox.conversations().map(({ messages, ...conversation }) => ({
      ...conversation,
      messages: messages.map(({ files, ...message }) => ({ ...message, files: files.map(({ filename }) => filename) })),
    }))
  }
  if (call !== 'POST /messages') throw new Refused(404, 'There are GET /conversations and POST /messages.')
  // A page of another site can only send forms unasked.
  if (request.headers['content-type']?.startsWith('application/json') !== true)
    throw new Refused(415, 'Send it as content-type: application/json.')
  const { text, conversation, order, buyer } = readMessage(await bodyOf(request))
  if (conversation !== undefined && !sandbox.conversations().some(({ id }) => id === conversation))
    throw new Refused(404, `There is no conversation ${conversation}.`)
  return {
    conversation: sandbox.writes({
      text,
      order,
      role: 'buyer',
      buyer: { id: buyer === BUYER.name ? BUYER.id : buyer, name: buyer },
      ...(conversation === undefined ? {} : { conversation }),
    }),
  }
}

function readMessage(body: string): z.infer<typeof written> {
  try {
    return written.parse(JSON.parse(body))
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error
    throw new Refused(400, 'Send {"text": "…"}, if you like with "conversation", "order" and "buyer".')
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > BODY_MAX_BYTES) throw new Refused(413, 'That is too long.')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(document)}\n`)
}
