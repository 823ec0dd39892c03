import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { ADDRESSES, played, SCENES } from './scenes.ts'

/**
 * The mails as they were read and found good: the words of every scene in every language (`words/`), the HTML of every kind without
 * its dress (`html/`), and the whole HTML once (`whole/`). After a wanted change: `npm run golden`, then read what changed.
 */
const GOLDEN = join(import.meta.dirname, 'golden')

describe.each(ADDRESSES)('in %s, %s', (locale, formality) => {
  test('every scene says the same words', () => {
    const words = SCENES.map((scene) => {
      const { subject, text, message } = played(scene, locale, formality)
      const asMessage = message === undefined ? '' : `\n[as a message]\n${message}\n`
      return `=== ${scene.name}\n${subject}\n\n${text}${asMessage}`
    })
    same(`words/${locale}.${formality}.txt`, words.join('\n'))
  })

  test('every kind has the same HTML', () => {
    same(
      `html/${locale}.${formality}.html`,
      NOTIFICATION_KINDS.map((kind) => undressed(htmlOf(kind, locale, formality))).join('\n'),
    )
  })
})

test.each(NOTIFICATION_KINDS)('%s is dressed as before', (kind) => {
  same(`whole/${kind}.html`, `${htmlOf(kind, 'de', 'sie')}\n`)
})

function htmlOf(kind: string, ...[locale, formality]: (typeof ADDRESSES)[number]): string {
  const scene = SCENES.find((each) => each.kind === kind)
  return scene === undefined ? '' : played(scene, locale, formality).html
}

/** Order and words of an HTML, without head, styles and sizes. */
function undressed(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/(?:&#\d+;)+/g, '')
    .replace(/ (?:style|class|width|height|cellpadding|cellspacing|border|align|valign|bgcolor|role)="[^"]*"/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\n+/g, '\n')
}

function same(file: string, content: string): void {
  const path = join(GOLDEN, file)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  expect(existsSync(path), `${file} is missing: npm run golden, then read it`).toBe(true)
  expect(content, file).toBe(readFileSync(path, 'utf8'))
}
