import { describe, expect, test } from 'vitest'
import mailbox from '../../../connectors/mailbox/index.ts'
import webshop from '../../../connectors/webshop/index.ts'
import type { ParsedMail } from '../../../src/domain/mail.ts'
import { parsedMail, surroundings } from '../../kit/parsed-mail.ts'

const channel = (settings: Record<string, string> = {}, ordersRef?: RegExp) => {
  if (mailbox.mail === undefined) throw new Error('a mailbox reads mails')
  return mailbox.mail(mailbox.config.parse(settings), ordersRef === undefined ? {} : { ordersRef })
}
const read = (changes: Partial<ParsedMail> & { words?: string }) => channel().read(parsedMail(changes), surroundings)

describe('a mailbox', () => {
  test('takes whatever it does not know for a message of its sender', () => {
    expect(read({ subject: '', words: '' })).toMatchObject({ kind: 'message', role: 'buyer', text: '' })
    expect(read({ from: [], words: 'who?' })).toMatchObject({
      kind: 'message',
      party: { shared: true, answerTo: null },
    })
  })

  test('answers where Reply-To says, tag and all', () => {
    const meaning = read({ replyTo: [{ address: 'kim+2@buyer.example' }] })
    expect(meaning).toMatchObject({ party: { key: 'kim@buyer.example', answerTo: { address: 'kim+2@buyer.example' } } })
  })

  test('knows an order by its name in Odoo, or by ORDERS_REF', () => {
    const words = 'S00042, https://shop.example/my/orders/S00043, XS00044, kim@S00045, SO-77'
    expect(read({ words })).toMatchObject({ orders: ['S00042', 'S00043'] })
    expect(channel({}, /^SO-(\d+)$/).read(parsedMail({ words }), surroundings)).toMatchObject({ orders: ['77'] })
  })

  test('reads the same where it is the web shop’s', () => {
    const shop = webshop.mail?.(webshop.config.parse({}), {})
    const mail = parsedMail({ words: 'Where is S00042?' })
    expect(shop?.read(mail, surroundings)).toEqual(read({ words: 'Where is S00042?' }))
  })

  test('refuses a FORM_PATTERNS that is none, and names the line', () => {
    const { error } = mailbox.config.safeParse({ FORM_PATTERNS: 'a@b.example: (?<text>.*)\n@c.example: (' })
    expect(error?.issues[0]).toMatchObject({
      message: 'pattern 2 is not a regular expression',
      params: { remedy: expect.stringMatching(/brackets/) as string },
    })
  })
})
