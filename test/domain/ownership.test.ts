import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/domain/account.ts'
import { accountName, connectorName } from '../../src/domain/ids.ts'
import { type OwnableOrder, ownerOf } from '../../src/domain/ownership.ts'

function account(name: string, rules: { ordersRef?: RegExp; ordersTeam?: string }): Account {
  return {
    name: accountName(name),
    connector: connectorName('any'),
    mode: 'shadow',
    notify: [],
    formality: 'sie',
    language: 'de',
    timeZone: 'Europe/Berlin',
    carriers: new Map(),
    trackingWaitSeconds: 14_400,
    transitDays: new Map([['*', 3]]),
    replyHoldSeconds: 0,
    answerWarnSeconds: 14_400,
    answerByEmail: false,
    closeOnMarketplace: false,
    shippedWaitMinutes: 60,
    messagePollSeconds: 30,
    shop: {},
    own: {},
    ...rules,
  }
}

const order = (change: Partial<OwnableOrder> = {}): OwnableOrder => ({
  name: 'S00042',
  clientOrderRef: null,
  origin: null,
  team: null,
  ...change,
})

const marketplace = account('kaufland-de', { ordersRef: /^(M[A-Z0-9]{6})$/ })
const shop = account('shop', { ordersTeam: 'Website' })

/** Account and number of the owner, or why there is none. */
function owner(subject: OwnableOrder, ...candidates: [Account, { byName: boolean }?][]): string {
  const found = ownerOf(
    subject,
    candidates.map(([candidate, { byName } = { byName: false }]) => ({ account: candidate, byName })),
  )
  switch (found.kind) {
    case 'owner':
      return `${found.account.name} ${found.orderRef ?? 'without number'}`
    case 'none':
      return 'none'
    case 'ambiguous':
      return `ambiguous: ${found.accounts.map(({ name }) => name).join(', ')}`
  }
}

describe('ORDERS_REF', () => {
  test.each([
    ['the customer reference first', order({ clientOrderRef: 'MB7UWLD', origin: 'MXXXXXX' }), 'kaufland-de MB7UWLD'],
    ['then the source document', order({ clientOrderRef: 'Kim', origin: 'MB7UWLD' }), 'kaufland-de MB7UWLD'],
    ['never the name of an order', order({ name: 'MB7UWLD' }), 'none'],
    ['as written: an anchored pattern fits the whole field', order({ clientOrderRef: 'MB7UWLD-2' }), 'none'],
  ])('is tried on %s', (_, subject, expected) => {
    expect(owner(subject, [marketplace])).toBe(expected)
  })

  test('is tried on the name where the connector says so', () => {
    const pattern = account('laden', { ordersRef: /^(S\d+)$/ })
    expect(owner(order(), [pattern, { byName: true }])).toBe('laden S00042')
  })

  test('gives group 1, and an empty group is no number', () => {
    const pattern = account('a', { ordersRef: /^KL-(\d*)/ })
    expect(owner(order({ clientOrderRef: 'KL-12' }), [pattern])).toBe('a 12')
    expect(owner(order({ clientOrderRef: 'KL-', origin: 'KL-7' }), [pattern])).toBe('a 7')
  })
})

describe('ORDERS_TEAM', () => {
  const team = { id: 7, name: 'Website' }

  test.each([
    ['its exact name', 'Website', 'a S00042'],
    ['its id', '7', 'a S00042'],
    ['not a part of its name', 'Web', 'none'],
    ['not other letters', 'website', 'none'],
  ])('means the team by %s', (_, ordersTeam, expected) => {
    expect(owner(order({ team }), [account('a', { ordersTeam }), { byName: true }])).toBe(expected)
  })

  test('an order without a team belongs to no team', () => {
    expect(owner(order(), [shop])).toBe('none')
  })

  test('on a marketplace the number is what is written on the order', () => {
    expect(owner(order({ team, clientOrderRef: 'MB7UWLD' }), [shop])).toBe('shop MB7UWLD')
    expect(owner(order({ team }), [shop])).toBe('shop without number')
  })
})

test('both rules must hold where both are set', () => {
  const both = account('both', { ordersRef: /^(M\w+)$/, ordersTeam: 'Website' })
  expect(owner(order({ clientOrderRef: 'MB7UWLD' }), [both])).toBe('none')
  expect(owner(order({ team: { id: 7, name: 'Website' } }), [both])).toBe('none')
  expect(owner(order({ clientOrderRef: 'MB7UWLD', team: { id: 7, name: 'Website' } }), [both])).toBe('both MB7UWLD')
})

test('an account without rules owns nothing', () => {
  expect(owner(order({ clientOrderRef: 'MB7UWLD' }), [account('none', {}), { byName: true }])).toBe('none')
})

test('an order that two accounts claim belongs to nobody', () => {
  const subject = order({ clientOrderRef: 'MB7UWLD', team: { id: 7, name: 'Website' } })
  expect(owner(subject, [marketplace], [shop])).toBe('ambiguous: kaufland-de, shop')
})

test('an order that nobody claims belongs to nobody', () => {
  expect(owner(order(), [marketplace], [shop])).toBe('none')
})
