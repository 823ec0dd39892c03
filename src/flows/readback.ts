import type { Effect } from '../domain/effect.ts'
import type { MessageId } from '../domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage } from '../domain/message.ts'
import { normalise } from '../domain/text.ts'

/** What a reply stores before it is sent, so that its trace can be found again. */
export interface ReplyMarker {
  /** The newest of our own messages the source showed before the send. */
  readonly newestOwn: MessageId | null
  /** The text as handed to the marketplace. */
  readonly text: string
}

/** The marker of an effect, if a send was ever begun. */
export function markerOf(effect: Effect): ReplyMarker | undefined {
  const { newestOwn, text } = effect.result
  if (typeof text !== 'string') return undefined
  return { newestOwn: typeof newestOwn === 'string' ? (newestOwn as MessageId) : null, text }
}

/** The newest seller message of a conversation; null = none yet. */
export function newestOwnId({ messages }: ConversationSnapshot): MessageId | null {
  return messages.findLast(({ author }) => author.role === 'seller')?.id ?? null
}

/** Seller messages newer than the marker with the same text that belong to no other effect: that is ours. */
export function findOwn(
  snapshot: ConversationSnapshot,
  marker: ReplyMarker,
  bound: ReadonlySet<MessageId>,
): IncomingMessage | undefined {
  const markerAt = marker.newestOwn === null ? -1 : snapshot.messages.findIndex(({ id }) => id === marker.newestOwn)
  return snapshot.messages
    .slice(markerAt + 1)
    .find(
      (message) => message.author.role === 'seller' && !bound.has(message.id) && sameText(message.text, marker.text),
    )
}

/** Which of the effects that may have been sent wrote this message; undefined = the seller wrote it elsewhere. */
export function ourMessage<E extends Effect>(message: IncomingMessage, candidates: readonly E[]): E | undefined {
  if (message.author.role !== 'seller') return undefined
  return candidates.find((effect) => {
    const marker = markerOf(effect)
    return marker !== undefined && marker.newestOwn !== message.id && sameText(message.text, marker.text)
  })
}

const sameText = (a: string, b: string): boolean => normalise(a) === normalise(b)
