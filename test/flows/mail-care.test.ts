import { expect, test } from 'vitest'
import { zalandoMail } from '../../connectors/zalando/mail.ts'
import type { OpenAccount } from '../../src/flows/context.ts'
import { type BuiltJob, runJob } from '../../src/flows/passes.ts'
import { mailWorld } from './mail-world.ts'

/** A mailbox to which the marketplace's customer service writes in its buyers' stead. */
async function careWorld() {
  const world = await mailWorld()
  if (world.shop.mail === undefined) throw new Error('the shop reads no mails')
  const opened: OpenAccount = {
    ...world.shop,
    mail: { ...world.shop.mail, channel: zalandoMail({ CARE_SENDERS: [] }, {}) },
  }
  return { ...world, run: (job: BuiltJob) => runJob(job, [opened], world.ports) }
}

const order = (n: number): string => String(10_103_450_982_300 + n)

test('a team that writes under one name is no machine: thirty questions within an hour are thirty tickets', async () => {
  const world = await careWorld()
  for (let n = 0; n < 30; n += 1)
    world.arrives({ from: 'care@zalando.de', subject: `Bestellung ${order(n)}`, text: 'Wo ist das Paket?' })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 30, mirrored: 30, set_aside: 0 })
})

test('two people of the team about one order are one ticket, and the answer never goes to the buyer', async () => {
  const world = await careWorld()
  const first = world.arrives({
    from: 'anna@zalando.de',
    replyTo: 'lena@kundin.example',
    subject: `Bestellung ${order(1)}`,
    text: 'Die Kundin fragt nach der Rechnung.',
  })
  const direct = world.arrives({ from: 'lena@kundin.example', subject: `Bestellung ${order(1)}`, text: 'Und?' })
  const second = world.arrives({
    from: 'bernd@zalando.de',
    replyTo: 'care+7@zalando.de',
    subject: 'Nachfrage',
    text: `Gibt es Neues zu Bestellung ${order(1)}?`,
  })
  await world.run('mirror')
  expect(await world.conversationOf(second ?? '')).toBe(await world.conversationOf(first ?? ''))
  expect(await world.conversationOf(direct ?? '')).not.toBe(await world.conversationOf(first ?? ''))
  await world.answers(first ?? '', '<p>Sie liegt dem Paket bei.</p>')
  await world.answers(direct ?? '', '<p>Sie liegt dem Paket bei.</p>')
  await world.run('reply')
  const [mail, ...others] = world.sink.mails()
  expect(others).toEqual([])
  expect(mail).toMatchObject({ to: ['care+7@zalando.de'], subject: 'Re: Nachfrage' })
  expect(mail?.text.trim()).toBe(`Sie liegt dem Paket bei.\n\nZalando ${order(1)}`)
})
