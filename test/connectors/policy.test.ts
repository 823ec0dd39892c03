import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { carriers } from '../../connectors/carriers.ts'
import { connectors } from '../../connectors/index.ts'
import { connectorName } from '../../src/domain/ids.ts'
import { collectPolicy, POLICY_KINDS, verdictFor } from '../../src/domain/policy.ts'

const table = collectPolicy(connectors)

/** Verdict, channel and certainty by kind (rows) and connector (columns); `-U` = denied, nothing known. */
const EXPECTED = `
                     amazon          otto            zalando       kaufland         allegro          ozon             aliexpress       dhgate           webshop        mailbox
order_confirmed      deny-none-C     deny-none-L     deny-none-L   deny-none-L      deny-none-C      deny-none-L      deny-none-L      deny-none-U      must-mail-C    deny-none-U
payment_received     deny-none-L     deny-none-L     deny-none-L   deny-none-L      deny-none-C      deny-none-L      deny-none-L      deny-none-U      allow-mail-C   deny-none-U
shipped              push-push-C     push-push-C     push-push-C   push-push-C      push-push-C      push-push-L      push-push-L      push-push-L      allow-mail-C   deny-none-U
delayed              allow-message-C allow-message-L deny-none-L   allow-message-L  allow-message-L  allow-message-L  deny-none-U      deny-none-U      allow-mail-C   deny-none-U
delivered            deny-none-C     deny-none-L     deny-none-L   deny-none-L      deny-none-C      deny-none-L      deny-none-U      deny-none-U      allow-mail-L   deny-none-U
return_received      deny-none-C     deny-none-L     deny-none-L   push-push-C      deny-none-L      deny-none-L      deny-none-U      deny-none-U      allow-mail-C   deny-none-U
refund_issued        deny-none-C     deny-none-L     deny-none-L   push-push-L      deny-none-L      deny-none-L      deny-none-U      deny-none-U      allow-mail-C   deny-none-U
withdrawal_receipt   deny-none-U     deny-none-U     deny-none-U   deny-none-U      deny-none-U      deny-none-U      deny-none-U      deny-none-U      must-mail-C    deny-none-U
reply                answer-mail-C   answer-mail-C   answer-mail-L answer-message-C answer-message-C answer-message-C answer-message-L answer-message-L answer-mail-C  answer-mail-C
review_request       deny-none-C     deny-none-L     deny-none-L   deny-none-L      deny-none-L      deny-none-L      deny-none-U      deny-none-U      deny-none-C    deny-none-U
auto_reply           deny-none-U     deny-none-U     deny-none-U   deny-none-U      deny-none-U      deny-none-U      deny-none-U      deny-none-U      deny-none-U    deny-none-U
`

const [header = '', ...lines] = EXPECTED.trim().split('\n')
const names = header.trim().split(/\s+/)
const cells = lines.flatMap((line) => {
  const [kind = '', ...verdicts] = line.trim().split(/\s+/)
  return names.map((name, column) => ({ kind, name, verdict: verdicts[column] }))
})

test('the policy says what was collected, cell by cell', () => {
  const actual = cells.map(({ name, kind }) => {
    const row = table.find((candidate) => candidate.marketplace === name && candidate.kind === kind)
    return { kind, name, verdict: row && `${row.verdict}-${row.channel}-${row.certainty}` }
  })
  expect(actual).toEqual(cells)
  expect(table).toHaveLength(connectors.length * POLICY_KINDS.length)
})

describe('every row', () => {
  test('names its source and when it was looked up', () => {
    const nameless = table.filter(
      ({ source, seen }) => source.trim() === '' || !/^(?:\d{4}-(?:0[1-9]|1[0-2])|never)$/.test(seen),
    )
    expect(nameless).toEqual([])
  })

  test('that was looked up nowhere is denied and unknown', () => {
    const unfounded = table.filter(({ source, seen }) => seen === 'never' || source === 'no source found')
    expect(unfounded.filter(({ verdict, certainty }) => verdict !== 'deny' || certainty !== 'U')).toEqual([])
    expect(unfounded.filter(({ source, seen }) => (seen === 'never') !== (source === 'no source found'))).toEqual([])
  })

  test('that lets a text out is certain or likely', () => {
    const bold = table.filter(
      ({ verdict, certainty }) => ['allow', 'must', 'answer'].includes(verdict) && certainty === 'U',
    )
    expect(bold).toEqual([])
  })

  test('takes a way that fits its verdict', () => {
    const fitting: Record<string, readonly string[]> = {
      deny: ['none'],
      push: ['push'],
      allow: ['mail', 'message'],
      must: ['mail'],
      answer: ['mail', 'message'],
    }
    expect(table.filter(({ verdict, channel }) => !fitting[verdict]?.includes(channel))).toEqual([])
  })

  test('about automatic answers says whether they count', () => {
    const rows = table.filter(({ kind }) => kind === 'auto_reply')
    expect(Object.fromEntries(rows.map(({ marketplace, countsAsAnswer }) => [marketplace, countsAsAnswer]))).toEqual({
      ...Object.fromEntries(names.map((name) => [name, 'unknown'])),
      amazon: 'no',
    })
  })
})

describe('the registry', () => {
  test('holds every connector folder once, carriers in one of their own', () => {
    const folders = readdirSync(new URL('../../connectors', import.meta.url), { withFileTypes: true })
    const expected = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const registered = [...connectors.map(({ name }) => name), ...carriers.map(({ name }) => name)]
    expect(registered.toSorted()).toEqual(expected.toSorted())
    expect(names.filter((name) => !expected.includes(name))).toEqual([])
  })

  test('opens what is built', () => {
    const built = connectors.filter(({ open }) => open !== undefined).map(({ name }) => name)
    expect(built).toEqual(expect.arrayContaining(['kaufland', 'webshop']))
  })

  test('knows the relay domains of the marketplaces', () => {
    expect(connectors.flatMap(({ manifest }) => manifest.relayDomains).toSorted()).toEqual([
      'allegromail.pl',
      'customer.otto.market',
      'marketplace.amazon.*',
    ])
  })

  test('lets a mailed notification leave only where the shop is our own', () => {
    const mailing = connectors.filter(({ manifest }) => manifest.notifyBy === 'mail').map(({ name }) => name)
    expect(mailing).toEqual(['webshop'])
    expect(verdictFor(table, connectorName('kaufland'), 'shipped').verdict).toBe('push')
  })
})
