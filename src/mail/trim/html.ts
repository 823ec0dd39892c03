import { Parser } from 'htmlparser2'
import { elementKind, type ElementKind } from './html-kinds.ts'
import type { Line, Mark } from './line.ts'

/** No client nests so deep; the parser's time grows with the square of the depth, so reading ends there. */
const DEPTH_MAX = 2000
const CHUNK_CHARS = 8_192
const SHOWN_MAX_CHARS = 2000

const BLOCKS = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
)
const ROOMY = new Set('p h1 h2 h3 h4 h5 h6 ul ol pre blockquote table dl'.split(' '))
const EMPTY = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

interface Open {
  readonly name: string
  readonly kind: ElementKind | null
  /** Number of lines before it. */
  readonly from: number
  /** Where a link leads, if into the web. */
  readonly href: string | null
}

/**
 * What a mail's HTML shows, line by line, each marked by the elements that clients put around quotes. Nothing is fetched or executed; the
 * time grows with the length alone.
 * @returns `quoted`: an element said so, not a pattern; null = nested deeper than any client does
 */
export function htmlLines(html: string): { readonly lines: Line[]; readonly quoted: boolean } | null {
  const reading = new Reading()
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        reading.open(name, attributes)
      },
      ontext: (text) => {
        reading.text(text)
      },
      oncomment: (comment) => {
        reading.comment(comment)
      },
      onclosetag: (name) => {
        reading.close(name)
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  )
  for (let at = 0; at < html.length; at += CHUNK_CHARS) {
    if (reading.depth > DEPTH_MAX) return null
    parser.write(html.slice(at, at + CHUNK_CHARS))
  }
  if (reading.depth > DEPTH_MAX) return null
  parser.end()
  return reading.end()
}

class Reading {
  private readonly lines: Line[] = []
  private readonly stack: Open[] = []
  private readonly counts: Record<ElementKind, number> = {
    quote: 0,
    indent: 0,
    container: 0,
    boundary: 0,
    attribution: 0,
    forward: 0,
    signature: 0,
    hidden: 0,
  }
  private current: string[] = []
  private spaced = false
  /** Words of the link that is open. */
  private link: string | null = null
  private pre = 0
  private below = false
  private quoted = false

  get depth(): number {
    return this.stack.length
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'br') {
      this.flush({ keepBlank: true })
      return
    }
    const kind = elementKind(name, attributes)
    if (BLOCKS.has(name) || (kind !== null && kind !== 'hidden')) this.breakLine(ROOMY.has(name))
    if (kind === 'boundary' && this.quoteDepth() === 0) this.beginRest()
    if (EMPTY.has(name)) return
    if (kind !== null) this.counts[kind] += 1
    if (name === 'pre') this.pre += 1
    if (name === 'li') this.put('- ')
    const href = name === 'a' ? (attributes['href'] ?? '').trim() : ''
    const isLink = /^https?:\/\/\S+$/i.test(href)
    if (isLink) this.link = ''
    this.stack.push({ name, kind, from: this.lines.length, href: isLink ? href : null })
  }

  text(text: string): void {
    if (this.counts.hidden > 0) return
    if (this.pre > 0) {
      const [first = '', ...others] = text.split('\n')
      this.put(first)
      for (const line of others) {
        this.flush({ keepBlank: true })
        this.put(line)
      }
      return
    }
    const words = text.replace(/[\s\u00a0]+/g, ' ')
    const start = words.startsWith(' ') ? 1 : 0
    if (start === 1 && this.current.length > 0) this.spaced = true
    const rest = words.slice(start)
    if (rest === '') return
    if (this.spaced && this.current.length > 0) this.put(' ')
    this.spaced = rest.endsWith(' ')
    this.put(rest.trimEnd())
  }

  comment(comment: string): void {
    // Samsung's mail program.
    if (comment.trim() === 'originalMessage' && this.quoteDepth() === 0) {
      this.breakLine(false)
      this.beginRest()
    }
  }

  close(name: string): void {
    if (EMPTY.has(name)) return
    const open = this.stack.pop()
    if (open === undefined) return
    if (open.href !== null) this.showAddress(open.href)
    if (BLOCKS.has(name) || (open.kind !== null && open.kind !== 'hidden')) this.breakLine(ROOMY.has(name))
    else if (name === 'td' || name === 'th') this.text(' ')
    if (name === 'pre') this.pre -= 1
    if (open.kind !== null) this.counts[open.kind] -= 1
    if (open.kind === 'container') this.settle(open.from)
  }

  end(): { lines: Line[]; quoted: boolean } {
    this.flush({ keepBlank: false })
    return { lines: this.lines, quoted: this.quoted }
  }

  private quoteDepth(): number {
    return this.counts.quote
  }

  private beginRest(): void {
    this.below = true
    this.quoted = true
  }

  /** In a container what stands above the first quote says who wrote it; without any quote all of it was there before. */
  private settle(from: number): void {
    const depth = this.counts.quote
    const inside = this.lines.slice(from)
    const first = inside.findIndex((line) => line.mark === 'quote' && line.depth > depth)
    const above = first === -1 ? inside.length : first
    for (let index = from; index < from + above; index += 1) {
      const line = this.lines[index]
      if (line?.mark === 'own') this.lines[index] = { ...line, mark: first === -1 ? 'rest' : 'attribution' }
    }
    if (inside.some((line) => line.text !== '')) this.quoted = true
  }

  private put(words: string): void {
    if (words === '') return
    this.current.push(words)
    if (this.link !== null && this.link.length < SHOWN_MAX_CHARS) this.link += words
  }

  /** A link whose words hide its address is followed by it. */
  private showAddress(href: string): void {
    const shown = this.link ?? ''
    this.link = null
    if (this.counts.hidden > 0 || bare(shown) === bare(href) || shown.trim() === '') return
    this.put(` (${href})`)
  }

  private breakLine(roomy: boolean): void {
    this.flush({ keepBlank: false })
    const last = this.lines.at(-1)
    if (roomy && last !== undefined && last.text !== '') this.push('')
  }

  private flush({ keepBlank }: { keepBlank: boolean }): void {
    const line = this.current.join('').replaceAll('\u00a0', ' ').trimEnd()
    this.current = []
    this.spaced = false
    if (line !== '' || keepBlank) this.push(line)
  }

  private push(text: string): void {
    const mark = this.mark()
    if (mark === 'quote' || mark === 'attribution' || mark === 'forward') this.quoted = true
    this.lines.push({ text, mark, depth: this.counts.quote })
  }

  private mark(): Mark {
    if (this.counts.quote > 0) return 'quote'
    if (this.below) return 'rest'
    if (this.counts.forward > 0) return 'forward'
    if (this.counts.attribution > 0) return 'attribution'
    if (this.counts.signature > 0) return 'signature'
    return this.counts.indent > 0 ? 'indent' : 'own'
  }
}

/** An address as people write it. */
const bare = (address: string): string =>
  address
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/\/$/, '')
    .trim()
    .toLowerCase()
