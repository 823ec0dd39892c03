import type { Account } from '../domain/account.ts'
import { htmlToPlain } from '../domain/text.ts'
import type { Answer } from '../odoo/ports.ts'

/** What of an agent's answer goes to the buyer: plain text with the account's signature. */
export function answerText({ bodyHtml }: Answer, { signature }: Account): string {
  const text = htmlToPlain(bodyHtml)
  return signature === undefined ? text : `${text}\n\n${signature}`
}
