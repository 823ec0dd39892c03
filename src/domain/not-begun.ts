import { conversationId, type ConversationId, type OrderRef } from './ids.ts'

/** How the names of such conversations begin. */
export const NOT_BEGUN = 'order.'

/**
 * A conversation about an order that nobody has begun at the marketplace yet: it has a ticket (a return is told there), and the first
 * answer written on it begins one. The name is one that an external id takes as it is.
 */
export const notBegun = (order: OrderRef): ConversationId => conversationId(`${NOT_BEGUN}${order}`)

export const isNotBegun = (conversation: ConversationId): boolean => conversation.startsWith(NOT_BEGUN)
