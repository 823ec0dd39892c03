import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  listedReturns,
  listedReturnUnits,
  readReturnUnit,
  unitsOfReturn,
} from '../../connectors/kaufland/case-mapper.ts'
import { listedTickets, readTicket } from '../../connectors/kaufland/mapper.ts'
import { conversationsOf, readCarriers, readLines } from '../../connectors/kaufland/order-mapper.ts'
import { orderRef } from '../../src/domain/ids.ts'
import { parseJson } from '../../src/kit/lossless-json.ts'
import { specFile } from './openapi.ts'

const folder = specFile('kaufland/fixtures')
const example = (name: string) => parseJson(readFileSync(join(folder ?? '', `${name}.json`)))

describe.skipIf(folder === undefined)("Kaufland's own examples, with their contradictions, are read", () => {
  test('a conversation and the list of them', () => {
    expect(listedTickets(example('get_tickets.200'))).toMatchObject({ items: [{ id: '0011234567' }], unreadable: [] })
    const { facts, messages } = readTicket(example('get_ticket_embedded_all.200'), undefined)
    expect([facts.id, facts.orders, messages.length]).toEqual(['0011234567', ['MB7UWLD'], 1])
  })

  test('an order with its units', () => {
    expect(readLines(example('get_order.200'), orderRef('MB7UWLD'))).toEqual([
      {
        id: '314567896580917',
        order: 'MB7UWLD',
        sku: 'AB-120',
        eans: ['0194252013212', '194252013212', '0194252012925'],
        title: 'Apple iPhone 12 mini 64GB Schwarz',
        quantity: 1,
        state: 'sent',
        sentByMarketplace: false,
      },
    ])
    const { data } = example('get_order.200').value as { data: { order_units: readonly object[] } }
    const unit = Buffer.from(JSON.stringify({ data: data.order_units[0] }))
    expect(conversationsOf(parseJson(unit))).toEqual(['0011234567'])
  })

  test('carriers', () => {
    expect(readCarriers(example('get_carriers.200'))).toEqual(['Cargo International'])
  })

  test('returns and their units', () => {
    expect(listedReturns(example('get_returns.200')).items).toMatchObject([{ id: '675849321' }])
    expect(unitsOfReturn(example('get_return.200'), '675849321')).toEqual(['45456767'])
    expect(listedReturnUnits(example('get_return_units.200')).items).toMatchObject([
      { id: '45456767', status: 'return_arrived' },
    ])
    const unit = readReturnUnit(example('get_return_unit.200'), '7896580917')
    expect(unit.sold).toBe('314567896580917')
    expect(unit.facts(undefined)).toMatchObject({
      id: '7896580917',
      group: '56987456',
      order: 'MB7UWLD',
      line: '314567896580917',
      article: 'Apple iPhone 12 mini 64GB Schwarz',
      state: 'repairing',
      reason: 'wrong_article',
      note: 'This is test return',
      tracking: { carrier: 'DHL', reference: '407875042681' },
      conversations: ['0011234567'],
      openedAt: '2021-07-24T19:26:05.000Z',
    })
  })
})
