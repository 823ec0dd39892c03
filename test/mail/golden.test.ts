import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BUILT_KINDS, type BuiltKind, type Formality } from '../../src/domain/notification.ts'
import type { RenderedMail } from '../../src/mail/ports.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'

/**
 * The mails as they were read and found good. After a wanted change: `UPDATE_GOLDEN=1 npx vitest run test/mail/golden.test.ts`,
 * then read every changed file.
 */
const GOLDEN = join(import.meta.dirname, 'golden')

const renderer = createRenderer()
const addresses: ['de' | 'en', Formality][] = [
  ['de', 'sie'],
  ['de', 'du'],
  ['en', 'sie'],
]

describe.each(BUILT_KINDS)('%s', (kind) => {
  test.each(addresses)('in %s, %s', (locale, formality) => {
    same(`${kind}.${locale}.${formality}`, rendered(kind, locale, formality))
  })
})

test.each(addresses)('delivered that rests on transit days alone, in %s, %s', (locale, formality) => {
  const data = sampleData('delivered', locale)
  const delivery = { basis: 'transit' as const, at: data.order.date }
  same(`delivered-expected.${locale}.${formality}`, rendered('delivered', locale, formality, { ...data, delivery }))
})

function rendered(
  kind: BuiltKind,
  locale: 'de' | 'en',
  formality: Formality,
  data = sampleData(kind, locale),
): RenderedMail {
  return renderer.render({ kind, locale, formality, timeZone: 'Europe/Berlin', data })
}

function same(name: string, { subject, text, html }: RenderedMail): void {
  const files = { [`${name}.txt`]: `${subject}\n\n${text}`, [`${name}.html`]: `${html}\n` }
  for (const [file, content] of Object.entries(files)) {
    const path = join(GOLDEN, file)
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(GOLDEN, { recursive: true })
      writeFileSync(path, content)
    }
    expect(existsSync(path), `${file} is missing; record it with UPDATE_GOLDEN=1 and read it`).toBe(true)
    expect(content, file).toBe(readFileSync(path, 'utf8'))
  }
}
