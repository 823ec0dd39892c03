import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'

function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'care-own-files-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true })
  })
  return dir
}

function written(name: string, content: string | Buffer): string {
  const dir = folder()
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true })
  writeFileSync(path.join(dir, name), content)
  return dir
}

function shipped(templatesDir?: string) {
  const renderer = createRenderer(templatesDir === undefined ? {} : { templatesDir })
  const data = sampleData('shipped', 'de')
  const mail = renderer.render({ kind: 'shipped', locale: 'de', formality: 'sie', timeZone: 'Europe/Berlin', data })
  return { mail, faults: renderer.faults }
}

const TEXTS = 'locales/de/mail.json'

describe('an own file that would spoil mails is named, and the built-in one is used', () => {
  test.each<[what: string, name: string, content: string | Buffer, said: RegExp]>([
    ['has no text', 'shipped/text.hbs', '', /shipped\/text\.hbs, line 1: the text is empty/],
    ['has no HTML', 'shipped/html.hbs', ' \n', /shipped\/html\.hbs, line 1: the html is empty/],
    ['is Latin-1', 'shipped/subject.hbs', Buffer.from('für Sie', 'latin1'), /subject\.hbs: it is not saved as UTF-8/],
    [
      'has texts in Latin-1',
      TEXTS,
      Buffer.from('{"closing": "Grüße"}', 'latin1'),
      /mail\.json: it is not saved as UTF-8/,
    ],
    ['has a text where a group is', TEXTS, '{\n"shipped": "x"}', /line 2: shipped is a group of texts, not a text/],
    ['has a group where a text is', TEXTS, '{"closing": {"a": "b"}}', /line 1: no mail uses a text closing\.a/],
    ['has a list for a text', TEXTS, '{"closing": ["a"]}', /closing is no text/],
    ['is a list', TEXTS, '["a"]', /it is no object of texts/],
    ['is null', TEXTS, 'null', /it is no object of texts/],
    ['misspells a text', TEXTS, '{\n"closng": "x"}', /line 2: no mail uses a text closng/],
    ['empties a text', TEXTS, '{"shipped": {"subject": ""}}', /line 1: shipped\.subject is empty/],
    ['is in no language of mails', 'locales/xx/mail.json', '{}', /locales\/xx: no mail is written in a language/],
  ])('%s', (_what, name, content, said) => {
    const own = shipped(written(name, content))
    expect(own.faults).toEqual([expect.stringMatching(said)])
    expect(own.mail).toEqual(shipped().mail)
  })

  test.each(['shipped/text.hbs', TEXTS])('is a folder: %s', (name) => {
    const dir = folder()
    mkdirSync(path.join(dir, name), { recursive: true })
    const own = shipped(dir)
    expect(own.faults).toEqual([expect.stringMatching(/it cannot be read \(EISDIR\)/)])
    expect(own.mail).toEqual(shipped().mail)
  })

  test.each(['shipped/text.hbs', TEXTS])('is a link that leads nowhere: %s', (name) => {
    const dir = folder()
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true })
    symlinkSync(path.join(dir, 'nothing'), path.join(dir, name))
    const own = shipped(dir)
    expect(own.faults).toEqual([expect.stringMatching(/it cannot be read \(ENOENT\)/)])
    expect(own.mail).toEqual(shipped().mail)
  })
})

describe('what editors leave in files does no harm', () => {
  test('a byte order mark before texts', () => {
    const own = shipped(written(TEXTS, '\ufeff{"closing": "Tschö"}'))
    expect(own.faults).toEqual([])
    expect(own.mail.text).toContain('Tschö\n')
  })

  test('a byte order mark and line ends of Windows in a template', () => {
    const own = shipped(written('shipped/text.hbs', '\ufeffHallo,\r\n{{order.name}}\r\n'))
    expect(own.faults).toEqual([])
    expect(own.mail.text).toBe('Hallo,\nS00042\n')
  })
})

test('a text of one’s own may be added for a template of one’s own', () => {
  const dir = written('shipped/subject.hbs', '{{t "shipped.mine"}}')
  mkdirSync(path.join(dir, 'locales/de'), { recursive: true })
  writeFileSync(path.join(dir, TEXTS), '{"shipped": {"mine": "Los!"}}')
  const own = shipped(dir)
  expect(own.faults).toEqual([])
  expect(own.mail.subject).toBe('Los!')
})

test('a form for further numbers may be added to a text that has forms', () => {
  expect(shipped(written(TEXTS, '{"later": {"before_zero": "Noch keine."}}')).faults).toEqual([])
})
