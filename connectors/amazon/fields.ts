import { type Field, fieldOf } from './labels.ts'

/** One article of a notice. */
export type Row = Partial<Readonly<Record<Field, string>>>

/** What a notice says by labels: of the whole, and of each article. */
export interface Facts {
  readonly whole: Row
  readonly rows: readonly Row[]
}

const TEXT_MAX_CHARS = 200_000
const HTML_MAX_CHARS = 1_000_000
const ROWS_MAX = 50
const VALUE_MAX_CHARS = 2000
/** What stands in each article's block and begins the next one where it comes again. */
const OF_ARTICLES: readonly Field[] = ['article', 'asin', 'sku', 'quantity', 'reason', 'comment']
/** Columns of the table of articles, where its head cannot be read: BEHAVIOR.md, notices. */
const COLUMNS: readonly Field[] = ['article', 'asin', 'sku', 'quantity', 'reason', 'comment']
const ASIN = /^(?:B0[A-Z0-9]{8}|\d{9}[\dX])$/

/** Reads labelled lines of the text, and the table of articles in the HTML where there is one. */
export function factsOf({ text, html }: { readonly text: string; readonly html: string | null }): Facts {
  const lines = labelled(text.slice(0, TEXT_MAX_CHARS))
  const whole: Record<string, string> = {}
  let rows: Record<string, string>[] = [{}]
  for (const [field, value] of lines) {
    if (!OF_ARTICLES.includes(field)) {
      whole[field] ??= value
      continue
    }
    if (rows.at(-1)?.[field] !== undefined && rows.length < ROWS_MAX) rows.push({})
    const row = rows.at(-1)
    if (row !== undefined) row[field] ??= value
  }
  const table = tableOf(html)
  if (table.length > 0) rows = table.map((row) => ({ ...row }))
  return { whole, rows: rows.filter((row) => Object.keys(row).length > 0) }
}

/** `Label: value`, or the label and its value in the next line that has words. */
function labelled(text: string): (readonly [Field, string])[] {
  const lines = text.split('\n').map((line) => line.replace(/^[\s•*·>-]+/u, '').trim())
  return lines.flatMap((line, index): (readonly [Field, string])[] => {
    const [, label = '', given = ''] = /^([^::\t]{2,60}?)\s*[::\t]\s*(.*)$/u.exec(line) ?? []
    const field = fieldOf(label)
    if (field === undefined) return []
    const next = lines.slice(index + 1, index + 4).find((other) => other !== '') ?? ''
    const value = given !== '' ? given : isLabel(next) ? '' : next
    return value === '' ? [] : [[field, value.slice(0, VALUE_MAX_CHARS)]]
  })
}

const isLabel = (line: string): boolean => fieldOf(/^([^::\t]{2,60}?)\s*[::\t]/u.exec(line)?.[1] ?? '') !== undefined

/** Rows of tables in which one cell is an ASIN; cells by the table's head, else by their place beside the ASIN. */
function tableOf(html: string | null): Row[] {
  if (html === null || html.length > HTML_MAX_CHARS) return []
  let head: readonly (Field | undefined)[] = []
  return Array.from(html.matchAll(/<tr\b[^<>]*>([\s\S]{0,20000}?)<\/tr\s*>/giu), ([, inner = '']) => {
    const cells = cellsOf(inner)
    const fields = cells.map((cell) => fieldOf(cell.replace(/:$/u, '')))
    if (fields.filter((field) => field !== undefined).length >= 3) {
      head = fields
      return {}
    }
    const asin = cells.findIndex((cell) => ASIN.test(cell))
    return asin === -1 ? {} : rowOf(cells, head.length === cells.length ? head : placed(cells, asin))
  })
    .filter((row) => row.asin !== undefined)
    .slice(0, ROWS_MAX)
}

const placed = (cells: readonly string[], asin: number): (Field | undefined)[] =>
  cells.map((_, index) => COLUMNS[index - asin + 1])

const rowOf = (cells: readonly string[], fields: readonly (Field | undefined)[]): Row =>
  Object.fromEntries(
    cells.flatMap((cell, index) => {
      const field = fields[index]
      return field === undefined || cell === '' ? [] : [[field, cell.slice(0, VALUE_MAX_CHARS)]]
    }),
  )

/** Tables within cells are taken apart with them: only what stands in a cell itself counts. */
const cellsOf = (row: string): string[] =>
  Array.from(row.matchAll(/<t[dh]\b[^<>]*>([\s\S]{0,10000}?)<\/t[dh]\s*>/giu), ([, cell = '']) => wordsOf(cell))

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" }

const wordsOf = (cell: string): string =>
  cell
    .replace(/<[^<>]*>/gu, ' ')
    .replace(/&(?:#(\d{1,6})|([a-z]{2,6}));/giu, (entity, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[(name ?? '').toLowerCase()] ?? entity) : String.fromCodePoint(Number(code)),
    )
    .replace(/\s+/gu, ' ')
    .trim()
