import { describe, expect, test } from 'vitest'
import { guard, type OutgoingText } from '../../src/domain/guard.ts'
import { connectorName } from '../../src/domain/ids.ts'
import { collectPolicy, type PolicyKind, type PolicyRule } from '../../src/domain/policy.ts'

const market = connectorName('market')

const rule = (kind: PolicyKind, row: string): PolicyRule => {
  const [verdict, channel, certainty] = row.split(' ') as [
    PolicyRule['verdict'],
    PolicyRule['channel'],
    PolicyRule['certainty'],
  ]
  return { kind, verdict, channel, certainty, source: 'its rules', seen: '2026-11' }
}

const table = collectPolicy([
  {
    name: market,
    policy: [
      rule('order_confirmed', 'must mail C'),
      rule('shipped', 'push push C'),
      rule('delayed', 'allow message L'),
      rule('delivered', 'allow mail L'),
      rule('payment_received', 'deny none C'),
      rule('return_received', 'deny none L'),
      rule('refund_issued', 'push push L'),
      rule('reply', 'answer message C'),
    ],
  },
])

const outgoing = (change: Partial<OutgoingText> = {}): OutgoingText => ({
  marketplace: market,
  kind: 'reply',
  text: 'Ihr Paket ist unterwegs.',
  rules: { links: 'tracking', mailAddresses: 'forbidden', phoneNumbers: 'forbidden' },
  knownLinks: [],
  overridden: false,
  ...change,
})

/** The verdict in one line. */
function verdict(change: Partial<OutgoingText>): string {
  const decided = guard(outgoing(change), table)
  if (decided.kind === 'denied') return `denied ${decided.reason}`
  return `allowed ${decided.channel}${decided.must ? ' must' : ''}`
}

describe('the policy comes first', () => {
  test.each<[PolicyKind, string, string]>([
    ['reply', 'allowed message', 'allowed message'],
    ['order_confirmed', 'allowed mail must', 'allowed mail must'],
    ['delayed', 'allowed message', 'allowed message'],
    ['delivered', 'allowed mail', 'allowed mail'],
    ['shipped', 'denied policy_deny', 'denied policy_deny'],
    ['payment_received', 'denied policy_deny', 'denied policy_deny'],
    ['return_received', 'denied policy_deny', 'allowed message'],
    ['refund_issued', 'denied policy_deny', 'allowed message'],
    ['withdrawal_receipt', 'denied policy_deny', 'allowed message'],
    ['review_request', 'denied policy_deny', 'allowed message'],
  ])('%s: %s, released by a person: %s', (kind, asItIs, released) => {
    expect(verdict({ kind })).toBe(asItIs)
    expect(verdict({ kind, overridden: true })).toBe(released)
    const decided = guard(outgoing({ kind }), table)
    expect(decided.kind === 'denied' && decided.final === true).toBe(released.startsWith('denied'))
  })

  test('a marketplace that the table does not know takes nothing, released or not', () => {
    expect(verdict({ marketplace: connectorName('nowhere') })).toBe('denied policy_deny')
    expect(verdict({ marketplace: connectorName('nowhere'), overridden: true })).toBe('denied policy_deny')
  })

  test('where we start, an answer verdict is no leave', () => {
    const odd = collectPolicy([
      { name: market, policy: [rule('shipped', 'answer mail C'), rule('reply', 'allow mail C')] },
    ])
    expect(guard(outgoing({ kind: 'shipped' }), odd).kind).toBe('denied')
    expect(guard(outgoing(), odd).kind).toBe('denied')
  })
})

describe('then the text', () => {
  const text = 'Schreiben Sie an info@beispiel.de'

  test('is denied with what to change, and released by a person', () => {
    expect(guard(outgoing({ text, locale: 'de' }), table)).toEqual({
      kind: 'denied',
      reason: 'linter',
      policy: 'market × reply: answer message C (its rules)',
      sentence:
        'E-Mail-Adressen sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen. ("info@beispiel.de")',
      findings: [
        {
          rule: 'mail-address',
          message: 'E-Mail-Adressen sind in Nachrichten an diesen Käufer nicht erlaubt: bitte herausnehmen.',
          excerpt: 'info@beispiel.de',
          sentence: text,
          severity: 'deny',
        },
      ],
    })
    expect(verdict({ text, overridden: true })).toBe('allowed message')
  })

  const shouted = 'WIR HABEN DAS SCHON GESAGT. Bitte sehen Sie nach.'

  test('in an answer what is only likely lets it go and stands in the verdict as a hint', () => {
    expect(guard(outgoing({ text: shouted }), table)).toMatchObject({
      kind: 'allowed',
      findings: [{ rule: 'shouting', severity: 'hint' }],
    })
    expect(guard(outgoing({ text: shouted, overridden: true }), table)).toMatchObject({ findings: [] })
  })

  test('in a notification it stops the text, but not one that the law demands', () => {
    expect(verdict({ text: shouted, kind: 'delayed' })).toBe('denied linter')
    expect(verdict({ text: shouted, kind: 'order_confirmed' })).toBe('allowed mail must')
    expect(verdict({ text: 'Hallo {{name}}', kind: 'order_confirmed' })).toBe('denied linter')
    expect(verdict({ text: 'Hier ist ein Gutschein für Sie.', kind: 'order_confirmed' })).toBe('denied linter')
  })

  test('the account’s form of address, the buyer’s language and the numbers of the order are known to the linter', () => {
    const rules = (change: Partial<OutgoingText>): string[] => {
      const decided = guard(outgoing(change), table)
      return decided.findings.map(({ rule }) => rule)
    }
    expect(rules({ text: 'Dein Paket ist da.', formality: 'sie' })).toEqual(['form'])
    expect(rules({ text: 'Dein Paket ist da.', formality: 'du' })).toEqual([])
    expect(rules({ text: 'We have sent the parcel and it will be with you on Monday.', buyerLocale: 'de' })).toEqual([
      'language',
    ])
    expect(rules({ text: 'Es geht um 0171 1234567.', orderIds: ['0171-1234567'] })).toEqual([])
    const said = 'Ihr Paket ist unterwegs und kommt am Montag bei Ihnen an.'
    expect(rules({ text: said, earlierTexts: [said] })).toEqual(['repeated'])
  })

  test('is not looked at where the policy denies already', () => {
    expect(guard(outgoing({ kind: 'shipped', text }), table)).toMatchObject({ reason: 'policy_deny', findings: [] })
  })
})

test('the same input gives the same verdict, and the policy reads as a line', () => {
  expect(guard(outgoing(), table)).toEqual(guard(outgoing(), table))
  expect(guard(outgoing(), table).policy).toBe('market × reply: answer message C (its rules)')
})

test('a denial says in the reader’s language who informs the buyer instead', () => {
  expect(guard(outgoing({ kind: 'shipped', locale: 'de' }), table)).toMatchObject({
    sentence:
      'Der Marktplatz informiert den Käufer selbst, sobald ihm das Ereignis gemeldet ist; ein eigener Text geht nicht hinaus. Grundlage: its rules.',
  })
  expect(guard(outgoing({ kind: 'payment_received' }), table)).toMatchObject({
    sentence: 'This message is not allowed there. Ground: its rules.',
  })
})
