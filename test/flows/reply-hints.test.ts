import { expect, test } from 'vitest'
import { given } from './world.ts'

test('hints stop no answer: its receipt shows them, by what the conversation is known to hold', async () => {
  const world = await given()
  const german = world.buyerWrites('Wann kommt mein Paket?')
  const english = world.buyerWrites('Hello, I have not received the parcel yet. Can you please tell me where it is?')
  await world.pass('mirror')
  world.clock.pass(5)
  const said = '<p>Ihr Paket ist unterwegs und kommt am Montag bei Ihnen an. Bitte bewerten Sie uns danach.</p>'
  await world.agentAnswers(german, said)
  await world.agentAnswers(english, '<p>Hello, your parcel is on its way and you will have it on Monday.</p>')
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ delivered: 2, suppressed: {} })
  world.clock.pass(60)
  await world.pass('mirror')
  await world.agentAnswers(german, said)
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ delivered: 1 })

  const receipts = async (conversation: typeof german): Promise<string[]> =>
    (await world.chatter(conversation))
      .filter(({ message_id }) => message_id.includes('.r.'))
      .map(({ body }) => String(body))
  const asked = 'The text asks for a review or a rating. Found: bewerten Sie uns'
  const again = 'The same was said before.'
  const shown = await receipts(german)
  expect(shown.filter((body) => body.includes('they stop nothing') && body.includes(asked))).toHaveLength(2)
  expect(shown.filter((body) => body.includes(again))).toHaveLength(1)
  // The account's language is German, the buyer's is not.
  expect(await receipts(english)).toEqual(['<p>Sent to the buyer (Kaufland).</p>'])
})
