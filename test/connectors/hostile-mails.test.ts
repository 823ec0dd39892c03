import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import type { ParsedMail } from '../../src/domain/mail.ts'
import { parsedMail, surroundings } from '../kit/parsed-mail.ts'
import { processorMs } from '../processor-time.ts'

const channels = connectors.flatMap(({ name, mail, config }) =>
  mail === undefined ? [] : [[name, mail(config.parse({}), { ordersRef: /^(S\d+)$/ })] as const],
)

/** What makes a careless pattern slow: long runs of what it may skip, repeat or begin with. */
const RUNS = [
  'a',
  ' ',
  '-',
  '.',
  '@',
  ':',
  're:',
  '0',
  'Name: ',
  'ref:',
  '[',
  'order ',
  '\n',
  '\t',
  'no-reply',
  '=\u00a0',
  'Bestellung ',
]

describe.each(channels)('%s', (_, channel) => {
  test.each(RUNS)('takes no time over 300,000 characters of %j', (run) => {
    const long = run.repeat(Math.ceil(300_000 / run.length))
    const mails: Partial<ParsedMail>[] = [
      { text: long, reply: long },
      { text: `Name: ${long}\nE-Mail: ${long}\nNachricht: ${long}`, from: [{ address: 'wordpress@shop.example' }] },
      { subject: long },
      { from: [{ address: `${long}@buyer.example`, name: long }], replyTo: [{ address: `x@${long}` }] },
    ]
    const readAll = () => {
      for (const mail of mails) channel.read(parsedMail(mail), surroundings)
    }
    expect(processorMs(readAll)).toBeLessThan(1500)
  })

  test('never throws, and keeps words where a mail has some', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...RUNS, '', 'Nachricht:', 'E-Mail: kim@buyer.example'),
    )
    const address = fc.record({ address: fc.oneof(text, fc.emailAddress()), name: text })
    const mail = fc.record({
      subject: text,
      text: fc.array(text, { maxLength: 6 }).map((lines) => lines.join('\n')),
      from: fc.array(address, { maxLength: 2 }),
      replyTo: fc.array(address, { maxLength: 2 }),
    })
    fc.assert(
      fc.property(mail, (changes) => {
        const meaning = channel.read(parsedMail({ ...changes, reply: changes.text }), surroundings)
        const words = `${changes.subject}${changes.text}`.trim()
        if (meaning.kind === 'message') expect(meaning.text.trim() === '' && words !== '').toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
