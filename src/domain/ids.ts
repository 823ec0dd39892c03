import type { Instant } from './time.ts'

/** Branded ids: strings end to end, since some marketplaces number beyond 2^53. Odoo's own record ids are 32-bit integers and stay numbers. */
export type AccountName = string & { readonly _: 'account' }
export type ConversationId = string & { readonly _: 'conversation' }
export type MessageId = string & { readonly _: 'message' }
export type FileKey = string & { readonly _: 'file' }
/** The marketplace's (or shop's) own number of an order. */
export type OrderRef = string & { readonly _: 'order-ref' }
export type EffectId = string & { readonly _: 'effect' }

/** Name of a connector as the registry knows it; core code knows none by name. */
export type ConnectorName = string & { readonly _: 'connector' }

export const connectorName = (value: string): ConnectorName => value as ConnectorName
export const accountName = (value: string): AccountName => value as AccountName
export const conversationId = (value: string): ConversationId => value as ConversationId
export const messageId = (value: string): MessageId => value as MessageId
export const fileKey = (value: string): FileKey => value as FileKey
export const orderRef = (value: string): OrderRef => value as OrderRef
export const effectId = (value: string): EffectId => value as EffectId

/** A record in Odoo. `createDate` tells a reissued id (after a restore) from the record we knew. */
export interface OdooRecord {
  readonly model: string
  readonly id: number
  readonly createDate: Instant
}
