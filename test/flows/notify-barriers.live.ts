import { beforeEach, describe, expect, test } from 'vitest'
import amazon from '../../connectors/amazon/index.ts'
import type { CaseType } from '../../src/domain/case.ts'
import { barrierTo, type DueNotification } from '../../src/flows/notify-barriers.ts'
import { decide } from '../../src/flows/notify-decide.ts'
import { readFacts } from '../../src/flows/notify-facts.ts'
import { SHOP, type ShopWorld, shopping } from './shop-world.ts'

let world: ShopWorld
const begin = async (options?: Parameters<typeof shopping>[0]): Promise<void> => {
  world = await shopping(options)
}

describe('who is not written to', () => {
  const write = async (number: string, values: Record<string, unknown>): Promise<void> => {
    world.odoo.state.write('res.partner', [await world.partner(number)], values)
  }

  /** Orders of these numbers: what the law demands goes to all of them, the parcel to none but whose reason is `done`. */
  async function expectReasons(expected: Readonly<Record<string, string>>, ids: Readonly<Record<string, number>>) {
    for (const number of Object.keys(expected)) await world.ships(number)
    await world.count()
    for (const [number, reason] of Object.entries(expected)) {
      expect([number, await world.became(ids[number] ?? 0)]).toEqual([
        number,
        { order_confirmed: 'done', shipped: reason },
      ])
    }
  }

  test('test orders, colleagues and resellers: each by its reason, a must kind passes', async () => {
    await begin({
      notify: ['order_confirmed', 'shipped'],
      ...{ testOrders: /^W9|@test\.example$/, skipPartners: ['Händler', 'Großhandel'] },
    })
    const ids: Record<string, number> = {}
    for (const number of ['W10', 'W91', 'W12', 'W13', 'W14', 'W19']) ids[number] = await world.orders(number)
    ids['W11'] = await world.orders('W11', { email: 'me@test.example' })
    const { state } = world.odoo
    state.create('res.users', { login: 'kollege', name: 'Kollege', partner_id: await world.partner('W12') })
    const tag = state.create('res.partner.category', { name: 'Händler' })
    await write('W13', { category_id: [[6, 0, [tag]]] })
    const list = state.create('product.pricelist', { name: 'Großhandel' })
    state.write('sale.order', [ids['W14'] ?? 0], { pricelist_id: list })
    const [company] = state.rows('res.company', [['id', '=', 1]], ['partner_id'])
    await write('W19', { parent_id: (company?.['partner_id'] as [number, string])[0] })
    expect(await world.count()).toMatchObject({ planned: 7, sent: 7, suppressed: {} })
    const expected = {
      ...{ W10: 'done', W91: 'test_order', W11: 'test_order', W12: 'internal_partner', W13: 'internal_partner' },
      ...{ W14: 'internal_partner', W19: 'internal_partner' },
    }
    await expectReasons(expected, ids)
  })

  test('companies, objections, addresses that do not work, erased buyers: each by its reason, a must kind passes', async () => {
    await begin({ notify: ['order_confirmed', 'shipped'], b2b: 'skip' })
    const ids: Record<string, number> = {}
    for (const number of ['W10', 'W15', 'W16', 'W17', 'W18']) ids[number] = await world.orders(number)
    await write('W15', { vat: 'DE123456788' })
    world.odoo.state.create('mail.blacklist', { email: 'w16@example.org' })
    await write('W17', { message_bounce: 5 })
    expect(await world.count()).toMatchObject({ planned: 5, sent: 5, suppressed: {} })
    await write('W18', { email: false, active: false })
    await expectReasons({ W10: 'done', W15: 'b2b', W16: 'objected', W17: 'bounced', W18: 'erased' }, ids)
    expect((await world.notesOn(ids['W18'] ?? 0)).at(-1)).toContain(world.sentence('erased'))
    expect((await world.notesOn(ids['W16'] ?? 0)).at(-1)).toContain(world.sentence('objected'))
  })

  test('an address that its server refuses is not tried again; a person clears it, or the contact gets another', async () => {
    await begin()
    const [first, second, third, fourth] = [
      await world.orders('W1'),
      await world.orders('W2', { email: 'W1@Example.org' }),
      await world.orders('W3', { email: 'w1@example.org' }),
      await world.orders('W4'),
    ]
    await world.ships('W1')
    world.sink.fail({ kind: 'code', code: 550 }, 1)
    expect(await world.count()).toMatchObject({ failed: 1 })
    const [marked] = await world.store.ledger.barriers.marked('bounced', 10)
    expect(marked).toMatchObject({ account: 'shop', reason: '550' })
    expect(JSON.stringify(marked)).not.toMatch(/w1|example/i)
    await world.ships('W2')
    expect(await world.count()).toMatchObject({ suppressed: { bounced: 1 } })
    expect(await world.became(second)).toEqual({ shipped: 'bounced' })
    await world.pass('notify')
    expect((await world.notesOn(second)).at(-1)).toContain(world.sentence('bounced'))
    // Sent once more by a person, and taken: the mark is gone.
    const [effect] = await world.store.outbox.list({ state: 'failed' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'not-sent', 'Anna')
    expect(await world.count()).toMatchObject({ sent: 1 })
    await world.ships('W3')
    await world.ships('W4')
    expect(await world.count()).toMatchObject({ sent: 2 })
    expect([await world.became(first), await world.became(third), await world.became(fourth)]).toEqual(
      Array(3).fill({ shipped: 'done' }),
    )
  })

  test('a full mailbox, a refused text and a refused sender say nothing of the address', async () => {
    await begin()
    await world.orders('W1')
    await world.ships('W1')
    world.sink.fail({ kind: 'code', code: 552 }, 1)
    await world.count()
    world.sink.fail({ kind: 'code', code: 554, at: 'message' }, 1)
    await world.orders('W2')
    await world.ships('W2')
    await world.count()
    expect(await world.store.ledger.barriers.marked('bounced', 10)).toEqual([])
  })

  test('of several addresses in one field the first valid one gets the mail, nobody else; a name cannot add a header', async () => {
    await begin()
    await world.orders('W1', {
      email: 'kaputt@, maria@example.org; kim@example.org',
      name: 'Maria\r\nBcc: eve@example.org',
    })
    await world.ships('W1')
    expect(await world.count()).toMatchObject({ sent: 1 })
    const [mail] = world.sink.mails()
    expect(mail?.to).toEqual(['maria@example.org'])
    expect(JSON.stringify(mail)).not.toMatch(/\\nBcc:/)
  })

  test('a marketplace’s relay is never written to, not even by a must kind', async () => {
    await begin({ notify: ['order_confirmed', 'shipped'] })
    const id = await world.orders('W1', { email: 'x1@marketplace.amazon.de' })
    await world.ships('W1')
    await world.count()
    expect(await world.became(id)).toEqual({ order_confirmed: 'marketplace_alias', shipped: 'marketplace_alias' })
    expect(world.sink.mails()).toEqual([])
  })
})

test('a text that a marketplace carries by its relay goes to that relay alone', async () => {
  await begin()
  const [shop] = world.accounts.filter(({ account }) => account.name === SHOP)
  if (shop === undefined) throw new Error('no shop')
  const { reply, ...connector } = shop.connector
  expect(reply).toBeUndefined()
  const seller = { account: { ...shop.account, connector: amazon.name }, manifest: amazon.manifest, connector }
  const decided = async (number: string, email: string): Promise<string> => {
    const id = await world.orders(number, { email })
    const order = (await world.ports.odoo.orders.orders([id])).get(id)
    if (order === undefined) throw new Error('no order')
    const at = world.clock.now()
    const delay = { promised: at, onItsWay: false, again: false }
    const source = { model: order.model, id, createDate: order.createDate }
    const payload = { orderId: id, at, dueAt: at, delay }
    const effect = { account: SHOP, kind: 'delayed', dedupeKey: `d${number}`, source, payload, result: {} }
    const decision = await decide(effect, seller, world.ports)
    return decision.kind === 'suppress' ? decision.reason : decision.kind
  }
  expect(await decided('W1', 'maria@example.org')).toBe('alias_rule')
  // There it may go, and waits for a connector that takes it there.
  expect(await decided('W2', 'x1@marketplace.amazon.de')).not.toBe('alias_rule')
})

describe('what has become of the order', () => {
  beforeEach(() => begin({ notify: ['order_confirmed', 'shipped', 'delivered'], transitDays: new Map([['*', 0]]) }))

  test('cases that are open stop what can wait; when they are over, the next parcel is told', async () => {
    const stopped: [string, CaseType, string][] = [
      ['W1', 'cancellation', 'cancelled'],
      ['W2', 'claim', 'dispute_open'],
      ['W3', 'dispute', 'dispute_open'],
      ['W4', 'return', 'return_open'],
    ]
    for (const [number, type, reason] of stopped) {
      const id = await world.orders(number)
      await world.caseOf(number, type, 'to_decide')
      await world.ships(number)
      await world.count()
      expect(await world.became(id)).toEqual({ order_confirmed: 'done', shipped: reason, delivered: reason })
    }
    const id = await world.orders('W5')
    await world.caseOf('W5', 'claim', 'closed')
    await world.ships('W5')
    await world.count()
    expect(await world.became(id)).toEqual({ order_confirmed: 'done', shipped: 'done', delivered: 'done' })
  })

  test('a return under way, a parcel that came back, an order that is a quotation again', async () => {
    const [open, back, draft] = [await world.orders('W1'), await world.orders('W2'), await world.orders('W3')]
    await world.count()
    world.greylisted(6)
    for (const number of ['W1', 'W2', 'W3']) await world.ships(number)
    expect(await world.count()).toMatchObject({ sent: 0, waiting: 6 })
    await world.clerk.returned({ key: 'r.W1', picking: 'p.W1' })
    const found = await world.clerk.find('r.W1')
    const moves = world.odoo.state.rows('stock.move', [['picking_id', '=', found?.id ?? 0]], ['id'])
    world.odoo.state.write(
      'stock.move',
      moves.map(({ id }) => Number(id)),
      { state: 'assigned' },
    )
    await world.clerk.returned({ key: 'r.W2', picking: 'p.W2' })
    world.odoo.state.write('sale.order', [draft], { state: 'draft' })
    world.clock.pass(3600)
    await world.count()
    expect(await world.became(open)).toEqual({
      order_confirmed: 'done',
      shipped: 'return_open',
      delivered: 'return_open',
    })
    expect(await world.became(back)).toEqual({
      order_confirmed: 'done',
      shipped: 'order_changed',
      delivered: 'too_late',
    })
    expect(await world.became(draft)).toEqual({
      order_confirmed: 'done',
      shipped: 'order_changed',
      delivered: 'order_changed',
    })
    expect((await world.notesOn(open)).filter((note) => note.includes('Eine Rückgabe läuft.'))).toHaveLength(2)
  })

  test('an order that was set back does not stop what the law demands', async () => {
    world.greylisted(1)
    const id = await world.orders('W1')
    await world.count()
    world.odoo.state.write('sale.order', [id], { state: 'draft' })
    await world.caseOf('W1', 'claim', 'to_decide')
    world.clock.pass(3600)
    await world.count()
    expect(await world.became(id)).toEqual({ order_confirmed: 'done' })
  })
})

test('no more mails about one order than wanted', async () => {
  await begin({ notifyMaxPerOrder: 2 })
  const id = await world.orders('W1', { quantity: 3 })
  for (const parcel of ['a', 'b', 'c']) {
    await world.ships('W1', parcel, 1)
    await world.count()
  }
  const rows = await world.store.outbox.list({ account: SHOP })
  expect(rows.map(({ state, reason }) => reason ?? state).toSorted()).toEqual(['done', 'done', 'too_many'])
  expect((await world.notesOn(id)).at(-1)).toContain(world.sentence('too_many'))
})

test('the barriers cost Odoo one call where goods are told of, none elsewhere, one more where partners are skipped', async () => {
  await begin({ notify: ['order_confirmed', 'shipped'] })
  await world.orders('W1')
  await world.ships('W1')
  await world.count()
  const [opened] = world.accounts.filter(({ account }) => account.name === SHOP)
  if (opened === undefined) throw new Error('no shop')
  const costs = async (kind: string, account = opened.account): Promise<number> => {
    const effect = (await world.store.outbox.list({ account: SHOP })).find((row) => row.kind === kind)
    const due = { ...effect, result: {} } as DueNotification['effect']
    const facts = await readFacts(due, world.ports)
    if (facts === undefined) throw new Error('no facts')
    world.ports.odoo.resetCalls()
    expect(
      (await barrierTo({ effect: due, facts, opened: { ...opened, account }, must: false }, world.ports)).kind,
    ).toBe('go')
    return world.ports.odoo.calls().total
  }
  expect(await costs('shipped')).toBe(1)
  expect(await costs('order_confirmed')).toBe(0)
  expect(await costs('order_confirmed', { ...opened.account, skipPartners: ['Händler'] })).toBe(1)
})
