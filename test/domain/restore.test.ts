import { expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import { judgeRestore, type Known, type Shown } from '../../src/domain/restore.ts'

const born = instant('2026-11-20T10:00:00Z')
const reborn = instant('2026-11-22T10:00:00Z')
const ticket = (id: number) => ({ model: 'helpdesk.ticket', id, createDate: born })
const message = (id: number, ticketId: number) => ({ id, messageId: `<a.${String(id)}@marketplace-care>`, ticketId })
const order = (id: number) => ({ model: 'sale.order', id, createDate: born, subject: `sale.order,${String(id)}` })
const known: Known = {
  tickets: [ticket(3), ticket(2), ticket(1)],
  messages: [message(40, 1), message(30, 3), message(20, 2), message(10, 1)],
  sources: [order(7), order(6)],
}

/** Everything stands, but for what is named; `other` stands as another record. */
function shown(
  gone: { tickets?: number[]; messages?: number[]; orders?: number[] } = {},
  more: { newestTicket?: number; newestMessage?: number; other?: string; archived?: number } = {},
): Shown {
  const { tickets = [], messages = [], orders = [] } = gone
  const date = (name: string) => (more.other === name ? reborn : born)
  return {
    tickets: new Map(
      known.tickets
        .filter(({ id }) => !tickets.includes(id))
        .map(({ id }) => [id, { createDate: date(`helpdesk.ticket,${String(id)}`), active: more.archived !== id }]),
    ),
    messages: new Map(
      known.messages
        .filter(({ id }) => !messages.includes(id))
        .map(({ id, messageId }) => [id, more.other === `mail.message,${String(id)}` ? 'else' : messageId]),
    ),
    sources: new Map(
      known.sources
        .filter(({ id }) => !orders.includes(id))
        .map(({ id }) => [`sale.order,${String(id)}`, date(`sale.order,${String(id)}`)]),
    ),
    newestTicket: more.newestTicket ?? Math.max(...[1, 2, 3].filter((id) => !tickets.includes(id))),
    newestMessage: more.newestMessage ?? Math.max(...[10, 20, 30, 40].filter((id) => !messages.includes(id))),
  }
}

test.each([
  ['all there', shown(), 'same'],
  ['a ticket’s number is another ticket', shown({}, { other: 'helpdesk.ticket,2' }), 'reissued'],
  ['a message’s number is another message', shown({}, { other: 'mail.message,20' }), 'reissued'],
  ['an order’s number is another order', shown({}, { other: 'sale.order,7' }), 'reissued'],
  ['an older ticket was deleted', shown({ tickets: [2], messages: [20] }), 'deleted'],
  ['the newest ticket was deleted', shown({ tickets: [3], messages: [30] }), 'deleted'],
  [
    'the newest two are gone, newer ones were made since',
    shown({ tickets: [3, 2], messages: [30, 20] }, { newestTicket: 9, newestMessage: 90 }),
    'deleted',
  ],
  ['the newest message is gone from a ticket that stands', shown({ messages: [40] }), 'lost'],
  ['the same on a ticket that was merged away', shown({ messages: [40] }, { archived: 1 }), 'deleted'],
  ['the newest ticket and the newest message elsewhere are gone', shown({ tickets: [3], messages: [40, 30] }), 'lost'],
  ['the newest ticket and the newest order are gone', shown({ tickets: [3], messages: [30], orders: [7] }), 'lost'],
  [
    'everything is gone',
    shown({ tickets: [1, 2, 3], messages: [10, 20, 30, 40], orders: [6, 7] }, { newestTicket: 0, newestMessage: 0 }),
    'lost',
  ],
  ['one order is gone', shown({ orders: [7] }), 'deleted'],
] as const)('%s: %#', (_, now, kind) => {
  expect(judgeRestore(known, now).kind).toBe(kind)
})
