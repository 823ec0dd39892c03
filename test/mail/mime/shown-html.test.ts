import { describe, expect, test } from 'vitest'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { shownHtml } from '../../../src/mail/mime/shown-html.ts'
import { base64, html, multipart, PNG, single } from './hostile/build.ts'

const shown = async (body: string): Promise<string> =>
  shownHtml(await parseMail(single('Content-Type: text/html; charset=utf-8', body), {}))

describe('the page of a whole mail fetches and runs nothing', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<img src="https://evil.example/p.gif">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//evil.example">x</a>',
    '<form action="https://evil.example"><input name=a></form>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="https://evil.example"></object><embed src="https://evil.example">',
    '<link rel=stylesheet href="https://evil.example"><base href="https://evil.example">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<div style="background:url(https://evil.example/p)">x</div>',
    '<div style="background-image:url(https://evil.example/p);position:fixed;top:0">x</div>',
    '<style>@import "https://evil.example"; body{background:url(https://evil.example)}</style>',
    '<table background="https://evil.example/p"><tr><td>x</td></tr></table>',
    '<svg><a xlink:href="javascript:alert(1)"><image href="https://evil.example"/></a></svg>',
    '<math><mtext><script>alert(1)</script></mtext></math>',
    '<video src="https://evil.example"></video><audio src="https://evil.example"></audio>',
    '<img src="cid:none" srcset="https://evil.example/p 2x">',
  ])('%s', async (body) => {
    const page = await shown(`<p>Wo ist mein Paket?</p>${body}`)
    const inner = page.slice(page.indexOf('<body>'))
    expect(inner).not.toMatch(/<(?:script|iframe|object|embed|form|input|svg|math|link|base|meta|style|video|audio)\b/i)
    expect(inner).not.toMatch(/\son\w+=|javascript:|data:text|data:image\/svg|url\(|position:|srcset|background=/i)
    expect(inner).not.toMatch(/(?:src|href|action|data)="(?:https?:)?\/\/evil/i)
    expect(inner).toContain('Wo ist mein Paket?')
  })
})

test('links into the web stay, and tell the site nothing', async () => {
  expect(await shown('<a href="https://example.org/a?b=1&amp;c=2">Hier</a>')).toContain(
    '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">Hier</a>',
  )
})

test('pictures that came with the mail are in the page', async () => {
  const mail = multipart('related', [
    html('<p>Sehen Sie:</p><img src="cid:pic%401">'),
    { head: 'Content-Type: image/png\nContent-ID: <pic@1>\nContent-Transfer-Encoding: base64', body: base64(PNG) },
  ])
  const parsed = await parseMail(mail, {})
  expect(parsed.files[0]?.cid).toBe('pic@1')
  expect(shownHtml(parsed)).toContain(`<img src="data:image/png;base64,${PNG.toString('base64')}"`)
})

test('who wrote, when and about what stands above, as plain words', async () => {
  const page = shownHtml(
    await parseMail(
      Buffer.from('From: "<b>Kim</b>" <kim@example.org>\nSubject: <script>x</script>\n\n<b>Hallo</b>\n'),
      {},
    ),
  )
  expect(page).toContain('&lt;b&gt;Kim&lt;/b&gt; &lt;kim@example.org&gt;')
  expect(page).not.toContain('<script>')
  expect(page).toContain('&lt;b&gt;Hallo&lt;/b&gt;')
})

test('HTML without words is shown with the words of the plain part', async () => {
  const mail = multipart('alternative', [{ head: 'Content-Type: text/plain', body: 'Nur hier' }, html('<div></div>')])
  expect(shownHtml(await parseMail(mail, {}))).toContain('Nur hier')
})
