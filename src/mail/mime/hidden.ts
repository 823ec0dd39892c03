/** What a sender's style says of the words in an element; absent = nothing. */
export interface Look {
  /** It and all in it is not shown. */
  readonly hidden: boolean
  /** Its own words are too small to be read; what stands in it may have its own size. */
  readonly tiny?: boolean
  readonly color?: string
  readonly background?: string
}

export const PLAIN_LOOK: Look = { hidden: false }

const SHEET_MAX_CHARS = 200_000

/** Looks that style sheets give to class names and ids (`.preheader`, `#top`), outside of media queries: those speak of other screens. */
export function sheetLooks(css: string): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>()
  let depth = 0
  let start = 0
  let selector = ''
  const sheet = css.slice(0, SHEET_MAX_CHARS)
  for (let at = 0; at < sheet.length; at += 1) {
    const char = sheet[at]
    if (char === '{') {
      if (depth === 0) selector = sheet.slice(start, at).trim()
      depth += 1
      start = at + 1
    } else if (char === '}') {
      depth = Math.max(0, depth - 1)
      if (depth === 0 && !selector.startsWith('@')) addLooks(looks, selector, sheet.slice(start, at))
      start = at + 1
    }
  }
  return looks
}

function addLooks(looks: Map<string, Look>, selectors: string, declarations: string): void {
  const look = styleLook(declarations)
  if (!look.hidden && look.tiny !== true) return
  for (const selector of selectors.split(',')) {
    const name = /^\s*(?:[a-z0-9]+)?([.#][\w-]+)\s*$/i.exec(selector)?.[1]
    if (name !== undefined) looks.set(name, look)
  }
}

/** @param style declarations as in a style attribute */
export function styleLook(style: string): Look {
  const rules = new Map<string, string>()
  for (const declaration of style.slice(0, 4000).split(';')) {
    const colon = declaration.indexOf(':')
    if (colon < 0) continue
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
      .toLowerCase()
    rules.set(declaration.slice(0, colon).trim().toLowerCase(), value)
  }
  const background = colorOf(rules.get('background-color') ?? rules.get('background'))
  const color = colorOf(rules.get('color'))
  return {
    hidden: isHidden(rules),
    ...(rules.has('font-size') ? { tiny: isTiny(rules.get('font-size') ?? '') } : {}),
    ...(color === undefined ? {} : { color }),
    ...(background === undefined ? {} : { background }),
  }
}

function isHidden(rules: ReadonlyMap<string, string>): boolean {
  if (rules.get('display') === 'none' || rules.get('visibility') === 'hidden') return true
  if (rules.get('mso-hide') === 'all') return true
  if (/^0(?:\.0+)?%?$/.test(rules.get('opacity') ?? '')) return true
  const cut = /^(?:hidden|clip)$/.test(rules.get('overflow') ?? rules.get('overflow-y') ?? '')
  return cut && ['max-height', 'height', 'max-width', 'width'].some((name) => isNothing(rules.get(name) ?? ''))
}

const isNothing = (length: string): boolean => /^0(?:\.0+)?(?:px|pt|em|rem|%)?$/.test(length)

/** Up to 1 px nobody can read. */
const isTiny = (size: string): boolean => isNothing(size) || /^(?:0?\.\d+|1(?:\.0+)?)(?:px|pt)$/.test(size)

/** As six hexadecimal digits where it is a plain colour; `other` for what is not understood (a picture, a gradient). */
export function colorOf(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value === 'inherit') return undefined
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])\b/.exec(value)
  if (short !== null && !/^#[0-9a-f]{6}/.test(value))
    return short
      .slice(1, 4)
      .map((digit) => digit + digit)
      .join('')
  const long = /^#([0-9a-f]{6})\b/.exec(value)?.[1]
  if (long !== undefined) return long
  const rgb = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})/.exec(value)
  if (rgb !== null)
    return rgb
      .slice(1, 4)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
  if (value.startsWith('white')) return 'ffffff'
  if (value.startsWith('black')) return '000000'
  return value === 'transparent' || value === 'none' ? undefined : 'other'
}

/** White on white or the like: where nobody set a background, the page is white. */
export const isInvisible = (color: string | undefined, background: string | undefined): boolean =>
  color !== undefined && color !== 'other' && color === (background ?? 'ffffff')
