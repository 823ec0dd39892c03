import { expect, test } from 'vitest'
import { mailWorld, plain } from './mail-world.ts'

test('a mail is a ticket with its words, and read again it is none', async () => {
  const world = await mailWorld()
  const id = world.arrives({ text: 'Hallo, wann kommt mein Paket?', name: 'Maria Sommer' }) ?? ''
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 1, set_aside: 0 })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 0, mirrored: 0 })
  const [message] = (await world.chatterOf(id)).filter(({ message_type }) => message_type === 'email')
  expect(plain(message?.body ?? '')).toBe('Hallo, wann kommt mein Paket?')
})
