import { describe, expect, test } from 'vitest'
import { folder, goodMarket, goodService } from './folder.ts'

const PDF = ['%PDF-1.7', 'trailer', '%%EOF']

function shop(files: Readonly<Record<string, readonly string[]>>, ...lines: string[]) {
  return folder({ '.env': goodService, 'accounts/a.env': [...goodMarket, ...lines], ...files })
}

describe('LEGAL_FILES', () => {
  test('are read at the start, in the order given', () => {
    using place = shop(
      { 'accounts/AGB.pdf': PDF, 'legal/Widerruf.pdf': PDF },
      'LEGAL_FILES=AGB.pdf, ../legal/Widerruf.pdf',
    )
    const { legalFiles = [] } = place.load().accounts[0] ?? {}
    expect(legalFiles.map(({ filename, mimeType, bytes }) => [filename, mimeType, bytes.length])).toEqual([
      ['AGB.pdf', 'application/pdf', 23],
      ['Widerruf.pdf', 'application/pdf', 23],
    ])
  })

  const wrong: [what: string, files: Readonly<Record<string, readonly string[]>>, line: string, fault: string][] = [
    ['a missing file', {}, 'LEGAL_FILES=AGB.pdf', 'LEGAL_FILES names AGB.pdf, which is not there'],
    [
      'a folder',
      { 'accounts/AGB.pdf/x': [''] },
      'LEGAL_FILES=AGB.pdf',
      'LEGAL_FILES names AGB.pdf, which is not there',
    ],
    [
      'no PDF',
      { 'accounts/AGB.pdf': ['<html>'] },
      'LEGAL_FILES=AGB.pdf',
      'LEGAL_FILES names AGB.pdf, which is no whole PDF',
    ],
    [
      'a cut PDF',
      { 'accounts/AGB.pdf': ['%PDF-1.7'] },
      'LEGAL_FILES=AGB.pdf',
      'LEGAL_FILES names AGB.pdf, which is no whole PDF',
    ],
    [
      'an empty file',
      { 'accounts/AGB.pdf': [] },
      'LEGAL_FILES=AGB.pdf',
      'LEGAL_FILES names AGB.pdf, which is no whole PDF',
    ],
    [
      'more than 5 MB in sum',
      {
        'accounts/A.pdf': ['%PDF-1.7', 'x'.repeat(3 * 1024 * 1024), '%%EOF'],
        'accounts/B.pdf': ['%PDF-1.7', 'x'.repeat(3 * 1024 * 1024), '%%EOF'],
      },
      'LEGAL_FILES=A.pdf,B.pdf',
      'LEGAL_FILES names files of 6145 kB in sum',
    ],
    ['two missing files: one fault', {}, 'LEGAL_FILES=a.pdf,b.pdf', 'LEGAL_FILES names a.pdf, which is not there'],
  ]
  test.each(wrong)('%s is one clear fault', (_what, files, line, fault) => {
    using place = shop(files, line)
    expect(place.faults()).toEqual([`accounts/a.env: ${fault}`])
  })
})

describe('SHOP_LOGO', () => {
  test.each([
    ['no picture', ['<svg/>'], 'SHOP_LOGO names a file that is no PNG, JPEG or GIF'],
    ['a picture too large for every mail', ['GIF89a', 'x'.repeat(400 * 1024)], 'SHOP_LOGO names a picture of 401 kB'],
  ])('%s is a fault', (_what, content, fault) => {
    using place = shop({ 'accounts/logo.gif': content }, 'SHOP_LOGO=logo.gif')
    expect(place.faults()).toEqual([`accounts/a.env: ${fault}`])
  })

  test('a web address is never fetched: a note says that the name of the shop stands there', () => {
    using place = shop({}, 'SHOP_LOGO=https://shop.example/logo.png')
    const { accounts, notes } = place.load()
    expect(accounts[0]?.shop.logoPicture).toBeUndefined()
    expect(notes).toEqual([
      expect.objectContaining({
        file: 'accounts/a.env',
        name: 'SHOP_LOGO',
        note: expect.stringContaining('web address') as unknown,
      }),
    ])
  })
})
