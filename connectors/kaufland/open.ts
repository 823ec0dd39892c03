import { Misconfigured, Permanent, Retryable } from '../../src/domain/errors.ts'
import type { ConversationId } from '../../src/domain/ids.ts'
import type { ConversationSnapshot, OfferedFile } from '../../src/domain/message.ts'
import type { ConnectorPorts, OpenConnector } from '../../src/kit/connector.ts'
import { fetchOfferedFile } from '../../src/kit/offered-file.ts'
import { newMessage } from './answer.ts'
import { casesOf } from './cases.ts'
import { kauflandClient } from './client.ts'
import type { KauflandClient } from './client.ts'
import type { KauflandSettings } from './config.ts'
import { conversationsFrom } from './conversations.ts'
import { messageRules } from './manifest.ts'
import { storefrontCodes } from './mapper.ts'
import { moneyOf } from './money.ts'
import { pass } from './pass.ts'
import { promisesOf } from './promises.ts'
import { threadReader } from './threads.ts'
import type { Threads } from './threads.ts'
import { trackingOf } from './tracking.ts'
import { webhooksOf } from './webhooks.ts'

/** Closing what is closed already is what was wanted. */
const CLOSED_ALREADY = new Set(['/problems/tickets/finally-closed', '/problems/duplicate-action'])

/** Opens a seller account at Kaufland. */
export function openKaufland(settings: KauflandSettings, ports: ConnectorPorts): OpenConnector {
  const { http, clock } = ports
  const storefronts = settings.STOREFRONTS
  const client = kauflandClient(settings, ports)
  const threads = threadReader(client, clock)
  return {
    check: () => check(client, storefronts),
    messages: {
      pull: (start) => pass(start, { client, threads, storefronts }),
      thread: (conversation) => thread(threads, conversation),
      // Addresses may expire: BEHAVIOR.md, files.
      fetchFile: (file) => fetchOfferedFile(http, file, 'Kaufland', (expired) => offeredNow(threads, expired)),
    },
    reply: async (conversation, answer) => client.postMessage(conversation, newMessage(answer, messageRules)),
    close: (conversation) => close(client, conversation),
    conversations: conversationsFrom({ client, thread: (id) => thread(threads, id), rules: messageRules }),
    tracking: trackingOf(client, clock),
    promises: promisesOf(client),
    cases: casesOf(client, { clock, storefronts }),
    money: moneyOf(client),
    webhooks: webhooksOf(client, settings, clock),
  }
}

async function check(client: KauflandClient, storefronts: readonly string[]): Promise<{ detail: string }> {
  const { document } = await client.storefronts()
  const known = document ? storefrontCodes(document) : []
  const foreign = storefronts.filter((code) => known.length > 0 && !known.includes(code))
  if (foreign.length > 0) {
    throw new Misconfigured(
      `Kaufland has no storefront ${foreign.join(', ')}. Nothing is read there. It knows: ${known.join(', ')}. Correct STOREFRONTS, then: marketplace-care doctor.`,
    )
  }
  return { detail: `Kaufland takes the key; conversations are read in ${storefronts.join(', ')}` }
}

async function thread(threads: Threads, conversation: ConversationId): Promise<ConversationSnapshot> {
  const found = await threads.read(conversation)
  if (found.kind === 'read') return found.snapshot
  throw new Retryable(
    `Kaufland's answer about conversation ${conversation} cannot be read: ${found.item.reason}. Nothing was changed there. It is asked for again by itself.`,
  )
}

/** A conversation that cannot be read now offers nothing: the file stays refused. */
async function offeredNow(threads: Threads, { conversation, key }: OfferedFile): Promise<OfferedFile | undefined> {
  if (conversation === undefined) return undefined
  try {
    const found = await threads.read(conversation)
    if (found.kind !== 'read') return undefined
    return found.snapshot.messages.flatMap(({ files }) => files).find((file) => file.key === key)
  } catch (fault) {
    // A refused key shows at the next call of the pass; here it would say no more than that this file cannot be had.
    if (fault instanceof Permanent || fault instanceof Misconfigured) return undefined
    throw fault
  }
}

async function close(client: KauflandClient, conversation: ConversationId): Promise<void> {
  try {
    await client.closeTicket(conversation)
  } catch (fault) {
    if (fault instanceof Permanent && CLOSED_ALREADY.has(fault.code ?? '')) return
    throw fault
  }
}
