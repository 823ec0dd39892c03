export const LANGUAGES = ['de', 'en', 'fr', 'it', 'es', 'nl', 'pl', 'cs', 'ru'] as const
export type Language = (typeof LANGUAGES)[number]

/** How a reply stands to what it answers. */
export const FORMS = [
  'top',
  'signature',
  'bottom',
  'inline',
  'nested',
  'disclaimer',
  'forward',
  'forward with words',
  'quote only',
  'no quote',
] as const
export type Form = (typeof FORMS)[number]

/** One part of a reply, in the order in which it is read. */
export type Piece =
  | { readonly kind: 'own'; readonly lines: readonly string[] }
  | { readonly kind: 'quote'; readonly lines: readonly string[]; readonly older?: readonly string[] }
  | { readonly kind: 'signature'; readonly lines: readonly string[] }

/** What a person wrote, before a client makes a mail of it. */
export interface Letter {
  readonly language: Language
  readonly form: Form
  /** Above the attribution. */
  readonly above: readonly Piece[]
  /** Attribution and what stands below it; null = nothing is quoted. */
  readonly below: readonly Piece[] | null
}

export interface Written {
  readonly text: string
  readonly html: string
}

/** How one client writes. */
export interface Client {
  readonly client: string
  readonly languages: readonly Language[]
  readonly forms: readonly Form[]
  /** `Sent from my iPhone` as this client writes it. */
  readonly deviceLine?: Partial<Record<Language, string>>
  readonly write: (letter: Letter) => Written
}

export const SHOP = 'Nordlicht Handel'
export const ADDRESS = 'service@nordlicht.example'

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Addresses as a client shows them in HTML. */
export const linked = (text: string): string =>
  escape(text).replaceAll(ADDRESS, `<a href="mailto:${ADDRESS}">${ADDRESS}</a>`).replaceAll('\n', ' ')

export const withBreaks = (lines: readonly string[]): string => lines.map(escape).join('<br>\n')

export const marks = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '>' : `> ${line}`))
const twice = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '>>' : `>> ${line}`))

interface QuotingForm {
  readonly client: string
  readonly forms?: readonly Form[]
  readonly deviceLine?: Partial<Record<Language, string>>
  readonly attribution: Partial<Record<Language, string>>
  /** Default: with `> `. */
  readonly quoteText?: (lines: readonly string[]) => string[]
  readonly own: (lines: readonly string[]) => string
  readonly quote: (lines: readonly string[], older: string) => string
  readonly signature?: (lines: readonly string[]) => string
  readonly around: (attribution: string, inner: string) => string
}

/** A client that names whom and when in one sentence and marks what it quotes. */
export function quoting(form: QuotingForm): Client {
  const languages = LANGUAGES.filter((language) => form.attribution[language] !== undefined)
  const attributionOf = (language: Language): string => form.attribution[language] ?? ''
  const quoteText = form.quoteText ?? marks
  const pieceText = (piece: Piece): string[] => {
    if (piece.kind !== 'quote') return [...piece.lines]
    return [...quoteText(piece.lines), ...(piece.older === undefined ? [] : ['>', ...twice(piece.older)])]
  }
  const pieceHtml = (piece: Piece): string => {
    if (piece.kind === 'own') return form.own(piece.lines)
    if (piece.kind === 'signature') return form.signature?.(piece.lines) ?? form.own(piece.lines)
    return form.quote(piece.lines, piece.older === undefined ? '' : form.quote(piece.older, ''))
  }
  return {
    client: form.client,
    languages,
    forms: form.forms ?? ['top', 'signature', 'bottom', 'inline', 'nested', 'disclaimer', 'quote only', 'no quote'],
    ...(form.deviceLine === undefined ? {} : { deviceLine: form.deviceLine }),
    write: ({ language, above, below }) => {
      const head = above.map((piece) => pieceText(piece).join('\n'))
      const belowText = (below ?? []).map((piece) => pieceText(piece).join('\n'))
      const text = below === null ? head : [...head, `${attributionOf(language)}\n\n${belowText.join('\n\n')}`]
      const quoted = below === null ? '' : form.around(linked(attributionOf(language)), below.map(pieceHtml).join('\n'))
      return {
        text: `${text.join('\n\n')}\n`,
        html: `<html><head><meta charset="utf-8"></head><body>${above.map(pieceHtml).join('\n')}${quoted}</body></html>`,
      }
    },
  }
}

interface HeaderForm {
  readonly client: string
  readonly forms?: readonly Form[]
  readonly deviceLine?: Partial<Record<Language, string>>
  readonly header: Partial<Record<Language, readonly string[]>>
  /** Line above the header in the plain part. */
  readonly rule?: Partial<Record<Language, string>>
  readonly own: (lines: readonly string[]) => string
  readonly signature?: (lines: readonly string[]) => string
  readonly below: (header: readonly string[], inner: string, rule: string) => string
  readonly body?: (content: string) => string
}

/** A client that puts a block of headers above the whole older mail. */
export function heading(form: HeaderForm): Client {
  const languages = LANGUAGES.filter((language) => form.header[language] !== undefined)
  return {
    client: form.client,
    languages,
    forms: form.forms ?? ['top', 'signature', 'nested', 'disclaimer', 'quote only', 'no quote'],
    ...(form.deviceLine === undefined ? {} : { deviceLine: form.deviceLine }),
    write: ({ language, above, below }) => {
      const header = form.header[language] ?? []
      const rule = form.rule?.[language] ?? ''
      const older = (below ?? []).flatMap((piece) =>
        piece.kind === 'quote' && piece.older !== undefined
          ? [...piece.lines, '', ...header, '', ...piece.older]
          : piece.lines,
      )
      const block = below === null ? [] : [[...(rule === '' ? [] : [rule]), ...header, '', ...older].join('\n')]
      const aboveHtml = above.map((piece) =>
        piece.kind === 'signature' && form.signature !== undefined
          ? form.signature(piece.lines)
          : form.own(piece.lines),
      )
      const belowHtml = below === null ? '' : form.below(header, form.own(older), rule)
      const content = aboveHtml.join('\n') + belowHtml
      return {
        text: `${[...above.map((piece) => piece.lines.join('\n')), ...block].join('\n\n')}\n`,
        html: `<html><head><meta charset="utf-8"><style>p {margin:0}</style></head>${form.body?.(content) ?? `<body>${content}</body>`}</html>`,
      }
    },
  }
}
