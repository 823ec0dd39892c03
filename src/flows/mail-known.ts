import type { AccountName, ConversationId, OrderRef } from '../domain/ids.ts'
import {
  conversationOf,
  isSealedFor,
  type KnownConversation,
  type KnownConversations,
  type MailToThread,
  referredBy,
} from '../domain/threading.ts'
import type { FlowPorts } from './context.ts'

/** What the ledger knows of where some mails may belong, and what was placed since. */
export interface Known extends KnownConversations {
  /** A mail has its place: later ones of the same batch may join it. */
  placed(mail: MailToThread, conversation: ConversationId): void
  /** Those that any of the mails may join. */
  conversations(): readonly ConversationId[]
}

interface Entry {
  readonly conversation: ConversationId
  readonly parties: Set<string>
}

/** Asks the ledger once for a whole batch. */
export async function knownFor(
  account: AccountName,
  mails: readonly MailToThread[],
  { ledger, answerSecret }: Pick<FlowPorts, 'ledger' | 'answerSecret'>,
): Promise<Known> {
  const entries = new Map<ConversationId, Entry>()
  const enter = ({ conversation, parties }: KnownConversation): Entry => {
    const entry = entries.get(conversation) ?? { conversation, parties: new Set() }
    for (const party of parties) entry.parties.add(party)
    entries.set(conversation, entry)
    return entry
  }
  const ids = [...new Set(mails.flatMap(({ references, inReplyTo }) => [...references, ...inReplyTo]))]
  const byMessageId = new Map<string, Entry>()
  for (const [id, found] of await ledger.mails.byMessageId(account, ids)) byMessageId.set(id, enter(found))
  const cited = new Map<string, Entry[]>()
  const citable = [...new Set([...mails.flatMap(({ messageId }) => messageId ?? []), ...ids])]
  for (const [id, found] of await ledger.mails.citing(account, citable)) cited.set(id, found.map(enter))
  const byOrder = new Map<OrderRef, Entry[]>()
  for (const order of new Set(mails.flatMap(({ orders }) => orders)))
    byOrder.set(order, (await ledger.mails.byOrder(account, order)).map(enter))
  const byThread = new Map<string, Entry>()
  for (const thread of new Set(mails.flatMap((mail) => mail.thread ?? []))) {
    const found = await ledger.mails.byThread(account, thread)
    if (found !== undefined) byThread.set(thread, enter(found))
  }
  const named = [...new Set(mails.flatMap(({ tokens }) => tokens.map(conversationOf)))]
  for (const [conversation, parties] of await ledger.mails.partiesOf(account, named)) enter({ conversation, parties })

  const shown = ({ conversation, parties }: Entry): KnownConversation => ({ conversation, parties: [...parties] })
  const shownMaybe = (entry: Entry | undefined): KnownConversation | undefined =>
    entry === undefined ? undefined : shown(entry)
  return {
    byThread: (thread) => shownMaybe(byThread.get(thread)),
    byOrder: (order) => (byOrder.get(order) ?? []).map(shown),
    byMessageId: (id) => shownMaybe(byMessageId.get(id)),
    citing: (id) => (cited.get(id) ?? []).map(shown),
    byId: (conversation) => shownMaybe(entries.get(conversation)),
    isOurs: (token, party) => isSealedFor(token, party, answerSecret),
    conversations: () => [...entries.keys()],
    placed(mail, conversation) {
      // A forged mail leads nowhere.
      if (mail.forged) return
      const entry = enter({ conversation, parties: [mail.party.key] })
      // Of several with one Message-ID the first counts.
      if (mail.messageId !== null && !byMessageId.has(mail.messageId)) byMessageId.set(mail.messageId, entry)
      for (const id of referredBy(mail)) cited.set(id, [...(cited.get(id) ?? []), entry])
      if (mail.thread !== null) byThread.set(mail.thread, entry)
      for (const order of mail.orders) if (!byOrder.has(order)) byOrder.set(order, [])
      for (const [order, list] of byOrder) {
        if (!list.includes(entry) && !mail.orders.includes(order)) continue
        byOrder.set(order, [entry, ...list.filter((other) => other !== entry)])
      }
    },
  }
}
