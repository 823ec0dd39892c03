import { createHash } from 'node:crypto'
import type { AccountName } from '../domain/ids.ts'
import type { ParcelEvent } from '../domain/parcel-event.ts'
import { MESSAGE_ID_DOMAIN } from './naming.ts'

/** The note on a ticket that a parcel came to a state; one for each day on which it did. */
export const parcelNoteMessageId = (
  account: AccountName,
  { reference, state }: Pick<ParcelEvent, 'reference' | 'state'>,
  day: string,
): string => `<${account}.k.${hash(`${reference}:${state}:${day}`)}@${MESSAGE_ID_DOMAIN}>`

/** The note on an order that a notice of delay waits for a word, or was taken back; one for each day that is expected. */
export const delayNoteMessageId = (account: AccountName, dedupeKey: string, what: string): string =>
  `<${account}.d.${hash(`${dedupeKey}:${what}`)}@${MESSAGE_ID_DOMAIN}>`

const hash = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 32)
