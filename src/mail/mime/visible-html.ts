import { Parser } from 'htmlparser2'
import { escapeHtml } from '../../domain/text.ts'
import { colorOf, isInvisible, type Look, PLAIN_LOOK, sheetLooks, styleLook } from './hidden.ts'

/** Elements whose content is no words. */
const NO_WORDS = new Set(
  'head style script title template noscript textarea select option iframe object embed svg math audio video applet'.split(
    ' ',
  ),
)
const EMPTY = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** Deeper elements are left out, not their words. */
const DEPTH_MAX = 150
/** Where elements stand in each other deeper than this, nobody wrote a mail; reading on would cost by the square. */
const OPEN_MAX = 2000
const CHUNK_CHARS = 8192

interface Open {
  readonly name: string
  readonly written: boolean
  readonly look: Look
}

/**
 * What of a mail's HTML a reader sees, as plain elements without styles: no scripts, forms, pictures, and nothing that the sender hides (by
 * `display`, `visibility`, size, white on white, also by class). Links lead into the web or to a mail address, else nowhere. Linear in time.
 * @returns null where elements are nested beyond all reason
 */
export function visibleHtml(html: string): string | null {
  const page = new Page(html)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        page.open(name, attributes)
      },
      ontext: (text) => {
        page.text(text)
      },
      onclosetag: (name) => {
        page.close(name)
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  )
  for (let at = 0; at < html.length; at += CHUNK_CHARS) {
    parser.write(html.slice(at, at + CHUNK_CHARS))
    if (page.depth() > OPEN_MAX) return null
  }
  parser.end()
  return page.shown()
}

/** End tags of these are often left out: an unclosed one holds nothing. */
const CLOSED_BY_THEMSELVES = new Set('p li td th tr dd dt option tbody thead tfoot'.split(' '))
const NESTED_MAX = 3000

/** Elements in each other beyond all reason: readers of HTML need time by the square for them. */
export function isEndlesslyNested(html: string): boolean {
  if (html.length < NESTED_MAX * 3) return false
  let open = 0
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    const tag = name.toLowerCase()
    if (EMPTY.has(tag) || CLOSED_BY_THEMSELVES.has(tag)) continue
    open = end === '/' ? Math.max(0, open - 1) : open + 1
    if (open > NESTED_MAX) return true
  }
  return false
}

class Page {
  private readonly out: string[] = []
  private readonly stack: Open[] = []
  private readonly sheet: ReadonlyMap<string, Look>

  constructor(html: string) {
    const css = [...html.matchAll(/<style\b[^>]{0,500}>([^<]*(?:<(?!\/style)[^<]*)*)/gi)].map(([, text = '']) => text)
    this.sheet = css.length === 0 ? new Map() : sheetLooks(css.join('\n').replace(/<!--|-->/g, ''))
  }

  shown(): string {
    return this.out.join('')
  }

  depth(): number {
    return this.stack.length
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (EMPTY.has(name)) {
      if (!this.hidden()) this.out.push(empty(name, attributes))
      return
    }
    const look = this.lookOf(name, attributes)
    const written = !look.hidden && this.stack.length < DEPTH_MAX
    if (written) this.out.push(opening(name, attributes))
    this.stack.push({ name, written, look })
  }

  text(text: string): void {
    const look = this.stack.at(-1)?.look ?? PLAIN_LOOK
    if (look.hidden || look.tiny === true || isInvisible(look.color, look.background)) return
    this.out.push(escapeHtml(text))
  }

  close(name: string): void {
    if (EMPTY.has(name)) return
    const open = this.stack.pop()
    if (open?.written === true) this.out.push(closing(open.name))
  }

  private hidden(): boolean {
    return this.stack.at(-1)?.look.hidden === true
  }

  private lookOf(name: string, attributes: Readonly<Record<string, string>>): Look {
    const outer = this.stack.at(-1)?.look ?? PLAIN_LOOK
    if (outer.hidden) return outer
    if (NO_WORDS.has(name) || attributes['hidden'] !== undefined) return { hidden: true }
    const styled = attributes['style'] === undefined ? PLAIN_LOOK : styleLook(attributes['style'])
    const named = this.sheet.size === 0 ? [] : this.named(attributes)
    const tiny = styled.tiny ?? (named.some((look) => look.tiny === true) ? true : outer.tiny)
    const color = styled.color ?? colorOf(attributes['color']?.toLowerCase()) ?? outer.color
    const background = styled.background ?? backgroundOf(attributes) ?? outer.background
    return {
      hidden: styled.hidden || named.some((look) => look.hidden),
      ...(tiny === undefined ? {} : { tiny }),
      ...(color === undefined ? {} : { color }),
      ...(background === undefined ? {} : { background }),
    }
  }

  private named(attributes: Readonly<Record<string, string>>): Look[] {
    const classes = (attributes['class'] ?? '')
      .slice(0, 1000)
      .split(/\s+/)
      .map((name) => `.${name}`)
    return [...classes, `#${attributes['id'] ?? ''}`].flatMap((name) => this.sheet.get(name) ?? [])
  }
}

function backgroundOf(attributes: Readonly<Record<string, string>>): string | undefined {
  if (attributes['background'] !== undefined && attributes['background'] !== '') return 'other'
  return colorOf(attributes['bgcolor']?.trim().toLowerCase())
}

const PLAIN_NAME = /^[a-z][a-z0-9]{0,20}$/

const closing = (name: string): string => (PLAIN_NAME.test(name) ? `</${name}>` : '</span>')

function opening(name: string, attributes: Readonly<Record<string, string>>): string {
  if (!PLAIN_NAME.test(name)) return '<span>'
  const href = name === 'a' ? (attributes['href'] ?? '').trim() : ''
  return /^(?:https?:\/\/|mailto:|tel:)[^\s"<>]+$/i.test(href) ? `<a href="${escapeHtml(href)}">` : `<${name}>`
}

/** A picture says nothing, but the small ones that stand for a sign (`alt="😀"`). */
function empty(name: string, attributes: Readonly<Record<string, string>>): string {
  if (name === 'br' || name === 'hr' || name === 'wbr') return `<${name}>`
  const alt = name === 'img' ? (attributes['alt'] ?? '') : ''
  return alt.length <= 8 && /\p{Extended_Pictographic}/u.test(alt) ? escapeHtml(alt) : ''
}
