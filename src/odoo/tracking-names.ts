import { createHash } from 'node:crypto'
import type { AccountName, OdooRecord } from '../domain/ids.ts'
import { MESSAGE_ID_DOMAIN, XMLID_MODULE } from './naming.ts'

type Delivery = Pick<OdooRecord, 'id' | 'createDate'>

const named = ({ id, createDate }: Delivery): string => hash(`${String(id)}@${createDate}`)

/** The note on a delivery that its tracking reference is missing: no effect, hence no receipt. */
export const missingMessageId = (account: AccountName, delivery: Delivery): string =>
  `<${account}.p.${named(delivery)}@${MESSAGE_ID_DOMAIN}>`
export const missingActivityXmlid = (account: AccountName, delivery: Delivery): string =>
  `${XMLID_MODULE}.${account}.p.${named(delivery)}`
/** What is told on the order besides the delivery's receipt. */
export const orderNoteMessageId = (account: AccountName, dedupeKey: string, attempt: number): string =>
  `<${account}.o.${hash(dedupeKey)}.${String(attempt)}@${MESSAGE_ID_DOMAIN}>`

const hash = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 32)
