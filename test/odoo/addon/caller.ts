import type { OdooEnv } from '../../../scripts/odoo/kit.ts'

/** Calls a method of a model by JSON-2; the test knows what comes back. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of a foreign system, each looked at by its test
export type Call = (model: string, method: string, body: object) => Promise<any>

/** An answer of Odoo that is none. */
export class OdooRefusal extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(`Odoo answered ${String(status)}: ${text}`)
    this.status = status
  }
}

/** JSON-2 with a key, apart from the product's own bridge, so that the addon is tested by itself. */
export function caller({ url, db }: OdooEnv, key: string): Call {
  return async (model, method, body) => {
    const answer = await fetch(`${url}/json/2/${model}/${method}`, {
      method: 'POST',
      headers: { authorization: `bearer ${key.trim()}`, 'content-type': 'application/json', 'x-odoo-database': db },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new OdooRefusal(answer.status, text.slice(0, 400))
    return JSON.parse(text) as unknown
  }
}

/** A batch of conversations of one account, each with its buyer and one message. */
export function batchOf(account: string, conversations: number) {
  const numbers = Array.from({ length: conversations }, (_, index) => String(index + 1))
  const contact = (number: string) => `__mc__.${account}.c.${number}`
  const ticket = (number: string) => `__mc__.${account}.t.${number}`
  return {
    account: { name: account, marketplace: 'Example Market', label: 'Example Market' },
    contacts: numbers.map((number) => ({ xmlid: contact(number), name: `Buyer ${number}` })),
    tickets: numbers.map((number) => ({
      xmlid: ticket(number),
      name: `MX-${number}: Where is my parcel?`,
      description: '<p>Order</p>',
      contact_xmlid: contact(number),
      mc_conversation: number,
      mc_order_ref: `MX-${number}`,
    })),
    messages: numbers.map((number) => ({
      ticket_xmlid: ticket(number),
      message_id: `<${account}.m${number}@marketplace-care>`,
      xmlid: `__mc__.${account}.m.${number}`,
      body: '<p>Where is my parcel?</p>',
      author: { contact_xmlid: contact(number) },
      email_from: `Buyer ${number}`,
      date: '2026-01-02 10:00:00',
      message_type: 'email',
      subtype: 'comment',
    })),
  }
}
