import { expect, test } from 'vitest'
import { beginTrial, type Trial } from '../../src/flows/trial.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'
import { given } from './world.ts'

async function begun(world: MailWorld): Promise<Trial> {
  const trial = await beginTrial(world.shop, world.ports)
  if (trial === undefined) throw new Error('nothing is read')
  return trial
}

test('what came before is not taken for the message that somebody tries with', async () => {
  const world = await mailWorld()
  world.arrives({ text: 'von gestern' })
  const trial = await begun(world)
  await expect(trial.look()).resolves.toEqual([])
})

test('a message is shown with its conversation, its order in Odoo, and the answer that it would get', async () => {
  const world = await mailWorld({ mailFrom: 'Lindenhof <service@lindenhof.example>' })
  const trial = await begun(world)
  const first = world.arrives({ from: 'kim@example.org', subject: 'Frage zu W1', text: 'Wo ist mein Paket?' }) ?? ''
  const [tried] = await trial.look()
  expect(tried).toMatchObject({
    as: 'message',
    conversation: await world.conversationOf(first),
    rung: 'new',
    proof: 'verified',
    answer: {
      from: 'Lindenhof <service@lindenhof.example>',
      to_masked: 'k***@example.org',
      subject: 'Re: Frage zu W1',
    },
  })
  expect(JSON.stringify(tried)).not.toContain('kim@')
})

test('nothing of it is on a ticket before a pass places it, and then it is there once', async () => {
  const world = await mailWorld()
  const trial = await begun(world)
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await trial.look()
  await expect(world.chatterOf(first)).rejects.toThrow(/no ticket/)
  await world.run('mirror')
  expect((await world.chatterOf(first)).filter(({ message_type: type }) => type === 'email')).toHaveLength(1)
})

test('a mail that is on no ticket is shown with its reason, and a forged one as that', async () => {
  const world = await mailWorld()
  const trial = await begun(world)
  world.arrives({ text: 'Ich bin nicht da', automatic: { kind: 'vacation', by: 'Auto-Submitted' } })
  await expect(trial.look()).resolves.toMatchObject([
    { as: 'aside', reason: 'vacation', conversation: null, answer: null },
  ])
  world.arrives({ text: 'Ich bin Amazon', dmarc: 'fail' })
  const [forged] = await trial.look()
  expect(forged).toMatchObject({ as: 'message', proof: 'forged', answer: null })
})

test('at a marketplace the next message is shown, and nothing is kept', async () => {
  const world = await given()
  const opened = world.accounts.find(({ account }) => account.connector === 'kaufland')
  if (opened === undefined) throw new Error('no marketplace')
  const trial = await beginTrial(opened, world.ports)
  world.clock.pass(5)
  world.buyerWrites('Wo ist mein Paket?')
  await expect(trial?.look()).resolves.toMatchObject([{ as: 'message' }])
  await expect(world.store.ledger.cursor(opened.account.name, 'messages')).resolves.toBeUndefined()
})
