import { expect, test } from 'vitest'
import { mailWorld, plain, SHOP } from './mail-world.ts'

test('a mail is a ticket with its words, and read again it is none', async () => {
  const world = await mailWorld()
  const id = world.arrives({ text: 'Hallo, wann kommt mein Paket?', name: 'Maria Sommer' }) ?? ''
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 1, set_aside: 0 })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 0, mirrored: 0 })
  const [message] = (await world.chatterOf(id)).filter(({ message_type }) => message_type === 'email')
  expect(plain(message?.body ?? '')).toBe('Hallo, wann kommt mein Paket?')
})

test('the same mail twice in a mailbox is one, and counted', async () => {
  const world = await mailWorld()
  world.arrives({ messageId: '<one@example.org>', text: 'Hallo' })
  world.arrives({ messageId: '<one@example.org>', text: 'Hallo' })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 2, mirrored: 1, duplicates: 1 })
})

test('the same Message-ID with other content is two', async () => {
  const world = await mailWorld()
  world.arrives({ messageId: '<one@example.org>', text: 'Hallo' })
  world.arrives({ messageId: '<one@example.org>', text: 'Etwas ganz anderes' })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 2, mirrored: 2, duplicates: 0 })
})

test('what a buyer adds joins his ticket and opens it again', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  const ticketId = (await world.store.ledger.conversation(SHOP, await world.conversationOf(first)))?.ticket?.id ?? 0
  await world.clerk.closesTicket({ ticketId })
  world.clock.pass(60)
  world.arrives({ text: 'Noch etwas', references: [first] })
  await world.run('mirror')
  const texts = (await world.chatterOf(first)).filter(({ message_type }) => message_type === 'email')
  expect(texts.map(({ body }) => plain(body))).toEqual(['Hallo', 'Noch etwas'])
  const [ticket] = (await world.rpc('helpdesk.ticket', 'read', [[ticketId]], { fields: ['closed'] })) as {
    closed: boolean
  }[]
  expect(ticket?.closed).toBe(false)
})

test('only what is new is shown, the whole is one click away, with its pictures', async () => {
  const world = await mailWorld()
  const id =
    world.arrives({
      text: 'Danke!\n\nAm Montag schrieb Lindenhof:\n> Ihr Paket ist da.',
      reply: 'Danke!',
      html: '<p>Danke!</p>',
      files: [{ filename: 'bild.png', text: 'png' }],
    }) ?? ''
  await world.run('mirror')
  const [message] = (await world.chatterOf(id)).filter(({ message_type }) => message_type === 'email')
  expect(plain(message?.body ?? '')).toBe('Danke! Gezeigt wird nur, was neu ist; die ganze E-Mail hängt an.')
  const files = (await world.rpc('ir.attachment', 'search_read', [[['id', 'in', message?.attachment_ids]]], {
    fields: ['name'],
  })) as { name: string }[]
  expect(files.map(({ name }) => name).toSorted()).toEqual(['Original.html', 'Original.txt', 'bild.png'])
})

test('whoever is not proven is marked, whoever is not who he says stands apart and is never answered', async () => {
  const world = await mailWorld()
  const unproven = world.arrives({ text: 'Hallo', dmarc: 'none' }) ?? ''
  const forged = world.arrives({ text: 'Überweisen Sie', dmarc: 'fail', references: [unproven] }) ?? ''
  await world.run('mirror')
  const [first] = (await world.chatterOf(unproven)).filter(({ message_type }) => message_type === 'email')
  expect(plain(first?.body ?? '')).toContain('Der Absender ist nicht geprüft.')
  // Nothing leads to a forged mail by its Message-ID.
  await expect(world.conversationOf(forged)).rejects.toThrow('no place')
  const listed = await world.listed()
  expect(new Set(listed.map(({ conversation }) => conversation)).size).toBe(2)
  for (const { conversation } of listed) {
    const target = await world.store.ledger.mails.toAnswer(SHOP, conversation ?? ('' as never))
    expect(target === undefined).toBe(conversation !== (await world.conversationOf(unproven)))
  }
  const bodies = (await world.rpc('mail.message', 'search_read', [[['body', 'ilike', 'nicht von dem Absender']]], {
    fields: ['body'],
  })) as { body: string }[]
  expect(bodies.map(({ body }) => plain(body))).toEqual([
    'Achtung: Diese E-Mail ist nicht von dem Absender, den sie nennt. Nicht darauf antworten, keine Links öffnen. Überweisen Sie',
  ])
})

test('a mail that cannot be read is a ticket with the mail as it came, and blocks nobody', async () => {
  const world = await mailWorld()
  world.arrives({ broken: true })
  const id = world.arrives({ text: 'Hallo' }) ?? ''
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 2, mirrored: 2, set_aside: 0 })
  expect(await world.chatterOf(id)).toHaveLength(1)
  expect((await world.listed()).map(({ state }) => state).toSorted()).toEqual(['message', 'unreadable'])
  const files = (await world.rpc('ir.attachment', 'search_read', [[['name', '=', 'mail.eml']]], {
    fields: ['id'],
  })) as unknown[]
  expect(files).toHaveLength(1)
})

test('our own mails, colleagues’ and automatic ones are in no ticket, but listed with the reason', async () => {
  const world = await mailWorld()
  world.arrives({ from: 'service@lindenhof.example', text: 'von uns' })
  world.arrives({ from: 'kollege@lindenhof.example', text: 'von nebenan' })
  world.arrives({ text: 'Ich bin nicht da', automatic: { kind: 'vacation', by: 'auto-submitted' } })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 3, mirrored: 0, set_aside: 3 })
  expect((await world.listed()).map(({ reason }) => reason).toSorted()).toEqual(['own_domain', 'own_mail', 'vacation'])
})

test('who writes like a machine is listed only, and his ticket says so once', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Nummer 0' }) ?? ''
  for (let n = 1; n < 105; n += 1) world.arrives({ text: `Nummer ${String(n)}`, references: [first] })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 105, mirrored: 100, set_aside: 5 })
  world.arrives({ text: 'Nummer 105', references: [first] })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 1, mirrored: 0, set_aside: 1 })
  const notes = (await world.chatterOf(first)).filter(({ body }) => body.includes('mehr E-Mails'))
  expect(notes).toHaveLength(1)
  world.clock.pass(3700)
  world.arrives({ text: 'Eine Stunde später', references: [first] })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ mirrored: 1, set_aside: 0 })
})

test('in read mode mails are kept and sorted, and Odoo hears nothing', async () => {
  const world = await mailWorld({ mode: 'read' })
  world.arrives({ text: 'Hallo' })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 0 })
  expect((await world.listed()).map(({ state }) => state)).toEqual(['message'])
  expect(await world.rpc('helpdesk.ticket', 'search_count', [[]])).toBe(0)
})

test('since when a buyer waits follows from his mails and our answers, not from notices', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  const [waiting] = await world.store.ledger.deadlines(world.clock.now())
  expect(waiting).toMatchObject({ account: 'shop', waiting: 1 })
  world.clock.pass(60)
  await world.answers(first, '<p>Es kommt morgen.</p>')
  await world.run('reply')
  expect((await world.store.ledger.deadlines(world.clock.now())).filter(({ account }) => account === 'shop')).toEqual(
    [],
  )
})
