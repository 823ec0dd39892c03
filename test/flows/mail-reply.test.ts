import { expect, test } from 'vitest'
import { checkedOnce } from './mail-reply-world.ts'
import { mailWorld, plain, SHOP } from './mail-world.ts'

test('an answer goes to the Reply-To of the newest mail, from the registered address, as plain text in its thread', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo', subject: 'AW: Frage zu S00042' }) ?? ''
  await world.run('mirror')
  world.clock.pass(60)
  const second =
    world.arrives({ replyTo: 'maria+tag@example.org', references: [first], subject: 'Re: AW: Frage' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ihr Paket ist <b>unterwegs</b>.</p>')
  expect((await world.run('reply')).accounts[0]).toMatchObject({ ok: true, planned: 1, delivered: 1, waiting: 0 })
  const [mail, ...others] = world.sink.mails()
  expect(others).toEqual([])
  expect(mail).toMatchObject({
    to: ['maria+tag@example.org'],
    from: 'service@lindenhof.example',
    subject: 'Re: Frage',
    html: '',
  })
  expect(mail?.text.trim()).toBe('Ihr Paket ist unterwegs.')
  expect(mail?.headers.get('in-reply-to')).toBe(second)
  expect(mail?.headers.get('references')).toBe(`${first} ${second}`)
  expect(mail?.headers.get('content-type')).toContain('text/plain')
  expect(mail?.headers.has('auto-submitted')).toBe(false)
  expect(mail?.messageId).toMatch(/^<shop\.a\.[0-9a-f]{32}\.[0-9a-f]{16}@lindenhof\.example>$/)
})

test('the buyer’s answer to it comes back to the ticket, by References and by the token alone', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  await world.run('reply', { answerSecret: 'geheim' })
  const sent = world.sink.mails()[0]?.messageId ?? ''
  const second = world.arrives({ text: 'Danke', references: [sent] }) ?? ''
  const third = world.arrives({ text: `Noch etwas\n\nMessage-ID: ${sent}` }) ?? ''
  await world.run('mirror', { answerSecret: 'geheim' })
  const rungs = (await world.listed()).map(({ rung }) => rung).toSorted()
  expect(rungs).toEqual(['new', 'references', 'token'])
  expect(await world.conversationOf(second)).toBe(await world.conversationOf(first))
  expect(await world.conversationOf(third)).toBe(await world.conversationOf(first))
})

test('the mail server is away: the answer waits, and mails are read on', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  world.sink.fail({ kind: 'code', code: 451 }, 1)
  expect((await world.run('reply')).accounts[0]).toMatchObject({ ok: true, delivered: 1, failed: 0 })
  expect(world.sink.mails()).toHaveLength(1)
})

test('a broken connection after the text left is settled by a person alone', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  world.sink.fail({ kind: 'lose-answer' }, 1)
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, unknown: 1 })
  world.clock.pass(3600)
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, unknown: 1 })
  expect(world.sink.mails()).toHaveLength(1)
  const [unclear] = await world.store.outbox.list({ state: 'unknown' })
  await world.store.outbox.resolve(unclear?.id ?? ('' as never), 'sent', 'test')
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, unknown: 0 })
  expect(world.sink.mails()).toHaveLength(1)
})

test.each([
  [550, 'says that nobody has this address'],
  [554, 'refuses the mail for good'],
])('a refusal for good (%i) is told to the agent', async (code, words) => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  world.sink.fail({ kind: 'code', code, at: code === 554 ? 'message' : 'recipient' }, 1)
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, failed: 1 })
  const notes = (await world.chatterOf(first))
    .map(({ body }) => plain(body))
    .filter((body) => body.startsWith('Not sent'))
  expect(notes).toEqual([expect.stringContaining(words)])
})

test('where nothing can be answered the agent is told so, and how else', async () => {
  const world = await mailWorld()
  world.arrives({ text: 'Überweisen Sie', dmarc: 'fail' })
  await world.run('mirror')
  const [forged] = await world.listed()
  const conversation = forged?.conversation ?? ('' as never)
  const ticketId = (await world.store.ledger.conversation(SHOP, conversation))?.ticket?.id ?? 0
  await world.clerk.answers({ key: 'forged', ticketId, html: '<p>Gern.</p>' })
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, failed: 1 })
  expect(world.sink.mails()).toEqual([])
  const [failed] = await world.store.outbox.list({ state: 'failed' })
  expect(failed?.reason).toContain('Its sender is not who it claims to be.')
})

test('MAIL_REDIRECT sends every answer there', async () => {
  const world = await mailWorld({ mailRedirect: 'test@lindenhof.example' })
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  await world.run('reply')
  expect(world.sink.mails().map(({ to }) => to)).toEqual([['test@lindenhof.example']])
  expect(world.sink.mails()[0]?.raw).not.toContain('maria@example.org')
})

test('a brand answers from its own address, with its own signature', async () => {
  const world = await mailWorld()
  const shop = {
    ...world.shop,
    account: { ...world.shop.account, signature: 'Lindenhof GmbH' },
  }
  const mailbox = {
    ...(world.shop.mail?.mailbox ?? ({} as never)),
    brands: [
      { address: 'hallo@zweitmarke.example', from: 'Zweitmarke <hallo@zweitmarke.example>', signature: 'Zweitmarke' },
    ],
  }
  const branded = { ...shop, account: { ...shop.account, mailbox }, mail: { ...(shop.mail ?? ({} as never)), mailbox } }
  const [text, from] = await checkedOnce(world, branded, { to: 'Hallo+x@zweitmarke.example' })
  expect(from).toBe('hallo@zweitmarke.example')
  expect(text).toBe('Ja.\n\nZweitmarke')
})

test('in shadow mode nothing leaves', async () => {
  const world = await mailWorld({ mode: 'shadow' })
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  expect((await world.run('reply')).accounts[0]).toMatchObject({ delivered: 0, suppressed: { shadow: 1 } })
  expect(world.sink.mails()).toEqual([])
})

test('a copy of what was sent is kept where that is wanted, and its trouble is nobody else’s', async () => {
  const world = await mailWorld()
  const mailbox = { ...(world.shop.mail?.mailbox ?? ({} as never)), sentFolder: 'Sent' }
  const opened = { ...world.shop, mail: { ...(world.shop.mail ?? ({} as never)), mailbox } }
  const copies: string[] = []
  const [text] = await checkedOnce(world, opened, {}, (raw) => void copies.push(Buffer.from(raw).toString()))
  expect(text).toBe('Ja.')
  expect(copies.map((copy) => /^Message-ID:\s+(.*)$/m.exec(copy)?.[1]?.trim())).toEqual([
    world.sink.mails()[0]?.messageId,
  ])
})
