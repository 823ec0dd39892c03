import type { Account } from '../domain/account.ts'
import { htmlToPlain } from '../domain/text.ts'
import type { Answer } from '../odoo/ports.ts'

/**
 * What of an agent's answer goes to the buyer: plain text with the account's signature.
 * @param brand the own address that was written to, where an account has several
 */
export function answerText({ bodyHtml }: Answer, account: Account, brand?: unknown): string {
  const text = htmlToPlain(bodyHtml)
  const named = account.mailbox?.brands.find(({ address }) => address === brand)
  const signature = named?.signature ?? account.signature
  return signature === undefined ? text : `${text}\n\n${signature}`
}

/** First lines by which an agent says that an answer is a holding answer. */
const INTERIM = /^(zwischenbescheid|zwischenstand|interim notice):$/i

/** Whether an answer is only a holding answer, after which the real one is still wanted. */
export const isInterim = (text: string): boolean => INTERIM.test(text.trimStart().split('\n', 1)[0]?.trim() ?? '')
