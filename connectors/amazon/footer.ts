import type { ParsedMail } from '../../src/domain/mail.ts'
import { type Frame, frameOf } from './frame.ts'
import { isAmazonHost } from './sites.ts'

/** What the footer of a buyer's message offers. Addresses are shown to agents and never fetched. */
export interface Footer {
  /** The signed address that takes the message out of the response time. */
  readonly noResponse?: string
  /** The case in the seller's inbox. */
  readonly url?: string
  readonly caseId?: string
}

const CASE_ID = /^[a-z0-9][a-z0-9-]{5,63}$/i
/** More links are no footer. */
const LINKS_MAX = 60
const HTML_MAX_CHARS = 1_000_000

/**
 * Reads the footer. Only links after the end marker count, in text and HTML each by itself: what stands before it was typed by the buyer.
 * Only https, only hosts of Amazon's.
 */
export function footerOf(mail: ParsedMail, frame: Frame | undefined): Footer {
  const links = [...inText(frame?.foot ?? ''), ...inHtml(mail.html)].flatMap(trusted)
  const noResponse = links.find(({ pathname }) => /\/no-response-needed(?:\.html)?\/?$/i.test(pathname))
  const cases = links.filter(({ pathname }) => /\/messaging\/(?:inbox|thread|case)/i.test(pathname))
  const inbox = cases.find((link) => caseIn(link) !== undefined) ?? cases[0]
  const id = inbox === undefined ? undefined : caseIn(inbox)
  return {
    ...(noResponse === undefined ? {} : { noResponse: noResponse.href }),
    ...(inbox === undefined ? {} : { url: inbox.href }),
    ...(id === undefined ? {} : { caseId: id.toLowerCase() }),
  }
}

/** `?fi=caseId&ss=<id>&cc=<id>`; also `fi=caseId:<id>` and `caseId=<id>`. */
function caseIn({ searchParams }: URL): string | undefined {
  const filter = /^caseid\W+(.+)$/i.exec(searchParams.get('fi') ?? '')?.[1]
  const given = [searchParams.get('cc'), searchParams.get('ss'), searchParams.get('caseId'), filter]
  return given.find((value): value is string => typeof value === 'string' && CASE_ID.test(value))
}

function inText(foot: string): string[] {
  return Array.from(foot.slice(0, 100_000).matchAll(/https:\/\/[^\s<>"'()[\]]+/giu), ([link]) => link)
    .map((link) => link.replace(/[.,;:]+$/u, ''))
    .slice(0, LINKS_MAX)
}

/** Stands for the n-th link in a text made of HTML; private-use letters that no mail keeps. */
const OPEN = '\uE000'
const CLOSE = '\uE001'

function inHtml(html: string | null): string[] {
  if (html === null || html.length > HTML_MAX_CHARS) return []
  const links: string[] = []
  const text = html
    .replace(/[\uE000\uE001]/gu, '')
    .replace(/<!--[\s\S]*?(?:-->|$)/gu, '')
    .replace(/<(style|script|head|title)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/giu, '')
    .replace(
      /<a\b[^<>]{0,4000}?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s<>"']+))[^<>]*>/giu,
      (_, ...given: unknown[]) => {
        const href = given.slice(0, 3).find((value): value is string => typeof value === 'string') ?? ''
        return `${OPEN}${String(links.push(plain(href).trim()) - 1)}${CLOSE}`
      },
    )
    .replace(/<(?:br|\/?p|\/?div|\/?tr|\/?td|\/?pre|\/?table)\b[^<>]*>/giu, '\n')
    .replace(/<[^<>]*>/gu, '')
  const foot = frameOf(plain(text))?.foot ?? ''
  return Array.from(foot.matchAll(/\uE000(\d+)\uE001/gu), ([, index]) => links[Number(index)] ?? '').slice(0, LINKS_MAX)
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  nbsp: ' ',
  quot: '"',
  lt: '<',
  gt: '>',
  ndash: '–',
  mdash: '—',
  dash: '‐',
  hyphen: '‐',
  oacute: 'ó',
  eacute: 'é',
}

/** Entities as letters, as far as markers and addresses have any. */
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/giu, (entity, ...[decimal, hex, name]: unknown[]) => {
    if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? entity
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : entity
  })

function trusted(link: string): URL[] {
  if (link.length > 4000 || !URL.canParse(link)) return []
  const url = new URL(link)
  const clean = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === ''
  return clean && isAmazonHost(url.hostname) ? [url] : []
}
