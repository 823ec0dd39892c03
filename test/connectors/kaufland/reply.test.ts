import { describe, expect, test } from 'vitest'
import { Misconfigured, Permanent, Retryable, Unknown } from '../../../src/domain/errors.ts'
import { conversationId } from '../../../src/domain/ids.ts'
import { failure, shop } from './shop.ts'

const posts = /\/messages$/
const answer = (text: string, files: readonly { filename: string; mimeType: string; bytes: Uint8Array }[] = []) => ({
  text,
  files,
})
const sellersTexts = (messages: readonly { role: string; text: string }[] | undefined) =>
  messages?.filter(({ role }) => role === 'seller').map(({ text }) => text)

describe('an answer', () => {
  test('reaches the buyer with its files and ends the wait', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const conversation = conversationId(buyerWrites('Wo ist mein Paket?'))
    const bytes = new TextEncoder().encode('%PDF-1.4 …')
    await connector.reply(
      conversation,
      answer('Ihr Paket ist unterwegs. 🚚', [{ filename: 'beleg.pdf', mimeType: 'application/pdf', bytes }]),
    )
    const [shown] = kaufland.conversations()
    expect(sellersTexts(shown?.messages)).toEqual(['Ihr Paket ist unterwegs. 🚚'])
    expect(shown?.messages[1]?.files).toMatchObject([{ filename: 'beleg.pdf', bytes }])
    expect((await connector.messages.thread(conversation)).facts.waitsForSeller).toBe(false)
  })

  test('that is only an interim notice leaves the buyer waiting for us', async () => {
    const { buyerWrites, connector, exchanges } = await shop()
    const conversation = conversationId(buyerWrites('Wo ist mein Paket?'))
    await connector.reply(conversation, { ...answer('Wir fragen beim Paketdienst nach.'), interim: true })
    expect(String(exchanges.at(-1)?.request.body)).toContain('"interim_notice":true')
    expect((await connector.messages.thread(conversation)).facts.waitsForSeller).toBe(true)
  })

  test.each([
    ['empty', '  \n', 'text-empty'],
    ['one character too long', 'x'.repeat(65_536), 'text-too-long'],
  ])('%s is refused before anything is sent', async (_, text, code) => {
    const { kaufland, buyerWrites, connector } = await shop()
    const fault = await failure(connector.reply(conversationId(buyerWrites('?')), answer(text)))
    expect(fault).toBeInstanceOf(Permanent)
    expect(fault).toMatchObject({ code })
    expect(kaufland.requests()).toEqual([])
  })

  test('of 65,535 characters that count double elsewhere is taken', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    await connector.reply(conversationId(buyerWrites('?')), answer('ü'.repeat(65_535)))
    expect(kaufland.conversations()[0]?.messages).toHaveLength(2)
  })

  test.each([
    ['of a type Kaufland does not take', 'a.exe', 'application/x-msdownload', 10, 'attachment-type'],
    ['beyond 12 MiB', 'a.pdf', 'application/pdf', 12 * 1024 * 1024 + 1, 'attachment-too-large'],
  ])('with a file %s is refused with the file named', async (_, filename, mimeType, size, code) => {
    const { buyerWrites, connector, kaufland } = await shop()
    const file = { filename, mimeType, bytes: new Uint8Array(size) }
    const fault = await failure(connector.reply(conversationId(buyerWrites('?')), answer('Anbei', [file])))
    expect(fault).toMatchObject({ kind: 'permanent', code })
    expect(fault.message).toContain(filename)
    expect(kaufland.requests()).toEqual([])
  })

  test('whose confirmation was lost is unknown, and the conversation shows that it arrived', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const conversation = conversationId(buyerWrites('Frage'))
    kaufland.fail({ path: posts, times: 1, how: { kind: 'lose-answer' } })
    expect(await failure(connector.reply(conversation, answer('Antwort')))).toBeInstanceOf(Unknown)
    const { messages } = await connector.messages.thread(conversation)
    expect(messages.map(({ author, text }) => [author.role, text])).toEqual([
      ['buyer', 'Frage'],
      ['seller', 'Antwort'],
    ])
  })

  test('that was cut before it was read is unknown, and the conversation shows nothing', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const conversation = conversationId(buyerWrites('Frage'))
    kaufland.fail({ path: posts, times: 1, how: { kind: 'cut' } })
    expect(await failure(connector.reply(conversation, answer('Antwort')))).toBeInstanceOf(Unknown)
    expect((await connector.messages.thread(conversation)).messages).toHaveLength(1)
  })

  test.each([
    [401, Misconfigured],
    [429, Retryable],
    [503, Retryable],
    [500, Unknown],
    [502, Unknown],
    [404, Permanent],
  ])('answered with %i is told apart, and sent once only', async (status, kind) => {
    const { kaufland, buyerWrites, connector } = await shop()
    kaufland.fail({ path: posts, times: 1, how: { kind: 'status', status } })
    expect(await failure(connector.reply(conversationId(buyerWrites('?')), answer('Antwort')))).toBeInstanceOf(kind)
    expect(kaufland.requests()).toHaveLength(1)
  })

  test('to a conversation that customer service closed for good is refused in words for people', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const id = buyerWrites('?')
    kaufland.closes(id, 'customer_service')
    const fault = await failure(connector.reply(conversationId(id), answer('Antwort')))
    expect(fault).toMatchObject({ kind: 'permanent', code: '/problems/tickets/finally-closed', systemic: false })
    expect(fault.message).toContain('closed this conversation for good')
  })

  test('refused with 403 because of the conversation does not accuse the key', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const body = '{"type":"/problems/tickets/fbk-action-restriction","message":"","errors":[]}'
    kaufland.fail({ path: posts, times: 1, how: { kind: 'status', status: 403, body } })
    expect(await failure(connector.reply(conversationId(buyerWrites('?')), answer('Antwort')))).toBeInstanceOf(
      Permanent,
    )
  })
})

describe('closing', () => {
  test('closes there', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const id = buyerWrites('Danke')
    await connector.close(conversationId(id))
    expect(kaufland.conversations()[0]?.status).toBe('seller_closed')
    expect((await connector.messages.thread(conversationId(id))).facts).toMatchObject({
      status: 'closed',
      final: false,
    })
  })

  test('what is closed already is fine', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const id = buyerWrites('Danke')
    kaufland.closes(id, 'customer_service')
    await expect(connector.close(conversationId(id))).resolves.toBeUndefined()
    await connector.close(conversationId(buyerWrites('Danke')))
  })

  test('what may not be closed is refused in words for people', async () => {
    const { kaufland, buyerWrites, connector } = await shop()
    const body = '{"type":"/problems/tickets/non-closable-by-seller","message":"","errors":[]}'
    kaufland.fail({ path: /close$/, times: 1, how: { kind: 'status', status: 400, body } })
    const fault = await failure(connector.close(conversationId(buyerWrites('?'))))
    expect(fault).toMatchObject({ kind: 'permanent', code: '/problems/tickets/non-closable-by-seller' })
  })
})
