import { z } from 'zod'
import { Retryable } from '../../src/domain/errors.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { ConnectorPorts } from '../../src/kit/connector.ts'
import { jsonApi, jsonOf } from '../../src/kit/json-api.ts'
import type { JsonAnswer } from '../../src/kit/json-api.ts'
import { hmacSha256 } from '../../src/kit/sign.ts'
import { tokens } from '../../src/kit/tokens.ts'
import type { Token } from '../../src/kit/tokens.ts'
import { faultOf } from '../../src/kit/translate.ts'
import type { CornerSettings } from './config.ts'
import { manifest } from './manifest.ts'

export interface NewMessage {
  readonly text: string
  readonly files: readonly { readonly name: string; readonly type: string; readonly data: string }[]
}

/** The calls of the API that we use; each throws only Faults. */
export interface CornerClient {
  /** One page of the list of conversations, latest change first. */
  conversations(query: { readonly since: Instant | undefined; readonly offset: number }): Promise<JsonAnswer>
  /** One conversation with its messages. */
  conversation(id: string): Promise<JsonAnswer>
  postMessage(conversation: string, message: NewMessage): Promise<void>
}

export function cornerClient(settings: CornerSettings, ports: ConnectorPorts): CornerClient {
  const { http, clock, baseUrl, tokenKeep: keep } = ports
  const supply = tokens({ keep, clock, renew: () => newToken(settings, ports) })
  let last = ''
  const { read, write } = jsonApi({
    http,
    clock,
    baseUrl,
    marketplace: manifest.label,
    renewKey: RENEW_KEY,
    async headers({ body }) {
      last = await supply.current()
      return {
        authorization: `Bearer ${last}`,
        ...(body !== '' && { 'x-signature': hmacSha256(settings.CLIENT_SECRET, body, 'base64') }),
      }
    },
    async renew() {
      await supply.insteadOf(last)
    },
  })
  return {
    conversations: ({ since, offset }) =>
      read('/conversations', '/conversations', { changed_since: since, offset, limit: PAGE_SIZE }),
    conversation: (id) => read(`/conversations/${encodeURIComponent(id)}`, '/conversations/{id}'),
    async postMessage(conversation, message) {
      await write({
        method: 'POST',
        path: `/conversations/${encodeURIComponent(conversation)}/messages`,
        what: '/conversations/{id}/messages',
        body: message,
      })
    },
  }
}

const TokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/** Ten minutes' access: BEHAVIOR.md, access. */
async function newToken(
  { CLIENT_ID: client_id, CLIENT_SECRET: client_secret }: CornerSettings,
  { http, clock, baseUrl }: ConnectorPorts,
): Promise<Token> {
  const response = await http.request({
    method: 'POST',
    url: `${baseUrl}/oauth/token`,
    // A token more does no harm.
    idempotent: true,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, client_secret }),
  })
  const what = 'POST /oauth/token'
  const call = { marketplace: manifest.label, account: http.account, what, renewKey: RENEW_KEY, idempotent: true }
  if (response.status !== 200) throw faultOf(response, call, clock.now())
  const token = TokenSchema.safeParse(jsonOf(response.bytes)?.value)
  if (token.success) {
    const { access_token: access, expires_in } = token.data
    return { access, expiresAt: plusSeconds(clock.now(), expires_in) }
  }
  throw new Retryable(
    `${manifest.label}'s answer to ${what} cannot be read. No message is read or sent there until it can; nothing is lost. It is tried again by itself.`,
    { systemic: true },
  )
}

const RENEW_KEY = 'Seller portal → API → new secret'

/** Entries a page: BEHAVIOR.md, paging. */
export const PAGE_SIZE = 20
