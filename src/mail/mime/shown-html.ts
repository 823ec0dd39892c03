import sanitizeHtml from 'sanitize-html'
import type { ParsedMail } from '../../domain/mail.ts'
import { clean, escapeHtml } from '../../domain/text.ts'
import { isEndlesslyNested } from './visible-html.ts'

/** Longer HTML is shown as its words. UTF-16 units. */
const HTML_MAX_CHARS = 500_000
/** Pictures within the text, all of them together; larger ones are among the mail's files alone. Bytes. */
const PICTURES_MAX_BYTES = 4 * 1024 * 1024
const PICTURE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/**
 * A whole mail as a page that may be opened anywhere: who, when, subject, and the text as the sender laid it out. Nothing in it runs,
 * nothing is fetched: no scripts, forms or addresses but links into the web and to mail, pictures only those that came with the mail,
 * in the page itself; a policy in its head forbids the rest once more.
 */
export function shownHtml(
  mail: Pick<ParsedMail, 'from' | 'to' | 'date' | 'subject' | 'text' | 'html' | 'files'>,
): string {
  const title = escapeHtml(clean(mail.subject))
  return [
    '<!doctype html>',
    '<html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">`,
    `<meta name="referrer" content="no-referrer"><title>${title}</title></head>`,
    '<body>',
    `<table>${headRows(mail)}</table><hr>`,
    `<div>${bodyOf(mail)}</div>`,
    '</body></html>',
    '',
  ].join('\n')
}

function headRows({ from, to, date, subject }: Pick<ParsedMail, 'from' | 'to' | 'date' | 'subject'>): string {
  const people = (list: ParsedMail['from']): string =>
    list.map(({ name, address }) => (name === undefined ? address : `${name} <${address}>`)).join(', ')
  const rows = [
    ['From', people(from)],
    ['To', people(to)],
    ['Date', date ?? ''],
    ['Subject', subject],
  ]
  return rows
    .filter(([, value]) => value !== '')
    .map(([name = '', value = '']) => `<tr><td>${name}</td><td dir="auto">${escapeHtml(clean(value))}</td></tr>`)
    .join('')
}

function bodyOf({ html, text, files }: Pick<ParsedMail, 'text' | 'html' | 'files'>): string {
  const laidOut = html === null || html.length > HTML_MAX_CHARS || isEndlesslyNested(html) ? '' : safe(html, files)
  // Where the layout says less than the text does (it is all pictures, or cut), the text is shown.
  if (/(?:^|>)[^<]*[\p{L}\p{N}]/u.test(laidOut)) return laidOut
  return `<div dir="auto" style="white-space:pre-wrap">${escapeHtml(clean(text))}</div>${laidOut}`
}

function safe(html: string, files: ParsedMail['files']): string {
  const pictures = picturesOf(files)
  return clean(
    sanitizeHtml(clean(html), { ...ALLOWED, transformTags: { ...ALLOWED.transformTags, img: picture(pictures) } }),
  )
}

/** By content id: the picture as an address that holds it. */
function picturesOf(files: ParsedMail['files']): ReadonlyMap<string, string> {
  const pictures = new Map<string, string>()
  let room = PICTURES_MAX_BYTES
  for (const { cid, mimeType, bytes } of files) {
    if (cid === undefined || !PICTURE_TYPES.has(mimeType) || bytes.length > room) continue
    room -= bytes.length
    pictures.set(
      cid,
      `data:${mimeType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`,
    )
  }
  return pictures
}

const picture =
  (pictures: ReadonlyMap<string, string>): sanitizeHtml.Transformer =>
  (tagName, { src = '', alt = '', width = '', height = '' }) => {
    const data = /^\s*cid:/i.test(src) ? pictures.get(unescaped(src.trim().slice(4))) : undefined
    // A picture from elsewhere leaves its words.
    if (data === undefined) return { tagName: 'span', attribs: {}, text: alt.slice(0, 200) }
    return { tagName, attribs: { src: data, alt, width, height } }
  }

function unescaped(cid: string): string {
  try {
    return decodeURIComponent(cid)
  } catch {
    return cid
  }
}

const COLOR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i
const LENGTH = /^-?\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|%)?$/i
const WORD = /^[a-z-]{1,20}$/i

const STYLES: ReadonlyMap<string, readonly RegExp[]> = new Map([
  ['color', [COLOR]],
  ['background-color', [COLOR]],
  ['text-align', [WORD]],
  ['vertical-align', [WORD]],
  ['font-weight', [/^(?:[a-z]{1,10}|\d00)$/i]],
  ['font-style', [WORD]],
  ['font-size', [LENGTH, WORD]],
  ['text-decoration', [WORD]],
  ['white-space', [WORD]],
  ['padding', [LENGTH]],
  ['margin', [LENGTH]],
  ['width', [LENGTH]],
])

/** Only what is listed, each value whole: nothing that leads elsewhere or leaves its place. */
function plainStyle(attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { style, ...others } = attribs
  if (style === undefined) return attribs
  const kept = style
    .slice(0, 4000)
    .split(';')
    .flatMap((declaration) => {
      const colon = declaration.indexOf(':')
      const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase()
      const value = declaration.slice(colon + 1).trim()
      return STYLES.get(name)?.some((form) => form.test(value)) === true ? [`${name}:${value}`] : []
    })
  return kept.length === 0 ? others : { ...others, style: kept.join(';') }
}

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: (
    'p br div span strong b em i u s del ins sub sup small big center font ul ol li dl dt dd blockquote pre code tt hr a img ' +
    'h1 h2 h3 h4 h5 h6 table caption colgroup col thead tbody tfoot tr td th'
  ).split(' '),
  allowedAttributes: {
    '*': ['style', 'dir', 'align', 'valign', 'bgcolor', 'color', 'width', 'height'],
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
    table: ['border', 'cellpadding', 'cellspacing'],
  },
  // Styles come through `plainStyle`: the library's own way costs ten times as much.
  parseStyleAttributes: false,
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags:
    'script style textarea option select noscript title template iframe object embed svg math audio video'.split(' '),
  nestingLimit: 300,
  transformTags: {
    '*': (tagName, attribs) => ({ tagName, attribs: plainStyle(attribs) }),
    a: (tagName, { href }) => ({
      tagName,
      attribs: href === undefined ? {} : { href, rel: 'noopener noreferrer nofollow', target: '_blank' },
    }),
  },
}
