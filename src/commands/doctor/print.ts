import { styleText } from 'node:util'
import { counted, type Finding } from './finding.ts'

export interface PrintOptions {
  readonly colors: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
}

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** A title longer than this stands on a line of its own. */
const TITLE_MAX = 22
const MARGIN = '  '

type Mark = 'good' | 'note' | 'warning' | 'error'

interface Line {
  readonly mark: Mark
  readonly title: string
  /** Each begins on a line of its own. */
  readonly details: readonly string[]
  readonly remedy?: string | undefined
}

const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly style: Style }>> = {
  good: { sign: '✓', style: 'green' },
  note: { sign: '–', style: 'dim' },
  warning: { sign: '!', style: 'yellow' },
  error: { sign: '✗', style: 'red' },
}

const markOf = ({ ok, level, note }: Finding): Mark => (note === true ? 'note' : ok ? 'good' : level)

/** All findings under their headings, and a line that sums them up. */
export function readable(findings: readonly Finding[], options: PrintOptions): string {
  const paint = (style: Style, text: string): string =>
    options.colors ? styleText(style, text, { validateStream: false }) : text
  const areas = [...Map.groupBy(findings, ({ area }) => area)].map(([area, own]) => {
    const lines = own.length === 0 ? [] : folded(own)
    const width = Math.min(TITLE_MAX, Math.max(...lines.map(({ title }) => title.length)))
    return `${paint('bold', area)}\n${lines.map((line) => printed(line, { width, paint, ...options })).join('')}`
  })
  return `${areas.join('\n')}\n${summary(findings, paint)}\n`
}

/** Findings of one fold share a heading, at the place of the first. */
function folded(findings: readonly Finding[]): Line[] {
  const folds = Map.groupBy(findings, ({ fold, ok }) => (ok ? fold : undefined))
  return findings.flatMap((finding): Line[] => {
    const { ok, title, detail, remedy, fold } = finding
    const mark = markOf(finding)
    if (fold === undefined || !ok) return [{ mark, title, details: [detail], remedy }]
    const alike = folds.get(fold) ?? []
    if (alike[0] !== finding) return []
    return [{ mark, title: fold, details: mark === 'note' ? byReason(alike) : [listed(alike)] }]
  })
}

const listed = (findings: readonly Finding[]): string =>
  findings.map(({ title, detail, fold }) => (fold === 'rights' ? `${title} (${detail})` : title)).join(', ')

function byReason(findings: readonly Finding[]): string[] {
  const reasons = Map.groupBy(findings, ({ detail }) => detail.replace(/^not (available|told): /, ''))
  return [...reasons].map(([reason, alike]) => `${alike.map(({ title }) => title).join(', ')}: ${reason}`)
}

interface Layout extends PrintOptions {
  readonly width: number
  readonly paint: (style: Style, text: string) => string
}

function printed({ mark, title, details, remedy }: Line, { width, paint, columns }: Layout): string {
  const { sign, style } = MARKS[mark]
  const indent = ' '.repeat(MARGIN.length + 2 + width + 2)
  const room = Math.max(30, columns - indent.length)
  const isFault = mark === 'warning' || mark === 'error'
  const head = `${MARGIN}${paint(style, sign)} ${isFault ? paint(style, title) : title}`
  const gap = title.length <= width ? ' '.repeat(width - title.length + 2) : `\n${indent}`
  const hanging = details.length > 1 ? '  ' : ''
  const body = details
    .flatMap((detail) =>
      wrapped(detail, room - hanging.length)
        .join(`\n${hanging}`)
        .split('\n'),
    )
    .map((line) => (mark === 'note' ? paint('dim', line) : line))
  const first = `${head}${gap}${body.join(`\n${indent}`)}\n`
  if (remedy === undefined) return first
  return `${first}${indent}${paint('cyan', '→')} ${wrapped(remedy, room - 2).join(`\n${indent}  `)}\n`
}

function summary(findings: readonly Finding[], paint: Layout['paint']): string {
  const errors = findings.filter(({ ok, level }) => !ok && level === 'error').length
  const warnings = findings.filter(({ ok, level }) => !ok && level === 'warning').length
  const counts = [
    `${counted(findings.length, 'check')}`,
    ...(errors === 0 ? [] : [paint('red', counted(errors, 'error'))]),
    ...(warnings === 0 ? [] : [paint('yellow', counted(warnings, 'warning'))]),
  ]
  const word =
    errors > 0
      ? 'Something stands in the way: see ✗ above.'
      : warnings > 0
        ? 'Nothing stands in the way; look at what is marked ! above.'
        : 'All is well.'
  return `${counts.join(', ')}. ${paint('bold', word)}`
}

/** Broken between words; a longer word stands by itself. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
