import type { OutgoingText } from '../domain/guard.ts'
import type { ConversationId } from '../domain/ids.ts'
import { languageOf } from '../domain/lint/language.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

/** So many messages back a doubled text is noticed and the buyer's language looked for. */
const MESSAGES_LOOKED_AT = 20

/** What the guard should know of a conversation before an answer goes there. */
export async function replyContext(
  conversation: ConversationId | null,
  { account }: OpenAccount,
  { ledger }: Pick<FlowPorts, 'ledger'>,
): Promise<Pick<OutgoingText, 'formality' | 'buyerLocale' | 'earlierTexts' | 'orderIds'>> {
  const { formality, language, name } = account
  if (conversation === null) return { formality }
  const facts = (await ledger.conversation(name, conversation))?.facts
  const messages = await ledger.lastTexts(name, conversation, MESSAGES_LOOKED_AT)
  const buyers = messages.filter(({ role }) => role === 'buyer').map(({ text }) => text)
  const spoken = buyers.map(languageOf).find((found) => found !== undefined) ?? languageOf(buyers.join('\n'))
  // Who buys at a storefront abroad need not read the account's language.
  const expected = facts?.storefront === undefined || facts.storefront === language ? language : undefined
  const buyerLocale = spoken ?? expected
  return {
    formality,
    earlierTexts: messages.filter(({ role }) => role === 'seller').map(({ text }) => text),
    orderIds: facts?.orders ?? [],
    ...(buyerLocale === undefined ? {} : { buyerLocale }),
  }
}
