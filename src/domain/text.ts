import { compile, type DomNode, type FormatCallback } from 'html-to-text'
import sanitizeHtml from 'sanitize-html'

/** Deeper nesting than this is no text that a person wrote; it is flattened. */
const DEPTH_MAX = 300

const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g
const LINE_CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g

/** Embeddings, overrides and isolates: they reorder the text around them. The plain marks (LRM, RLM, ALM) do no harm and stay. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * Text as it may be stored and shown: well-formed Unicode, `\n` line ends, no control characters but tab and line end,
 * nothing that reorders its surroundings.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '')
}

/** As `clean`, on one line without outer space: for names, subjects and headers. Right-to-left text is isolated from what follows it. */
export function oneLine(text: string): string {
  const line = text.toWellFormed().replace(LINE_CONTROLS, ' ').replace(BIDI_CONTROLS, '').replace(/\s+/g, ' ').trim()
  return RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line
}

/**
 * An agent's answer, written in Odoo's chatter, as plain text for a buyer: paragraphs apart by one blank line, lists with `- `,
 * links as `text (address)`. Links to Odoo itself (mentions, relative addresses) keep their text alone; images go.
 */
export function htmlToPlain(html: string): string {
  return tidy(clean(toText(html.toWellFormed())))
}

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: DEPTH_MAX, ellipsis: '' },
  formatters: { outsideLink: formatLink, cell: formatCell, list: formatList },
  selectors: [
    { selector: 'a', format: 'outsideLink' },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'hr', format: 'skip' },
    { selector: 'ul', format: 'list' },
    { selector: 'ol', format: 'list' },
    { selector: 'li > p', format: 'paragraph', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'table', format: 'block' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
    })),
  ],
})

function formatLink(...[node, walk, builder]: Parameters<FormatCallback>): void {
  const address = outsideAddress(node)
  let shown = ''
  builder.pushWordTransform((word) => {
    shown += word
    return word
  })
  walk(node.children, builder)
  builder.popWordTransform()
  if (address === undefined) return
  if (shown === '') builder.addInline(address, { noWordTransform: true })
  else if (bare(shown) !== bare(address)) builder.addInline(` (${address})`, { noWordTransform: true })
}

function formatList(...[list, walk, builder]: Parameters<FormatCallback>): void {
  const items = (list.children ?? []).filter((child) => child.name === 'li')
  const nested = list.parent?.name === 'li'
  const numbered = list.name === 'ol'
  const maxPrefixLength = numbered ? `${String(items.length)}. `.length : 2
  builder.openList({ interRowLineBreaks: 1, leadingLineBreaks: nested ? 1 : 2, maxPrefixLength, prefixAlign: 'left' })
  let number = 0
  for (const item of items) {
    // Odoo's editor puts an inner list into an item of its own, which then has no text and no mark.
    const onlyInnerList = /\boe-nested\b/.test(item.attribs?.['class'] ?? '')
    if (!onlyInnerList) number += 1
    builder.openListItem({ prefix: onlyInnerList ? '' : numbered ? `${String(number)}. ` : '- ' })
    walk(item.children, builder)
    builder.closeListItem()
  }
  builder.closeList({ trailingLineBreaks: nested ? 1 : 2 })
}

function formatCell(...[node, walk, builder]: Parameters<FormatCallback>): void {
  walk(node.children, builder)
  builder.addLiteral(' ')
}

/** The address a buyer can follow, without `mailto:` and `tel:`; undefined for what only means something inside Odoo. */
function outsideAddress(node: DomNode): string | undefined {
  const attributes = node.attribs ?? {}
  if (attributes['data-oe-model'] !== undefined || /\bo_(mail|channel)_redirect\b/.test(attributes['class'] ?? '')) {
    return undefined
  }
  const href = (attributes['href'] ?? '').trim()
  if (/^https?:\/\/\S+$/i.test(href)) return href
  return /^(?:mailto|tel):([^\s?]+)/i.exec(href)?.[1]
}

/** A link as people write it, for the question whether text and address are the same. */
const bare = (address: string): string =>
  address
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
    .replace(/\s/g, '')
    .toLowerCase()

/** No trailing space, at most one blank line, none at either end. Line by line, so that the time grows with the length alone. */
export function tidy(text: string): string {
  const kept: string[] = []
  for (const raw of text.replaceAll('\u00a0', ' ').split('\n')) {
    const line = raw.trimEnd()
    if (line !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(line)
  }
  if (kept.at(-1) === '') kept.pop()
  return kept.join('\n')
}

/** A buyer's text as HTML for Odoo: escaped, a paragraph per block, its own writing direction, so that nothing around it is reordered. */
export function plainToHtml(text: string): string {
  const tidied = tidy(clean(text))
  if (tidied === '') return ''
  return tidied
    .split('\n\n')
    .map((paragraph) => `<p dir="auto">${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/**
 * Foreign HTML as it may go into Odoo: a small list of plain elements; no images, styles, scripts or forms, links only to the
 * web, mail and telephone.
 */
export function sanitise(html: string): string {
  return clean(sanitizeHtml(clean(html), ALLOWED))
}

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: (
    'p br div span strong b em i u s del ins sub sup ul ol li blockquote pre code hr a ' +
    'h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr td th'
  ).split(' '),
  allowedAttributes: { a: ['href', 'rel', 'target'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'template',
    'iframe',
    'object',
    'svg',
    'math',
  ],
  nestingLimit: DEPTH_MAX,
  transformTags: {
    a: (tagName, { href }) => ({
      tagName,
      attribs: href === undefined ? {} : { href, rel: 'noopener noreferrer nofollow', target: '_blank' },
    }),
  },
}

/**
 * Cuts a text that is too long between two characters as a reader sees them, and says so.
 * @param maxChars most UTF-16 units of the result, the note included
 * @param note what stands at the end of a text that was cut
 */
export function shorten(text: string, maxChars: number, note = ' […]'): string {
  if (text.length <= maxChars) return text
  const room = maxChars - note.length
  if (room <= 0) return text.slice(0, boundaryBefore(text, maxChars))
  return text.slice(0, boundaryBefore(text, room)).trimEnd() + note
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const LONGEST_CLUSTER = 64

/** The last place at or before `index` that parts no character a reader sees (a family emoji is one). */
function boundaryBefore(text: string, index: number): number {
  if (index <= 0) return 0
  const start = Math.max(0, index - LONGEST_CLUSTER)
  const cluster = graphemes.segment(text.slice(start, index + LONGEST_CLUSTER)).containing(index - start)
  const boundary = start + (cluster?.index ?? 0)
  if (boundary > start) return boundary
  // One endless cluster (stacked accents): a code point is the best that can be kept whole.
  return /[\udc00-\udfff]/.test(text.charAt(index)) && /[\ud800-\udbff]/.test(text.charAt(index - 1))
    ? index - 1
    : index
}

const FILENAME_MAX = 120
const EXTENSION_MAX = 16
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=$|\.)/i

/** A file's name without path, control characters or names that a system reserves; at most 120 UTF-16 units, the extension kept. */
export function safeFilename(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const plain = outer(oneLineUnmarked(last).replace(/[<>:"|?*]/g, '_'))
  const named = plain === '' ? 'file' : RESERVED.test(plain) ? `_${plain}` : plain
  if (named.length <= FILENAME_MAX) return named
  const dot = named.lastIndexOf('.')
  const extension = dot > 0 && named.length - dot <= EXTENSION_MAX ? named.slice(dot) : ''
  const stem = named.slice(0, boundaryBefore(named, FILENAME_MAX - extension.length))
  return outer(stem) + extension
}

const oneLineUnmarked = (text: string): string =>
  text.replace(LINE_CONTROLS, ' ').replace(BIDI_CONTROLS, '').replace(/\s+/g, ' ')

/** Without dots and spaces at either end, which hide a file or are dropped by some systems. */
function outer(name: string): string {
  let start = 0
  let end = name.length
  while (start < end && /[. ]/.test(name.charAt(start))) start += 1
  while (end > start && /[. ]/.test(name.charAt(end - 1))) end -= 1
  return name.slice(start, end)
}

/** A text for the question "is this what we sent?": composed characters, every run of white space one space, invisible characters gone. */
export function normalise(text: string): string {
  return clean(text)
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}
