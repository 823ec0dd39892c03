import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/kit/lossless-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => parseJson(bytes(text)).value

/** The engine hands a reviver the number's source as third argument. */
function inexactAsText(this: unknown, _key: string, part: unknown, ...context: unknown[]): unknown {
  const inexact = typeof part === 'number' && Number.isInteger(part) && !Number.isSafeInteger(part)
  return inexact ? (context[0] as { source: string }).source : part
}

describe('lossless JSON', () => {
  test('an id beyond 2^53 keeps all its digits', () => {
    expect(read('{"id":9007199254740993,"small":42}')).toEqual({ id: '9007199254740993', small: 42 })
  })

  test('a number too large for a float keeps its digits', () => {
    expect(read('[1e999, -1e999, 12345678901234567890.0]')).toEqual(['1e999', '-1e999', '12345678901234567890.0'])
  })

  test('whatever JSON can say is read as JSON.parse reads it, inexact numbers apart', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        expect(read(text)).toEqual(JSON.parse(text, inexactAsText))
      }),
    )
  })

  test('a part can be had byte for byte as it was sent', () => {
    const document = parseJson(bytes('\uFEFF{ "list" : [ {"text": "grün 😀",  "id":12345678901234567890 } , {} ] }'))
    const { list } = document.value as { list: object[] }
    expect(new TextDecoder().decode(document.rawOf(list[0]))).toBe('{"text": "grün 😀",  "id":12345678901234567890 }')
    expect(new TextDecoder().decode(document.rawOf(list[1]))).toBe('{}')
    expect(document.rawOf('text')).toBeUndefined()
  })

  test.each([
    '',
    '{',
    '[1,]',
    '{"a":}',
    '{a:1}',
    '1 2',
    '"a',
    '["a\u0001"]',
    'nul',
    '{"a":1,}',
    '[1 2]',
    '{"a":1}}',
    '01',
  ])('what is not whole JSON is refused: %j', (text) => {
    expect(() => read(text)).toThrow(SyntaxError)
  })

  test('the complaint never quotes the text', () => {
    expect(() => read('{"text": geheim}')).toThrow(/^not JSON at byte 9$/)
  })

  test('a nesting that would exhaust the stack is refused', () => {
    expect(() => read('['.repeat(100_000))).toThrow('nested deeper')
  })

  test('a text of a million characters is read', () => {
    const text = 'ä"\\\n'.repeat(250_000)
    expect(read(JSON.stringify({ text }))).toEqual({ text })
  })

  test('a key called __proto__ is a key like any other', () => {
    const value = read('{"__proto__": {"admin": true}}') as Record<string, unknown>
    expect(value['admin']).toBeUndefined()
    expect(Object.keys(value)).toEqual(['__proto__'])
  })
})
