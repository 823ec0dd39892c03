import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NotifyWorld, startNotifyWorld } from '../chaos/notify-world.ts'
import { billTogether, orderInTwoSteps, payAhead, registerPayment, straightFromBank } from './clerk-more.ts'

// What a clerk does in a real Odoo ends as one mail in the buyer's mailbox at real mail servers, with its receipt on the order.

let world: NotifyWorld
beforeAll(async () => {
  world = await startNotifyWorld({ passes: 'here', post: 'servers' })
})
afterAll(() => world.close())

const subjects = (ref: string) => world.mails(ref).map(({ subject }) => subject)
const last = (ref: string) => world.mails(ref).at(-1)

/** One pass: how many mails it sent, all of them well. */
async function sent(): Promise<number> {
  const { count } = await world.pass()
  expect(count).toMatchObject({ ok: true, failed: 0, unknown: 0 })
  return count?.sent ?? 0
}

test('confirmed, shipped in two parcels with what comes later, delivered by a fact: each once, receipts on the order', async () => {
  const { clerk, run } = world
  const { ref, id } = await world.order(1, 3)
  expect(await sent()).toBe(1)
  expect(last(ref)?.text).toContain('Topf')
  expect(last(ref)?.text).toMatch(/Mehrwertsteuer \(19\s%\): 9,58\s/)
  await clerk.shipped({
    key: `${ref}.a`,
    order: ref,
    carrier: 'DHL',
    trackingRef: '1',
    quantities: { [`${run}.POT`]: 2 },
  })
  expect(await sent()).toBe(1)
  expect(last(ref)?.text).toMatch(/2 × .*Topf/)
  await clerk.shipped({ key: `${ref}.b`, order: ref, carrier: 'DHL', trackingRef: '2' })
  expect(await sent()).toBe(1)
  expect(await sent()).toBe(0)
  await world.command(['fact', 'add', ref, 'delivered', '--at', new Date().toISOString()])
  expect(await sent()).toBe(2)
  expect(subjects(ref)).toHaveLength(5)
  expect(await world.notes(id)).toHaveLength(5)
  expect(new Set(world.mails(ref).map(({ messageId }) => messageId)).size).toBe(5)
})

test('money by the payment wizard, in parts, ahead of the invoice, and straight from the bank: one mail each', async () => {
  const { clerk } = world
  const [wizard, ahead, bank] = [await world.order(2), await world.order(3), await world.order(4)]
  for (const { ref } of [wizard, bank]) {
    await clerk.shipped({ key: `${ref}.s`, order: ref, trackingRef: '1' })
    await clerk.invoiced({ key: `${ref}.i`, order: ref })
  }
  await world.pass()
  await registerPayment(world, `${wizard.ref}.i`, 8)
  expect(await sent()).toBe(1)
  expect(last(wizard.ref)?.text).toMatch(/8,00\s/)
  await payAhead(world, ahead.name, 5)
  expect(await sent()).toBe(1)
  expect(last(ahead.ref)?.text).toMatch(/5,00\s/)
  await straightFromBank(world, `${bank.ref}.i`)
  expect(await sent()).toBe(1)
  expect(await sent()).toBe(0)
  for (const { id } of [wizard, ahead, bank]) expect((await world.notes(id)).join()).toMatch(/Zahlung|payment/i)
})

test('goods that come back, money that goes back in part and in full, further refunds', async () => {
  const { clerk } = world
  const { ref, id } = await world.order(5)
  await clerk.shipped({ key: `${ref}.s`, order: ref, trackingRef: '1' })
  await clerk.invoicedAndPaid({ key: `${ref}.i`, order: ref })
  await world.pass()
  await clerk.returned({ key: `${ref}.r`, picking: `${ref}.s` })
  expect(await sent()).toBe(1)
  expect(last(ref)?.text).toContain('Topf')
  await clerk.partlyRefunded({ key: `${ref}.c`, order: ref, amount: 5 })
  expect(await sent()).toBe(1)
  await clerk.partlyRefunded({ key: `${ref}.d`, order: ref, amount: 3 })
  expect(await sent()).toBe(1)
  expect(last(ref)?.text).toMatch(/8,00\s/)
  expect((await world.notes(id)).length).toBe(world.mails(ref).length)
  const whole = await world.order(9)
  await clerk.shipped({ key: `${whole.ref}.s`, order: whole.ref, trackingRef: '1' })
  await clerk.invoicedAndPaid({ key: `${whole.ref}.i`, order: whole.ref })
  await world.pass()
  await clerk.partlyRefunded({ key: `${whole.ref}.c`, order: whole.ref })
  expect(await sent()).toBe(1)
})

test('a withdrawal is confirmed at once, with the buyer’s words, a note and an activity; told twice it is one', async () => {
  const { ref, id } = await world.order(6)
  await world.pass()
  const fact = [
    'fact',
    'add',
    ref,
    'withdrawn',
    '--at',
    new Date().toISOString(),
    '--text',
    'Ich widerrufe.',
    '--name',
    'Jonas Keller',
  ]
  await world.command(fact)
  expect(last(ref)?.text).toContain('Ich widerrufe.')
  const mails = world.mails(ref).length
  await world.command(fact)
  expect(await sent()).toBe(0)
  expect(world.mails(ref)).toHaveLength(mails)
  expect((await world.notes(id)).join()).toContain('Ich widerrufe.')
  const activities = await world.rpc('mail.activity', 'search_count', [
    [
      ['res_model', '=', 'sale.order'],
      ['res_id', '=', id],
    ],
  ])
  expect(activities).toBe(1)
})

test('who objected gets only what the law demands', async () => {
  const customer = `${world.run}.quiet`
  const street = { street: 'Am Markt 2', zip: '04109', city: 'Leipzig', country: 'DE' }
  const email = `quiet.${world.run}@buyer.example`
  await world.clerk.customer({ key: customer, name: 'Ruth Still', email, language: 'de_DE', ...street })
  const { ref } = await world.order(7, 1, customer)
  await sent()
  await world.command(['fact', 'add', ref, 'objected', '--at', new Date().toISOString()])
  await world.clerk.shipped({ key: `${ref}.s`, order: ref, trackingRef: '1' })
  expect((await world.pass()).count).toMatchObject({ sent: 0, suppressed: { objected: 1 } })
})

test('a delivery in two steps is told when the goods leave, once for each parcel, with what is still to come', async () => {
  const ref = `${world.run}W8`
  const steps = await orderInTwoSteps(world, ref, 3)
  expect(await sent()).toBe(1)
  await steps.pick(2)
  expect(await sent()).toBe(0)
  await steps.ship()
  expect(await sent()).toBe(1)
  expect(last(ref)?.text).toMatch(/1 × .*Topf/)
  await steps.pick(1)
  await steps.ship()
  expect(await sent()).toBe(1)
  expect(subjects(ref)).toHaveLength(3)
})

test('a date that was promised and cannot be kept: proposed, let go by a person, told once', async () => {
  const { ref, id } = await world.order(10, 1, undefined, 'RARE')
  await world.promise(id, 20)
  expect(await sent()).toBe(1)
  const proposed = (await world.rows()).find(({ kind, state }) => kind === 'delayed' && state === 'proposed')
  expect(proposed?.source?.id).toBe(id)
  expect((await world.notes(id)).join()).toContain(`outbox approve ${String(proposed?.id)}`)
  await world.command(['outbox', 'approve', String(proposed?.id)])
  expect(await sent()).toBe(1)
  expect(await sent()).toBe(0)
  expect(last(ref)?.text).toContain('Rarität')
  expect(subjects(ref)).toHaveLength(2)
  // Confirmation, proposal, its end.
  expect((await world.notes(id)).length).toBeGreaterThanOrEqual(3)
})

test('one invoice for two orders: each is told its own part of the money, and of what goes back', async () => {
  const { clerk, rpc } = world
  const [one, two] = [await world.order(11, 1), await world.order(12, 2)]
  for (const { ref } of [one, two]) await clerk.shipped({ key: `${ref}.s`, order: ref, trackingRef: '1' })
  await world.pass()
  await billTogether(world, [one.id, two.id], `${one.ref}.i`)
  await registerPayment(world, `${one.ref}.i`)
  expect(await sent()).toBe(2)
  const [first, second] = [last(one.ref)?.text, last(two.ref)?.text]
  const totals = (await rpc('sale.order', 'read', [[one.id, two.id]], { fields: ['amount_total'] })) as {
    amount_total: number
  }[]
  const written = (index: number) => (totals[index]?.amount_total ?? 0).toFixed(2).replace('.', ',')
  expect(first).toContain(written(0))
  expect(second).toContain(written(1))
  expect(await sent()).toBe(0)
  await clerk.partlyRefunded({ key: `${one.ref}.c`, order: one.ref })
  expect(await sent()).toBe(2)
  expect(last(two.ref)?.text).toContain(written(1))
})
