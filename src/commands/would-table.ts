import type { Would } from '../flows/dry-run.ts'
import type { WouldWatch } from '../flows/notify-dry-watch.ts'

/** What comes first: what leaves, what leaves later, what cannot, what does not. */
const ORDER: readonly Would['verdict'][] = ['send', 'later', 'fail', 'suppress', 'done']
const HEADER = ['WHAT', 'ACCOUNT', 'KIND', 'RECORD', 'TO', 'WHY']

/** What a run would do, for people: one line each, addresses masked. */
export function wouldTable(would: readonly Would[], { timeZone }: { readonly timeZone: string }): string {
  if (would.length === 0) return '  nothing is due\n'
  const at = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const rows = ORDER.flatMap((verdict) => would.filter((one) => one.verdict === verdict)).map((one) => [
    one.until === undefined ? one.verdict : `${one.verdict} ${at.format(Date.parse(one.until))}`,
    one.account ?? '-',
    one.kind,
    `${one.source.model} ${String(one.source.id)}`,
    one.to_masked ?? '',
    [one.reason === null ? '' : `${one.reason}:`, one.sentence ?? ''].join(' ').trim(),
  ])
  const table = [HEADER, ...rows]
  const widths = HEADER.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()
  const sums = ORDER.flatMap((verdict) => {
    const count = would.filter((one) => one.verdict === verdict).length
    return count === 0 ? [] : [`${verdict} ${String(count)}`]
  })
  return `${[...table.map(line), `  ${sums.join(', ')}`].join('\n')}\n`
}

/** What the watch over parcels would do beside it; empty = nothing. */
export function watchLines({ asks, notes }: WouldWatch): string {
  const asked = Map.groupBy(asks, ({ carrier }) => carrier)
  const lines = [
    ...[...asked].map(([carrier, some]) => `ask ${carrier} for ${some.map(({ reference }) => reference).join(', ')}`),
    ...(notes.length === 0
      ? []
      : [`note what carriers told: ${notes.map(({ model, id }) => `${model} ${String(id)}`).join(', ')}`]),
  ]
  return lines.map((line) => `  ${line}\n`).join('')
}
