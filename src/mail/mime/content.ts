import { escapeHtml, normalise } from '../../domain/text.ts'
import { decodeText } from './charset.ts'
import type { FoundFile } from './files.ts'
import { unflowed } from './flowed.ts'
import { fieldsOf, splitHead } from './head.ts'
import type { Part } from './parts.ts'
import { chosenText, type Forms, hasWords, htmlWords } from './text-choice.ts'
import { readTnef } from './tnef.ts'
import { decodedBody, uuencodedFiles } from './transfer.ts'
import { headerText } from './words.ts'

/** What a mail carries: words and files. */
export interface Content {
  readonly text: string
  readonly html: string | null
  readonly files: readonly FoundFile[]
}

interface Sorting {
  readonly segments: Forms[]
  readonly files: FoundFile[]
  /** Text parts that came as files: their words count where there are no others. */
  readonly attachedTexts: Forms[]
  readonly troubles: Set<string>
}

const WORDS = new Set(['text/plain', 'text/html', 'text/enriched', 'text/richtext'])
/** Another form of the same words that only some programs show. */
const OTHER_FORMS = new Set(['text/x-amp-html', 'text/watch-html'])

/** Sorts a mail's parts into words and files; each part with bytes ends as one of them. */
export function contentOf(root: Part, troubles: Set<string>): Content {
  const sorting: Sorting = { segments: [], files: [], attachedTexts: [], troubles }
  sort(root, sorting)
  const segments = sameTwice(sorting.segments) ?? sorting.segments
  const text = joined(segments) || joined(sorting.attachedTexts)
  const html = segments.some((segment) => segment.html !== null)
    ? segments.map((segment) => segment.html ?? preformatted(segment.plain ?? '')).join('\n')
    : null
  return { text, html, files: sorting.files.map((file) => withShownCid(file, html)) }
}

const joined = (segments: readonly Forms[]): string =>
  segments
    .map(chosenText)
    .filter((text) => text !== '')
    .join('\n\n')

const preformatted = (plain: string): string =>
  plain.trim() === '' ? '' : `<div style="white-space: pre-wrap">${escapeHtml(plain)}</div>`

function sort(part: Part, sorting: Sorting): void {
  if (part.type === 'multipart/alternative') sortAlternative(part, sorting)
  else if (part.children.length > 0) for (const child of part.children) sort(child, sorting)
  else sortLeaf(part, sorting)
}

/** The same words in several forms: one segment of them. */
function sortAlternative(part: Part, sorting: Sorting): void {
  const inner: Sorting = { ...sorting, segments: [] }
  for (const child of part.children) sort(child, inner)
  const plain = inner.segments.flatMap((segment) => segment.plain ?? [])
  const html = inner.segments.flatMap((segment) => segment.html ?? [])
  if (plain.length + html.length === 0) return
  sorting.segments.push({
    plain: plain.length === 0 ? null : plain.join('\n\n'),
    html: html.length === 0 ? null : html.join('\n'),
  })
}

function sortLeaf(part: Part, sorting: Sorting): void {
  if (OTHER_FORMS.has(part.type)) return
  // Nested beyond all reason: the whole mail is a file then.
  if (part.type.startsWith('multipart/')) return
  const { bytes, trouble } = decodedBody(part)
  if (trouble !== null) sorting.troubles.add(trouble)
  if (!WORDS.has(part.type)) {
    sortFile(part, bytes, sorting)
  } else if (part.disposition === 'attachment' || (part.filename !== null && !isFirst(sorting))) {
    sorting.attachedTexts.push(formsOf(part, bytes, sorting))
    sortFile(part, bytes, sorting)
  } else {
    sorting.segments.push(formsOf(part, bytes, sorting))
  }
}

const isFirst = ({ segments, files }: Sorting): boolean => segments.length + files.length === 0

function formsOf(part: Part, bytes: Buffer, sorting: Sorting): Forms {
  const { text, trouble } = decodeText(bytes, part.params.get('charset'))
  if (trouble !== null) sorting.troubles.add(trouble)
  if (part.type === 'text/html') return { plain: null, html: text }
  if (part.type !== 'text/plain') return { plain: withoutCommands(text), html: null }
  const inline = uuencodedFiles(text)
  for (const { name, bytes: file } of inline.files) {
    sorting.files.push({ filename: name, mimeType: 'application/octet-stream', bytes: file })
  }
  const flowed = part.params.get('format')?.toLowerCase() === 'flowed'
  const delsp = part.params.get('delsp')?.toLowerCase() === 'yes'
  return { plain: flowed ? unflowed(inline.text, { delsp }) : inline.text, html: null }
}

/** text/enriched and text/richtext (RFC 1896, RFC 1341): `<bold>`, and `<<` for `<`. */
const withoutCommands = (text: string): string =>
  text
    .replaceAll('<nl>', '\n')
    .replace(/<param>[^<]*<\/param>/gi, '')
    .replace(/<\/?[a-z-]{1,60}>/gi, '')
    .replaceAll('<<', '<')

function sortFile(part: Part, bytes: Buffer, sorting: Sorting): void {
  if (bytes.length === 0 && part.filename === null) return
  if (isTnef(part)) {
    const found = readTnef(bytes)
    if (found.trouble !== null) sorting.troubles.add(found.trouble)
    sorting.files.push(...found.files)
    sorting.attachedTexts.push(...found.words)
    if (found.trouble === null) return
  }
  const filename = part.filename ?? (part.type === 'message/rfc822' ? forwardedName(bytes) : null)
  const file = { filename, mimeType: part.type, bytes }
  sorting.files.push(part.cid === null ? file : { ...file, cid: part.cid })
}

const isTnef = ({ type, filename }: Part): boolean =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^win(?:mail|dat)\.dat$/i.test(filename ?? '')

/** A mail within a mail is a file by its subject. */
function forwardedName(bytes: Buffer): string {
  const { fields } = fieldsOf(splitHead(bytes.subarray(0, 100_000)).head)
  const subject = headerText(fields.find(({ name }) => name === 'subject')?.value ?? '')
    .replaceAll(/[/\\]/g, '-')
    .slice(0, 80)
  return `${subject === '' ? 'message' : subject}.eml`
}

/** Only what the text shows keeps its content id. */
function withShownCid(file: FoundFile, html: string | null): FoundFile {
  const { cid, ...plain } = file
  return cid !== undefined && html !== null && shows(html, cid) ? file : plain
}

const shows = (html: string, cid: string): boolean =>
  html.includes(`cid:${cid}`) ||
  html.includes(`cid:${encodeURIComponent(cid)}`) ||
  html.includes(`cid:${encodeURI(cid)}`)

/** Some programs send both forms of the words one after the other and do not say that they are the same. */
function sameTwice(segments: readonly Forms[]): Forms[] | undefined {
  const [first, second] = segments
  if (segments.length !== 2 || first?.plain == null || second?.html == null || first.html !== null) return undefined
  if (second.plain !== null || !hasWords(first.plain)) return undefined
  const letters = (text: string): string => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')
  const start = letters(first.plain.slice(0, 2000)).slice(0, 300)
  return letters(htmlWords(second.html.slice(0, 100_000))).includes(start)
    ? [{ plain: first.plain, html: second.html }]
    : undefined
}
