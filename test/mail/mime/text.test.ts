import { describe, expect, test } from 'vitest'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { html, multipart, plain, single } from './hostile/build.ts'

const page = async (body: string): Promise<string> =>
  (await parseMail(single('Content-Type: text/html; charset=utf-8', body), {})).text
const both = async (words: string, body: string): Promise<string> =>
  (await parseMail(multipart('alternative', [plain(words), html(body)]), {})).text

describe('what the sender hides is no words', () => {
  test.each<[string, string]>([
    ['display', '<div style="DISPLAY : none !important">Hidden</div>'],
    ['visibility', '<span style="visibility:hidden">Hidden</span>'],
    ['no size', '<span style="font-size:0px">Hidden</span>'],
    ['size 1 px', '<span style="font-size: 1px">Hidden</span>'],
    ['opacity', '<p style="opacity:0">Hidden</p>'],
    ['no height', '<div style="max-height:0;overflow:hidden">Hidden</div>'],
    ['for Outlook', '<div style="mso-hide:all">Hidden</div>'],
    ['white on white', '<div style="color:#fff">Hidden</div>'],
    ['its own colour behind it', '<td style="color:#123456;background-color:rgb(18,52,86)">Hidden</td>'],
    ['white by an old attribute', '<font color="#FFFFFF">Hidden</font>'],
    ['by class', '<style>.pre, p.pre { display:none }</style><p class="x pre">Hidden</p>'],
    ['by id', '<style>#pre{font-size:0}</style><p id="pre">Hidden</p>'],
    ['the attribute', '<div hidden>Hidden</div>'],
    ['within what is hidden', '<div style="display:none"><p style="display:block">Hidden</p></div>'],
    ['script', '<script>Hidden</script>'],
    ['style', '<style>Hidden</style>'],
    ['a form', '<form><select><option>Hidden</option></select><textarea>Hidden</textarea></form>'],
    ['a comment', '<!-- Hidden --><!--[if mso]>Hidden<![endif]-->'],
    ['the title', '<html><head><title>Hidden</title></head>'],
  ])('%s', async (_, body) => {
    expect(await page(`${body}<p>Wo ist mein Paket?</p>`)).toBe('Wo ist mein Paket?')
  })

  test.each<[string, string]>([
    ['white on a dark button', '<table bgcolor="#003366"><tr><td style="color:#fff">Shown</td></tr></table>'],
    [
      'words with a size of their own in a cell without',
      '<td style="font-size:0"><p style="font-size:14px">Shown</p></td>',
    ],
    [
      'hidden on small screens only',
      '<style>@media (max-width:600px){.wide{display:none}}</style><p class="wide">Shown</p>',
    ],
    ['small but there', '<small style="font-size:0.8em">Shown</small>'],
  ])('but %s', async (_, body) => {
    expect(await page(body)).toBe('Shown')
  })

  test('where there is nothing else, hidden words are shown', async () => {
    expect(await page('<div style="display:none">Wo ist mein Paket?</div>')).toBe('Wo ist mein Paket?')
  })
})

describe('the plain part is taken', () => {
  test('where it has the words', async () => {
    expect(await both('Wo ist es?', '<p>Wo ist <b>es</b>?</p>')).toBe('Wo ist es?')
  })
  test.each<[string, string, string]>([
    ['is empty', ' \n ', '<p>Wo ist es?</p>'],
    [
      'only says that there is HTML',
      'Ihr Programm zeigt kein HTML.',
      '<p>Wo ist mein Paket geblieben, das ich bestellt habe?</p>',
    ],
    ['says much less', 'Hallo,', `<p>Hallo, ${'ich warte noch immer auf mein Paket. '.repeat(8)}</p>`],
  ])('not where it %s', async (_, words, body) => {
    expect(await both(words, body)).not.toBe(words.trim())
    expect(await both(words, body)).toMatch(/Paket|Wo ist es/)
  })
  test('where the HTML says more only to machines', async () => {
    expect(
      await both('Wo ist es?', `<p>Wo ist es?</p><div style="display:none">${'hidden words '.repeat(100)}</div>`),
    ).toBe('Wo ist es?')
  })
})

test('links keep their address where it leads into the web, and nothing else', async () => {
  const text = await page(
    '<a href="https://example.org/a">Hier</a> <a href="javascript:alert(1)">Da</a> <a href="data:text/html,x">Dort</a> <a href="https://example.org">https://example.org</a>',
  )
  expect(text).toBe('Hier (https://example.org/a) Da Dort https://example.org')
})

test('pictures are no words, but the small ones that stand for a sign', async () => {
  expect(await page('<img src="https://example.org/p.gif" alt="Tracking"><p>Danke <img src="x" alt="😀"></p>')).toBe(
    'Danke 😀',
  )
})

test('the reply is the new part of the words and never empty', async () => {
  const mail = await parseMail(
    single(
      'Content-Type: text/plain; charset=utf-8',
      'Danke!\n\nAm 2. November 2026 um 10:00 schrieb Shop <s@shop.example>:\n> Hallo\n> Kim\n',
    ),
    {},
  )
  expect(mail.reply).toBe('Danke!')
  expect(mail.trimmed).toBe(true)
  expect(mail.text).toContain('> Kim')
})
