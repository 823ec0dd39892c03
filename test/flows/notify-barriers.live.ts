import { beforeEach, describe, expect, test } from 'vitest'
import { caseId, type CaseFacts, type CaseState, type CaseType } from '../../src/domain/case.ts'
import { SUPPRESSION_REASONS } from '../../src/domain/effect.ts'
import { accountName, conversationId, orderRef } from '../../src/domain/ids.ts'
import { quietHours } from '../../src/domain/quiet-hours.ts'
import { barrierTo, type DueNotification } from '../../src/flows/notify-barriers.ts'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { readFacts } from '../../src/flows/notify-facts.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

const SHOP = accountName('shop')
let world: FlowWorld

async function shopping(shop: WorldOptions['shop'] = {}): Promise<FlowWorld> {
  const made = await given({ shop: { notify: ['shipped'], ...shop } })
  await made.pass('notify')
  made.clock.pass(60)
  await made.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  world = made
  return made
}

/** A buyer with an order; gives the order's id. */
async function orders(
  number: string,
  { email = `${number}@example.org`, name = 'Maria Sommer', country = 'DE', quantity = 1 } = {},
) {
  await world.clerk.customer({
    ...{ key: `c.${number}`, name, language: 'de_DE', country },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig' },
    ...(email === '' ? {} : { email }),
  })
  const { id } = await world.clerk.orderConfirmed({
    ...{ key: `o.${number}`, customer: `c.${number}`, clientOrderRef: number },
    lines: [{ product: 'pot', quantity }],
  })
  return id
}

const ships = (number: string, key = `p.${number}`, pieces?: number) =>
  world.clerk.shipped({
    ...{ key, order: `o.${number}`, carrier: 'DHL', trackingRef: `R${key}` },
    ...(pieces === undefined ? {} : { quantities: { pot: pieces } }),
  })

const partnerOf = async (number: string): Promise<number> => {
  const found = await world.clerk.find(`c.${number}`)
  if (found === undefined) throw new Error(`${number} has no customer`)
  return found.id
}

const shopCount = async () => (await world.pass('notify')).accounts.find(({ account }) => account === SHOP)

/** So many mails are put off: a pass tries again after five seconds, and lets it be for half a minute then. */
function greylisted(mails: number): void {
  world.sink.fail({ kind: 'code', code: 451 }, 2 * mails)
}

/** What became of an order's notifications, by kind. */
async function became(orderId: number): Promise<Record<string, string>> {
  const rows = await world.store.outbox.list({ account: SHOP })
  return Object.fromEntries(
    rows
      .filter(({ payload }) => (payload as { orderId: number }).orderId === orderId)
      .map(({ kind, state, reason }) => [kind, state === 'suppressed' ? String(reason) : state]),
  )
}

async function notesOn(orderId: number): Promise<readonly string[]> {
  const rows = await world.rpc(
    'mail.message',
    'search_read',
    [
      [
        ['model', '=', 'sale.order'],
        ['res_id', '=', orderId],
        ['message_id', '=like', '%@marketplace-care>'],
      ],
    ],
    { fields: ['body'], order: 'id' },
  )
  return (rows as { body: string }[]).map(({ body }) => body.replaceAll(/<[^>]+>/g, ''))
}

/** A case as a marketplace shows it. */
async function caseOf(number: string, type: CaseType, state: CaseState): Promise<void> {
  const at = world.clock.now()
  const facts: CaseFacts = {
    ...{ id: caseId(`${number}.${type}`), type, order: orderRef(number), article: 'Topf', quantity: 1, state },
    ...{ sourceState: state, reason: null, note: null, buyer: { id: 'b1' }, decideBy: null, allowed: [] },
    ...{ conversations: [], openedAt: at, updatedAt: at },
  }
  await world.store.ledger.cases.record(SHOP, {
    cases: [
      {
        facts,
        conversation: conversationId(`k.${number}`),
        text: 'x',
        asks: false,
        aside: 'test',
        raw: new Uint8Array(),
      },
    ],
    unreadable: [],
  })
}

/** Told in its own words: the sentence of the chatter for a reason. */
const sentence = (reason: keyof typeof SUPPRESSION_REASONS) =>
  world.ports.texts('de', reason === 'return_open' ? 'notify.return_open' : `reason.${reason}`)

describe('who is not written to', () => {
  test('test orders, colleagues, resellers, companies, objections, addresses that do not work: each by its reason, a must kind passes', async () => {
    await shopping({
      notify: ['order_confirmed', 'shipped'],
      ...{ b2b: 'skip', testOrders: /^W9|@test\.example$/, skipPartners: ['Händler', 'Großhandel'] },
    })
    const write = (number: string, values: Record<string, unknown>) =>
      partnerOf(number).then((id) => {
        world.odoo.state.write('res.partner', [id], values)
      })
    const expected = new Map<number, string>()
    const put = async (number: string, reason: string, options: Parameters<typeof orders>[1] = {}) => {
      const id = await orders(number, options)
      expected.set(id, reason)
      return id
    }
    await put('W10', 'done')
    await put('W91', 'test_order')
    await put('W11', 'test_order', { email: 'me@test.example' })
    await put('W12', 'internal_partner')
    world.odoo.state.create('res.users', { login: 'kollege', name: 'Kollege', partner_id: await partnerOf('W12') })
    await put('W13', 'internal_partner')
    const tag = world.odoo.state.create('res.partner.category', { name: 'Händler' })
    await write('W13', { category_id: [[6, 0, [tag]]] })
    const dealers = await put('W14', 'internal_partner')
    const list = world.odoo.state.create('product.pricelist', { name: 'Großhandel' })
    world.odoo.state.write('sale.order', [dealers], { pricelist_id: list })
    await put('W15', 'b2b')
    await write('W15', { vat: 'DE123456788' })
    await put('W16', 'objected')
    world.odoo.state.create('mail.blacklist', { email: 'w16@example.org' })
    await put('W17', 'bounced')
    await write('W17', { message_bounce: 5 })
    await put('W18', 'erased')
    await put('W19', 'internal_partner')
    const [company] = world.odoo.state.rows('res.company', [['id', '=', 1]], ['partner_id'])
    await write('W19', { parent_id: (company?.['partner_id'] as [number, string])[0] })
    // What the law demands goes to all of them that have an address.
    expect(await shopCount()).toMatchObject({ planned: 11, sent: 11, suppressed: {} })
    await write('W18', { email: false, active: false })
    for (const number of [10, 91, 11, 12, 13, 14, 15, 16, 17, 18, 19]) await ships(`W${String(number)}`)
    await shopCount()
    for (const [id, reason] of expected) expect(await became(id)).toEqual({ order_confirmed: 'done', shipped: reason })
    await world.pass('notify')
    const [erased] = [...expected].filter(([, reason]) => reason === 'erased').map(([id]) => id)
    expect((await notesOn(erased ?? 0)).at(-1)).toContain(sentence('erased'))
    expect(world.sink.mails().filter(({ subject }) => !subject.includes('W'))).toEqual([])
  })

  test('an address that its server refuses is not tried again; a person clears it, or the contact gets another', async () => {
    await shopping()
    const [first, second, third, fourth] = [
      await orders('W1'),
      await orders('W2', { email: 'W1@Example.org' }),
      await orders('W3', { email: 'w1@example.org' }),
      await orders('W4'),
    ]
    await ships('W1')
    world.sink.fail({ kind: 'code', code: 550 }, 1)
    expect(await shopCount()).toMatchObject({ failed: 1 })
    const [marked] = await world.store.ledger.barriers.marked('bounced', 10)
    expect(marked).toMatchObject({ account: 'shop', reason: '550' })
    expect(JSON.stringify(marked)).not.toMatch(/w1|example/i)
    await ships('W2')
    expect(await shopCount()).toMatchObject({ suppressed: { bounced: 1 } })
    expect(await became(second)).toEqual({ shipped: 'bounced' })
    await world.pass('notify')
    expect((await notesOn(second)).at(-1)).toContain(sentence('bounced'))
    // Sent once more by a person, and taken: the mark is gone.
    const [effect] = await world.store.outbox.list({ state: 'failed' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'not-sent', 'Anna')
    expect(await shopCount()).toMatchObject({ sent: 1 })
    await ships('W3')
    await ships('W4')
    expect(await shopCount()).toMatchObject({ sent: 2 })
    expect([await became(first), await became(third), await became(fourth)]).toEqual(Array(3).fill({ shipped: 'done' }))
  })

  test('a full mailbox, a refused text and a refused sender say nothing of the address', async () => {
    await shopping()
    await orders('W1')
    await ships('W1')
    world.sink.fail({ kind: 'code', code: 552 }, 1)
    await shopCount()
    world.sink.fail({ kind: 'code', code: 554, at: 'message' }, 1)
    await orders('W2')
    await ships('W2')
    await shopCount()
    expect(await world.store.ledger.barriers.marked('bounced', 10)).toEqual([])
  })

  test('of several addresses in one field the first valid one gets the mail, nobody else; a name cannot add a header', async () => {
    await shopping()
    await orders('W1', { email: 'kaputt@, maria@example.org; kim@example.org', name: 'Maria\r\nBcc: eve@example.org' })
    await ships('W1')
    expect(await shopCount()).toMatchObject({ sent: 1 })
    const [mail] = world.sink.mails()
    expect(mail?.to).toEqual(['maria@example.org'])
    expect(JSON.stringify(mail)).not.toMatch(/\\nBcc:/)
  })

  test('a marketplace’s relay is never written to, not even by a must kind', async () => {
    await shopping({ notify: ['order_confirmed', 'shipped'] })
    const id = await orders('W1', { email: 'x1@marketplace.amazon.de' })
    await ships('W1')
    await shopCount()
    expect(await became(id)).toEqual({ order_confirmed: 'marketplace_alias', shipped: 'marketplace_alias' })
    expect(world.sink.mails()).toEqual([])
  })
})

describe('what has become of the order', () => {
  beforeEach(() => shopping({ notify: ['order_confirmed', 'shipped', 'delivered'], transitDays: new Map([['*', 0]]) }))

  test('cases that are open stop what can wait; when they are over, the next parcel is told', async () => {
    const stopped: [string, CaseType, string][] = [
      ['W1', 'cancellation', 'cancelled'],
      ['W2', 'claim', 'dispute_open'],
      ['W3', 'dispute', 'dispute_open'],
      ['W4', 'return', 'return_open'],
    ]
    for (const [number, type, reason] of stopped) {
      const id = await orders(number)
      await caseOf(number, type, 'to_decide')
      await ships(number)
      await shopCount()
      expect(await became(id)).toEqual({ order_confirmed: 'done', shipped: reason, delivered: reason })
    }
    const id = await orders('W5')
    await caseOf('W5', 'claim', 'closed')
    await ships('W5')
    await shopCount()
    expect(await became(id)).toEqual({ order_confirmed: 'done', shipped: 'done', delivered: 'done' })
  })

  test('a return under way, a parcel that came back, an order that is a quotation again', async () => {
    const [open, back, draft] = [await orders('W1'), await orders('W2'), await orders('W3')]
    await shopCount()
    greylisted(6)
    for (const number of ['W1', 'W2', 'W3']) await ships(number)
    expect(await shopCount()).toMatchObject({ sent: 0, waiting: 6 })
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
    await shopCount()
    expect(await became(open)).toEqual({ order_confirmed: 'done', shipped: 'return_open', delivered: 'return_open' })
    expect(await became(back)).toEqual({ order_confirmed: 'done', shipped: 'order_changed', delivered: 'too_late' })
    expect(await became(draft)).toEqual({
      order_confirmed: 'done',
      shipped: 'order_changed',
      delivered: 'order_changed',
    })
    expect((await notesOn(open)).filter((note) => note.includes('Eine Rückgabe läuft.'))).toHaveLength(2)
  })

  test('an order that was set back does not stop what the law demands', async () => {
    greylisted(1)
    const id = await orders('W1')
    await shopCount()
    world.odoo.state.write('sale.order', [id], { state: 'draft' })
    await caseOf('W1', 'claim', 'to_decide')
    world.clock.pass(3600)
    await shopCount()
    expect(await became(id)).toEqual({ order_confirmed: 'done' })
  })
})

test('no more mails about one order than wanted', async () => {
  await shopping({ notifyMaxPerOrder: 2 })
  const id = await orders('W1', { quantity: 3 })
  for (const parcel of ['a', 'b', 'c']) {
    await ships('W1', parcel, 1)
    await shopCount()
  }
  const rows = await world.store.outbox.list({ account: SHOP })
  expect(rows.map(({ state, reason }) => reason ?? state).toSorted()).toEqual(['done', 'done', 'too_many'])
  expect((await notesOn(id)).at(-1)).toContain(sentence('too_many'))
})

describe('quiet hours and holidays', () => {
  // The world begins on Monday, 2 March 2026, at 10:00 in Berlin.
  test('what can wait leaves when it is day where the buyer is, and is no attempt; a dry run says so', async () => {
    const hours = quietHours('21:00-08:00')
    if (hours === undefined) throw new Error('no hours')
    await shopping({ notify: ['order_confirmed', 'shipped'], quietHours: hours })
    world.clock.pass(12 * 3600)
    const [german, american] = [await orders('W1'), await orders('W2', { country: 'US' })]
    await ships('W1')
    await ships('W2')
    const would = (await wouldNotify(world.accounts, world.ports)).map(({ kind, verdict, sentence: why }) => [
      kind,
      verdict,
      why,
    ])
    expect(would).toContainEqual(['shipped', 'later', expect.stringContaining('Quiet hours')])
    // 22:00 in Berlin is the afternoon in America: what the law demands goes everywhere, the parcel there.
    expect(await shopCount()).toMatchObject({ sent: 3, waiting: 1 })
    expect(await became(german)).toEqual({ order_confirmed: 'done', shipped: 'planned' })
    expect(await became(american)).toEqual({ order_confirmed: 'done', shipped: 'done' })
    const [waiting] = await world.store.outbox.list({ state: 'planned' })
    expect(waiting).toMatchObject({ attempts: 0, reason: null, notBefore: '2026-03-03T07:00:00.000Z' })
    expect(waiting?.detail).toContain('DE')
    // Nothing of it is late, so nobody is woken.
    world.clock.pass(8 * 3600)
    const overdue = await world.store.outbox.troubles({ failedDays: 7, overdueSeconds: 900 })
    expect(overdue).toEqual([])
    world.clock.pass(2 * 3600)
    expect(await shopCount()).toMatchObject({ sent: 1, waiting: 0 })
  })

  test('on a holiday of the buyer’s country nothing leaves that can wait, and what grew too old meanwhile is not told', async () => {
    await shopping({ quietHolidays: true, notifyMaxAgeHours: 12 })
    // Austria's national holiday, a Monday; none in Germany.
    world.clock.pass((Date.parse('2026-10-26T08:00:00Z') - Date.parse(world.clock.now())) / 1000)
    const [here, there] = [await orders('W1'), await orders('W2', { country: 'AT' })]
    await ships('W1')
    await ships('W2')
    expect(await shopCount()).toMatchObject({ sent: 1, waiting: 1 })
    expect(await became(here)).toEqual({ shipped: 'done' })
    world.clock.pass(24 * 3600)
    await shopCount()
    expect(await became(there)).toEqual({ shipped: 'too_old' })
  })
})

describe('parcels of the same hour', () => {
  const rows = () => world.store.outbox.list({ account: SHOP })
  const states = async () => (await rows()).map(({ state, reason }) => reason ?? state).toSorted()

  test('become one mail that tells of each, and each has its receipt', async () => {
    await shopping({ combine: 'on' })
    const id = await orders('W1', { quantity: 3 })
    await ships('W1', 'a', 1)
    expect(await shopCount()).toMatchObject({ sent: 0, waiting: 1 })
    world.clock.pass(600)
    await ships('W1', 'b', 1)
    expect(await shopCount()).toMatchObject({ sent: 0, waiting: 2 })
    world.clock.pass(600)
    await ships('W1', 'c', 1)
    // All has left: nobody waits for the hour to end.
    expect(await shopCount()).toMatchObject({ sent: 0, waiting: 3 })
    world.clock.pass(2400)
    expect(await shopCount()).toMatchObject({ sent: 1, suppressed: { combined: 2 }, waiting: 0 })
    const [mail, ...others] = world.sink.mails()
    expect(others).toEqual([])
    for (const reference of ['Ra', 'Rb', 'Rc']) expect(mail?.text).toContain(reference)
    await world.pass('notify')
    expect((await notesOn(id)).filter((note) => note.includes('Ein weiteres Paket'))).toHaveLength(2)
    const told = await world.ports.odoo.receipts.done(await rows())
    expect(told.size).toBe(3)
  })

  test('one that leaves later than an hour goes by itself; so does everything where it is off', async () => {
    await shopping({ combine: 'on' })
    await orders('W1', { quantity: 2 })
    await ships('W1', 'a', 1)
    await shopCount()
    world.clock.pass(3601)
    await ships('W1', 'b', 1)
    expect(await shopCount()).toMatchObject({ sent: 2, suppressed: {} })
  })

  test('a parcel to somebody else is told to him alone', async () => {
    await shopping({ combine: 'on' })
    await orders('W1', { quantity: 2 })
    await world.clerk.customer({
      ...{ key: 'kim', name: 'Kim', email: 'kim@example.org', language: 'de_DE', country: 'DE' },
      ...{ street: 'Am Markt 1', zip: '04155', city: 'Leipzig' },
    })
    const kim = await world.clerk.find('kim')
    await ships('W1', 'a', 1)
    const { id } = await ships('W1', 'b', 1)
    world.odoo.state.write('stock.picking', [id], { partner_id: kim?.id })
    await shopCount()
    world.clock.pass(120)
    await shopCount()
    expect(world.sink.mails().map(({ to }) => to)).toEqual([['w1@example.org'], ['kim@example.org']])
  })

  test('killed between taking the parcels and sending, they stand in one mail all the same', async () => {
    await shopping({ combine: 'on' })
    await orders('W1', { quantity: 2 })
    await ships('W1', 'a', 1)
    await ships('W1', 'b', 1)
    // As a process that took the parcel into the mail and died before it was sent.
    await shopCount()
    world.clock.pass(1)
    const [b, a] = await rows()
    if (a === undefined || b === undefined) throw new Error('no parcels')
    if (a.state === 'planned') expect(await world.store.ledger.barriers.combine(a.id, [b.id])).toEqual([b.id])
    world.clock.pass(60)
    await shopCount()
    expect(world.sink.mails()).toHaveLength(1)
    for (const reference of ['Ra', 'Rb']) expect(world.sink.mails()[0]?.text).toContain(reference)
    expect(await states()).toEqual(['combined', 'done'])
  })

  test('a mail whose confirmation was lost is sent again whole, once a person has looked', async () => {
    await shopping({ combine: 'on' })
    await orders('W1', { quantity: 2 })
    await ships('W1', 'a', 1)
    await ships('W1', 'b', 1)
    world.sink.fail({ kind: 'lose-answer' }, 1)
    await shopCount()
    world.clock.pass(60)
    await shopCount()
    const [unknown] = await world.store.outbox.list({ state: 'unknown' })
    await world.store.outbox.resolve(unknown?.id ?? ('' as never), 'not-sent', 'Anna')
    await shopCount()
    expect(world.sink.mails().map(({ text }) => ['Ra', 'Rb'].filter((ref) => text.includes(ref)).length)).toEqual([
      2, 2,
    ])
    expect(await states()).toEqual(['combined', 'done'])
  })

  test('where the leading one is not sent after all, the others are told by themselves', async () => {
    await shopping({ combine: 'on' })
    await orders('W1', { quantity: 2 })
    const { id } = await ships('W1', 'a', 1)
    await ships('W1', 'b', 1)
    greylisted(1)
    await shopCount()
    expect(await states()).toHaveLength(2)
    await world.clerk.returned({ key: 'r', picking: 'a' })
    expect(id).toBeGreaterThan(0)
    world.clock.pass(7200)
    await shopCount()
    world.clock.pass(120)
    await shopCount()
    expect(await states()).toEqual(['done', 'order_changed'])
    expect(world.sink.mails().map(({ text }) => text.includes('Rb'))).toEqual([true])
  })
})

describe('what the law demands and cannot be sent', () => {
  const activities = async (orderId: number) =>
    (await world.rpc(
      'mail.activity',
      'search_read',
      [
        [
          ['res_model', '=', 'sale.order'],
          ['res_id', '=', orderId],
        ],
      ],
      { fields: ['summary', 'note'] },
    )) as { summary: string; note: string }[]
  const unsent = async () =>
    (await world.store.outbox.troubles({ failedDays: 7, overdueSeconds: 900 })).filter(
      ({ trouble }) => trouble === 'unsent',
    )

  test('is raised with its text to print; told by a person it is over', async () => {
    await shopping({ notify: ['order_confirmed'] })
    const id = await orders('W1', { email: '' })
    await shopCount()
    expect(await became(id)).toEqual({ order_confirmed: 'no_address' })
    expect(await unsent()).toMatchObject([{ account: 'shop', count: 1 }])
    const [activity] = await activities(id)
    expect(activity?.summary).toContain('Bestellbestätigung')
    expect(activity?.note).toContain('Topf')
    expect(activity?.note).toContain('outbox resolve')
    const [effect] = await world.store.outbox.list({ reason: 'no_address' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'sent', 'Anna')
    expect(await unsent()).toEqual([])
  })

  test('goes once the address is right', async () => {
    await shopping({ notify: ['order_confirmed'] })
    const id = await orders('W1', { email: '' })
    await shopCount()
    world.odoo.state.write('res.partner', [await partnerOf('W1')], { email: 'neu@example.org' })
    const [effect] = await world.store.outbox.list({ reason: 'no_address' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'not-sent', 'Anna')
    expect(await shopCount()).toMatchObject({ sent: 1 })
    expect(await became(id)).toEqual({ order_confirmed: 'done' })
    expect(await unsent()).toEqual([])
  })

  test('in shadow mode nothing is demanded', async () => {
    await shopping({ notify: ['order_confirmed'], mode: 'shadow' })
    const id = await orders('W1', { email: '' })
    await shopCount()
    expect([await unsent(), await activities(id)]).toEqual([[], []])
  })
})

test('an Odoo that was away for three days: what is too old is listed as such, the rest is told once', async () => {
  await shopping({ notify: ['order_confirmed', 'shipped'] })
  const old = await orders('W1')
  await shopCount()
  await ships('W1')
  await world.odoo.stop()
  for (let hour = 0; hour < 3; hour += 1) {
    expect(await shopCount()).toMatchObject({ ok: false })
    world.clock.pass(24 * 3600 + 600)
  }
  await world.odoo.start()
  const fresh = await orders('W2')
  await ships('W2')
  await shopCount()
  await shopCount()
  expect(await became(old)).toEqual({ order_confirmed: 'done', shipped: 'too_old' })
  expect(await became(fresh)).toEqual({ order_confirmed: 'done', shipped: 'done' })
  expect(world.sink.mails()).toHaveLength(3)
})

test('the barriers cost Odoo one call where goods are told of, none elsewhere, one more where partners are skipped', async () => {
  await shopping({ notify: ['order_confirmed', 'shipped'] })
  await orders('W1')
  await ships('W1')
  await shopCount()
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
