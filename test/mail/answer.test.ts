import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { answerToken, conversationOf, isSealedFor, mailConversation } from '../../src/domain/threading.ts'
import { instant } from '../../src/domain/time.ts'
import { type AnswerMail, answerMessageId, answerTokensIn, composeAnswer, replySubject } from '../../src/mail/answer.ts'

const anAnswer = (change: Partial<AnswerMail> = {}): AnswerMail => ({
  from: 'Lindenhof <service@lindenhof.example>',
  to: { name: 'Maria Sommer', address: 'x7k2+tag@marketplace.example' },
  subject: 'Re: Frage',
  text: 'Grüße aus München',
  messageId: '<shop.a.x.1@lindenhof.example>',
  date: instant('2026-03-02T09:00:00Z'),
  answers: { messageId: '<q@example.org>', references: ['<p@example.org>'] },
  files: [],
  ...change,
})

const written = async (change: Partial<AnswerMail> = {}) => {
  const { envelope, raw } = await composeAnswer(anAnswer(change))
  return { envelope, raw: raw.toString('latin1'), mail: await simpleParser(raw) }
}

test('an answer is plain text in UTF-8 from a person, to the address with its plus part', async () => {
  const { envelope, raw, mail } = await written()
  expect(envelope).toEqual({ from: 'service@lindenhof.example', to: 'x7k2+tag@marketplace.example' })
  expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m)
  expect(raw).not.toMatch(/auto-submitted|precedence|text\/html/i)
  expect(mail.text?.trim()).toBe('Grüße aus München')
  expect(mail.inReplyTo).toBe('<q@example.org>')
  expect(mail.references).toEqual(['<p@example.org>', '<q@example.org>'])
})

test('files come after the text', async () => {
  const bytes = new TextEncoder().encode('%PDF')
  const { raw, mail } = await written({
    files: [{ filename: '../../Rechnung.pdf', mimeType: 'application/pdf', bytes }],
  })
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('application/pdf'))
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['-..-Rechnung.pdf'])
})

test('files beyond what servers take are refused before anything is sent', async () => {
  const bytes = new Uint8Array(19 * 1024 * 1024)
  await expect(
    composeAnswer(anAnswer({ files: [{ filename: 'a', mimeType: 'image/png', bytes }] })),
  ).rejects.toMatchObject({ kind: 'permanent', code: 'size' })
})

test('what a stranger wrote into his ids and subject cannot make a header', async () => {
  const { raw, mail } = await written({
    subject: replySubject('Hallo\r\nBcc: all@example.org'),
    answers: { messageId: '<q@x>\r\nBcc: all@example.org', references: ['<a b@x>', '<ok@x>\nX: y', '<ok@x>'] },
  })
  expect(raw).not.toMatch(/^(bcc|x):/im)
  expect(mail.bcc).toBeUndefined()
  expect(mail.inReplyTo).toBeUndefined()
  expect([mail.references].flat()).toEqual(['<ok@x>'])
})

test('of a thousand References the first and the newest stay', async () => {
  const references = Array.from({ length: 1000 }, (_, n) => `<r${String(n)}@example.org>`)
  const { mail } = await written({ answers: { messageId: '<q@example.org>', references } })
  const kept = [mail.references ?? []].flat()
  expect(kept).toHaveLength(20)
  expect(kept[0]).toBe('<r0@example.org>')
  expect(kept.slice(-2)).toEqual(['<r999@example.org>', '<q@example.org>'])
})

test('the same answer gives the same bytes', async () => {
  expect((await written()).raw).toBe((await written()).raw)
})

test.each([
  ['Frage', 'Re: Frage'],
  ['AW: Re: AW[2]: Frage', 'Re: Frage'],
  ['Antw: Odp: Rif: Sv: Frage', 'Re: Frage'],
  ['Rechnung: bitte', 'Re: Rechnung: bitte'],
  ['', 'Re:'],
  ['Re:', 'Re:'],
])('subject %j is answered as %j', (subject, wanted) => {
  expect(replySubject(subject)).toBe(wanted)
})

describe('the token in the Message-ID', () => {
  const conversation = mailConversation('identity')
  const token = answerToken(conversation, 'maria@example.org', 'secret')
  const messageId = answerMessageId('shop', 'reply:shop:1', { token, from: 'Shop <a@shop.example>' })

  test('leads back to the conversation, wherever it stands', () => {
    const found = answerTokensIn('shop', ['nothing', `> Message-ID: ${messageId}`])
    expect(found).toEqual([token])
    expect(found.map(conversationOf)).toEqual([conversation])
  })

  test('is nothing in another account', () => {
    expect(answerTokensIn('other', [messageId])).toEqual([])
  })

  test('proves whom it was written to, by the secret alone', () => {
    const [found = '' as never] = answerTokensIn('shop', [messageId])
    expect(isSealedFor(found, 'maria@example.org', 'secret')).toBe(true)
    expect(isSealedFor(found, 'jonas@example.org', 'secret')).toBe(false)
    expect(isSealedFor(found, 'maria@example.org', 'other')).toBe(false)
    expect(isSealedFor(found, 'maria@example.org', undefined)).toBe(false)
  })

  test('tells neither party nor order', () => {
    expect(messageId).toMatch(/^<shop\.a\.[0-9a-f]{32}-[0-9a-f]{20}\.[0-9a-f]{16}@shop\.example>$/)
  })
})
