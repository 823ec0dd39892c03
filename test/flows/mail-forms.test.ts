import { expect, test } from 'vitest'
import { mailWorld, SHOP } from './mail-world.ts'

const FORM = {
  from: 'service@lindenhof.example',
  replyTo: 'kim@buyer.example',
  subject: 'Kontaktformular',
  text: 'Name: Kim Muster\nE-Mail: kim@buyer.example\nNachricht: Wann kommt S00042?',
}

test('what a contact form says is answered to its buyer, whose answer comes back to the ticket', async () => {
  const world = await mailWorld()
  const form = world.arrives(FORM) ?? ''
  await world.run('mirror')
  expect((await world.chatterOf(form)).some(({ body }) => body.includes('Wann kommt S00042?'))).toBe(true)
  await world.answers(form, '<p>Morgen.</p>')
  await world.run('reply')
  const [sent] = world.sink.mails()
  expect(sent).toMatchObject({ to: ['kim@buyer.example'], from: 'service@lindenhof.example' })
  const back = world.arrives({ from: 'kim@buyer.example', references: [sent?.messageId ?? ''], text: 'Gut.' }) ?? ''
  await world.run('mirror')
  expect(await world.conversationOf(back)).toBe(await world.conversationOf(form))
})

test('two buyers who use one form have two tickets, also about one order', async () => {
  const world = await mailWorld()
  const first = world.arrives(FORM) ?? ''
  const other = FORM.text.replaceAll('kim@', 'bo@').replace('Kim', 'Bo')
  const second = world.arrives({ ...FORM, replyTo: 'bo@buyer.example', text: other }) ?? ''
  await world.run('mirror')
  expect(await world.conversationOf(first)).not.toBe(await world.conversationOf(second))
})

test('who names an order and a Message-ID of a buyer in a Reply-To of his own stands apart', async () => {
  const world = await mailWorld()
  const buyer = world.arrives({ from: 'kim@buyer.example', text: 'Wann kommt S00042?' }) ?? ''
  await world.run('mirror')
  const mails = [
    { from: 'kim@buyer.example', replyTo: 'eve@evil.example' },
    { from: 'eve@evil.example', replyTo: 'kim@buyer.example' },
    { from: 'eve@evil.example', text: FORM.text },
  ]
  for (const mail of mails) {
    const stranger = world.arrives({ text: 'Und S00042?', references: [buyer], ...mail }) ?? ''
    await world.run('mirror')
    expect(await world.conversationOf(stranger)).not.toBe(await world.conversationOf(buyer))
  }
})

test('thanks alone stand on the ticket, and nobody waits by them', async () => {
  const world = await mailWorld()
  const waits = async () =>
    (await world.store.ledger.deadlines(world.clock.now())).find(({ account }) => account === SHOP)?.waiting ?? 0
  const first = world.arrives({ from: 'kim@buyer.example', text: 'Wann kommt S00042?' }) ?? ''
  await world.run('mirror')
  world.clock.pass(60)
  await world.answers(first, '<p>Morgen.</p>')
  await world.run('reply')
  world.clock.pass(60)
  const thanks = world.arrives({ from: 'kim@buyer.example', references: [first], text: 'Vielen Dank!' }) ?? ''
  await world.run('mirror')
  expect(await waits()).toBe(0)
  expect((await world.chatterOf(thanks)).some(({ body }) => body.includes('Vielen Dank!'))).toBe(true)
  world.clock.pass(60)
  world.arrives({ from: 'kim@buyer.example', references: [first], text: 'Danke, aber wo ist es nun?' })
  await world.run('mirror')
  expect(await waits()).toBe(1)
})
