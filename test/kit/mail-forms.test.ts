import { describe, expect, test } from 'vitest'
import { anyMailbox } from '../../src/kit/any-mailbox.ts'
import { readFormPatterns } from '../../src/kit/form-patterns.ts'
import { formOf } from '../../src/kit/mail-forms.ts'
import { parsedMail, surroundings } from './parsed-mail.ts'
import { processorMs } from '../processor-time.ts'

const SHOP = [{ address: 'wordpress@shop.example' }]
const FILLED = 'Name: Kim Sample\nE-Mail: kim@buyer.example\nMessage: Where is S00042?'

describe('a contact form', () => {
  test('names its buyer by labels', () => {
    expect(formOf(parsedMail({ from: SHOP, words: FILLED }), surroundings, [])).toEqual({
      email: 'kim@buyer.example',
      name: 'Kim Sample',
      text: 'Where is S00042?',
      order: null,
      topic: null,
      own: true,
    })
  })

  test('keeps every word that a buyer wrote, also what looks like a label', () => {
    const words = `${FILLED}\nOrder: the second one\nName: the one on the box\nPhone: none\n\nThanks`
    expect(formOf(parsedMail({ from: SHOP, words }), surroundings, [])?.text).toBe(
      'Where is S00042?\nOrder: the second one\nName: the one on the box\nPhone: none\n\nThanks',
    )
  })

  test('is none where a stranger only writes like one', () => {
    const eve = [{ address: 'eve@evil.example' }]
    expect(formOf(parsedMail({ from: eve, words: FILLED }), surroundings, [])).toBeNull()
  })

  test('of a sender that is not our own joins no order of the buyer it names', () => {
    const mail = parsedMail({
      from: [{ address: 'noreply@forms.example' }],
      replyTo: [{ address: 'kim@buyer.example' }],
      words: FILLED,
    })
    const meaning = anyMailbox({ forms: [], ordersRef: undefined }).read(mail, surroundings)
    expect(meaning).toMatchObject({ party: { key: 'kim@buyer.example', shared: true } })
  })

  test('that answers by itself is none: a vacation note with a Reply-To', () => {
    const automatic = { kind: 'vacation', by: 'Auto-Submitted' } as const
    expect(formOf(parsedMail({ from: SHOP, words: FILLED, automatic }), surroundings, [])).toBeNull()
  })

  test('is no newsletter of a machine with a Reply-To', () => {
    const mail = parsedMail({
      from: [{ address: 'no-reply@news.example' }],
      replyTo: [{ address: 'hello@news.example' }],
      automatic: { kind: 'list', by: 'List-Unsubscribe' },
    })
    expect(anyMailbox({ forms: [], ordersRef: undefined }).read(mail, surroundings)).toMatchObject({
      kind: 'aside',
      reason: 'list_mail',
    })
  })

  test('of 400,000 characters takes no time', () => {
    const words = `Name: ${'a '.repeat(50_000)}\nE-Mail: ${'x@'.repeat(50_000)}\nMessage: ${'- '.repeat(100_000)}`
    const mail = parsedMail({ from: SHOP, words })
    expect(processorMs(() => formOf(mail, surroundings, []))).toBeLessThan(1000)
  })
})

describe('FORM_PATTERNS', () => {
  const read = (setting: string) => {
    const patterns = readFormPatterns(setting)
    if ('problem' in patterns) throw new Error(patterns.problem)
    return patterns
  }

  test('takes what named groups say, for its sender alone', () => {
    const forms = read(String.raw`
      hello@forms.example: who (?<name>.+?) <(?<email>\S+?)>\s+what (?<text>[\s\S]+)
      @other.example: ^(?<text>.+)$`)
    const words = 'who Kim\r\n Sample <KIM@buyer.example> what Is it blue?'.replace('\r\n', '')
    const mail = parsedMail({ from: [{ address: 'hello@forms.example' }], words })
    expect(formOf(mail, surroundings, forms)).toEqual({
      email: 'kim@buyer.example',
      name: 'Kim Sample',
      text: 'Is it blue?',
      order: null,
      topic: null,
      own: true,
    })
    expect(formOf(parsedMail({ words }), surroundings, forms)).toBeNull()
  })

  test('without an address the buyer is in Reply-To', () => {
    const forms = read(String.raw`*: (?<text>[\s\S]+)`)
    const mail = parsedMail({ replyTo: [{ address: 'bo@buyer.example' }] })
    expect(formOf(mail, surroundings, forms)?.email).toBe('bo@buyer.example')
  })

  test('what is no address is not written to', () => {
    const forms = read(String.raw`*: (?<email>\S+)\s+(?<text>[\s\S]+)`)
    const mail = parsedMail({ subject: 'nobody@', words: 'words' })
    expect(formOf(mail, surroundings, forms)?.email).toBeNull()
  })

  test.each([
    ['no sender here', 'pattern 1 begins with no sender'],
    ['a@b.example: (?<text>x)\n(?<email>.+)', 'pattern 2 begins with no sender'],
    ['a@b.example:', 'pattern 1 has no regular expression behind its sender'],
    ['a@b.example: ((?<text>x)', 'pattern 1 is not a regular expression'],
    ['a@b.example: (?<phone>x)(?<text>y)', 'pattern 1 has a group phone that means nothing'],
    ['a@b.example: (?<name>x)', 'pattern 1 has neither a group (?<email>…) nor (?<text>…)'],
    [' \n ', 'holds no pattern'],
  ])('%s is a fault that names its line', (setting, problem) => {
    expect(readFormPatterns(setting)).toMatchObject({ problem })
  })
})
