import { instant } from '../../src/domain/time.ts'
import type { Instant } from '../../src/domain/time.ts'
import type { Sandbox, SandboxFile, SandboxMessage, SandboxOptions } from '../../src/kit/sandbox.ts'
import { serveSandbox } from '../../src/kit/sandbox-server.ts'
import { cornerApi } from './sandbox-api.ts'

/** Keys that only this stand-in knows. */
const keys = { clientId: 'sandbox0', clientSecret: 'sandbox'.padEnd(32, '0') }

export interface StoredMessage {
  readonly id: string
  readonly role: SandboxMessage['role']
  readonly name: string
  readonly text: string
  readonly at: Instant
  readonly files: readonly (SandboxFile & { readonly id: string })[]
}

export interface StoredConversation {
  readonly id: string
  readonly order: string
  readonly buyer: SandboxMessage['buyer']
  status: 'open' | 'closed'
  changedAt: Instant
  readonly messages: StoredMessage[]
}

/** What the stand-in remembers. All ids are counted, so the same steps give the same ids. */
export class Shelf {
  readonly conversations = new Map<string, StoredConversation>()
  readonly files = new Map<string, SandboxFile>()
  private messages = 0
  private readonly now: () => Instant

  constructor(now: () => Instant) {
    this.now = now
  }

  writes({ conversation, order, buyer, role, text, at = this.now(), files = [] }: SandboxMessage): string {
    const id = conversation ?? String(100_001 + this.conversations.size)
    const found = this.conversations.get(id) ?? { id, order, buyer, status: 'open', changedAt: at, messages: [] }
    this.conversations.set(id, found)
    const name = role === 'buyer' ? buyer.name : role
    this.append(found, { role, name, text, at, files })
    return id
  }

  append(
    found: StoredConversation,
    { files, ...message }: Omit<StoredMessage, 'id' | 'files'> & { readonly files: readonly SandboxFile[] },
  ): void {
    const stored = files.map((file) => {
      const id = String(this.files.size + 1)
      this.files.set(id, file)
      return { ...file, id }
    })
    this.messages += 1
    found.messages.push({ ...message, id: String(500_000 + this.messages), files: stored })
    if (message.role === 'buyer') found.status = 'open'
    if (message.at > found.changedAt) found.changedAt = message.at
  }

  closes(id: string): void {
    const found = this.conversations.get(id)
    if (found === undefined) throw new Error(`no conversation ${id}`)
    found.status = 'closed'
    found.changedAt = this.now()
  }
}

/** Starts a local stand-in of Corner Shop. */
export async function startSandbox({ port, now = () => instant(new Date()) }: SandboxOptions): Promise<Sandbox> {
  const shelf = new Shelf(now)
  const answer = cornerApi(shelf, keys, now)
  const server = await serveSandbox({ ...(port !== undefined && { port }), now, answer })
  return {
    baseUrl: `${server.origin}/v1`,
    settings: { CLIENT_ID: keys.clientId, CLIENT_SECRET: keys.clientSecret },
    writes: (message) => shelf.writes(message),
    closes: (conversation) => {
      shelf.closes(conversation)
    },
    conversations: () => [...shelf.conversations.values()],
    fail: server.fail,
    requests: server.requests,
    close: server.close,
  }
}
