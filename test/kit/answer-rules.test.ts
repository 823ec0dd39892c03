import { expect, test } from 'vitest'
import { Permanent } from '../../src/domain/errors.ts'
import { checkAnswer } from '../../src/kit/answer-rules.ts'
import type { MessageRules } from '../../src/kit/connector.ts'

const rules: MessageRules = {
  textMaxChars: 10,
  attachmentsMax: 2,
  attachmentMaxBytes: 4,
  attachmentTypes: ['application/pdf', 'text/plain'],
}
const file = (filename: string, mimeType = 'application/pdf', size = 4) => ({
  filename,
  mimeType,
  bytes: new Uint8Array(size),
})
const answer = (text: string, ...files: ReturnType<typeof file>[]) => ({ text, files })

test.each([
  answer('kurz'),
  answer('zehnZeich…'),
  answer('🚚🚚🚚🚚🚚🚚🚚🚚🚚🚚'),
  answer('Anbei', file('a.pdf'), file('b.txt', 'Text/Plain; charset=utf-8')),
])('is taken: %o', (given) => {
  expect(() => {
    checkAnswer(given, rules, 'Corner')
  }).not.toThrow()
})

test.each([
  ['text-empty', answer(' \n ', file('a.pdf')), 'no text'],
  ['text-too-long', answer('elf Zeichen'), '11 characters, Corner takes 10'],
  ['too-many-files', answer('Anbei', file('a'), file('b'), file('c')), '3 files, Corner takes 2'],
  ['attachment-type', answer('Anbei', file('a.exe', 'application/x-msdownload')), 'a.exe'],
  ['attachment-too-large', answer('Anbei', file('a.pdf', 'application/pdf', 5)), 'a.pdf'],
])('%s is refused with what to do', (code, given, words) => {
  let refusal: unknown
  try {
    checkAnswer(given, rules, 'Corner')
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(Permanent)
  expect(refusal).toMatchObject({ code, message: expect.stringContaining(words) as string })
})

test('files that are too large only together are refused', () => {
  const together = { ...rules, attachmentsTotalMaxBytes: 7 }
  expect(() => {
    checkAnswer(answer('Anbei', file('a.pdf'), file('b.pdf', 'application/pdf', 3)), together, 'Corner')
  }).not.toThrow()
  expect(() => {
    checkAnswer(answer('Anbei', file('a.pdf'), file('b.pdf')), together, 'Corner')
  }).toThrow('together')
})
