import { describe, expect, test } from 'vitest'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { file, html, multipart, plain, PNG, type TestPart } from './hostile/build.ts'
import { tnef } from './tnef-mail.ts'

const filesOf = async (...parts: TestPart[]): Promise<[string, string][]> =>
  (await parseMail(multipart('mixed', [plain('Hallo'), ...parts]), {})).files.map(({ filename, mimeType }) => [
    filename,
    mimeType,
  ])

describe('names and types', () => {
  test.each<[string, TestPart, [string, string]]>([
    ['a type that says nothing gives way to the ending', file('a.PDF', PNG), ['a.PDF', 'application/pdf']],
    ['a type that says something stays', file('a.pdf', PNG, 'image/png'), ['a.pdf', 'image/png']],
    ['without a name', { head: 'Content-Type: image/png', body: PNG }, ['file-1.png', 'image/png']],
    ['a name of dots', file('../..', PNG, 'image/png'), ['file-1.png', 'image/png']],
    ['a name without an ending', file('Foto', PNG, 'image/jpeg'), ['Foto.jpg', 'image/jpeg']],
    ['a name that systems reserve', file('CON.txt', PNG), ['_CON.txt', 'text/plain']],
    ['a hidden name', file('.htaccess', PNG, 'image/png'), ['htaccess.png', 'image/png']],
    ['a type that is none', { head: 'Content-Type: ../x; name=a.png', body: PNG }, ['a.png', 'image/png']],
  ])('%s', async (_, part, expected) => {
    expect(await filesOf(part)).toEqual([expected])
  })

  test('no name comes twice', async () => {
    const files = await filesOf(file('a.jpg', PNG), file('a.jpg', PNG), file('x/a.jpg', PNG))
    expect(files.map(([name]) => name)).toEqual(['a.jpg', 'a-2.jpg', 'a-3.jpg'])
  })

  test('a name of 5,000 characters keeps its ending', async () => {
    const [[name] = ['']] = await filesOf(file(`${'a'.repeat(5000)}.jpg`, PNG))
    expect(name.length).toBeLessThanOrEqual(120)
    expect(name.endsWith('.jpg')).toBe(true)
  })
})

test('keys are the same at every reading, and differ within and between mails', async () => {
  const keys = async (words: string): Promise<string[]> =>
    (await parseMail(multipart('mixed', [plain(words), file('a', PNG), file('b', PNG)]), {})).files.map(
      ({ key }) => key,
    )
  const first = await keys('eins')
  expect(await keys('eins')).toEqual(first)
  expect(new Set([...first, ...(await keys('zwei'))]).size).toBe(4)
})

test('only what the text shows keeps its content id', async () => {
  const picture = (cid: string): TestPart => ({ head: `Content-Type: image/png\nContent-ID: <${cid}>`, body: PNG })
  const { files } = await parseMail(
    multipart('related', [html('<p>x</p><img src="cid:a@1">'), picture('a@1'), picture('b@1')]),
    {},
  )
  expect(files.map(({ cid }) => cid)).toEqual(['a@1', undefined])
})

describe("Outlook's wrapping (winmail.dat)", () => {
  test('files come out of it under their long names', async () => {
    const wrapped = tnef([{ short: 'RECHNU~1.PDF', long: 'Rechnung März.pdf', bytes: PNG }])
    const mail = await parseMail(
      multipart('mixed', [plain('Hallo'), file('winmail.dat', wrapped, 'application/ms-tnef')]),
      {},
    )
    expect(mail.files.map(({ filename, bytes }) => [filename, Buffer.compare(bytes, PNG)])).toEqual([
      ['Rechnung März.pdf', 0],
    ])
    expect(mail.troubles).toEqual([])
  })

  test('is kept where it cannot be read whole, with what could be', async () => {
    const wrapped = tnef([
      { short: 'a.pdf', bytes: PNG },
      { short: 'b.pdf', bytes: PNG },
    ])
    const cut = wrapped.subarray(0, wrapped.length - 20)
    const mail = await parseMail(
      multipart('mixed', [plain('Hallo'), file('winmail.dat', cut, 'application/ms-tnef')]),
      {},
    )
    expect(mail.files.map(({ filename }) => filename)).toEqual(['a.pdf', 'winmail.dat'])
    expect(mail.troubles).toHaveLength(1)
  })

  test('that says it is larger than it is costs nothing', async () => {
    const lies = tnef([{ short: 'a.pdf', bytes: PNG }])
    lies.writeUInt32LE(0xfffffff0, 6 + 5)
    const mail = await parseMail(
      multipart('mixed', [plain('Hallo'), file('winmail.dat', lies, 'application/ms-tnef')]),
      {},
    )
    expect(mail.files.map(({ filename }) => filename)).toEqual(['winmail.dat'])
  })
})
