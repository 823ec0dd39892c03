import { collectPolicy, POLICY_KINDS, type PolicyRow, verdictFor } from '../../src/domain/policy.ts'
import type { ConnectorDeclaration } from '../../src/kit/connector.ts'
import { table } from './markdown.ts'

/** All connectors side by side: verdict and certainty of each kind. */
export function overviewTable(connectors: readonly ConnectorDeclaration[]): string {
  const policy = collectPolicy(connectors)
  const rows = POLICY_KINDS.map((kind) => [
    `\`${kind}\``,
    ...connectors.map(({ name }) => shortVerdict(verdictFor(policy, name, kind))),
  ])
  return table(['Kind', ...connectors.map(({ manifest }) => manifest.label)], rows)
}

/** Every row with its ground, connector by connector. */
export function sourceTables(connectors: readonly ConnectorDeclaration[]): string {
  const policy = collectPolicy(connectors)
  return connectors
    .map(({ name, manifest }) => {
      const rows = policy.filter(({ marketplace }) => marketplace === name).map(sourceRow)
      return `### ${manifest.label}\n\n${table(['Kind', 'Verdict', 'Ground', 'Looked up'], rows)}`
    })
    .join('\n\n')
}

function sourceRow(row: PolicyRow): string[] {
  const counts = row.countsAsAnswer === undefined ? '' : ` Counts as an answer: ${row.countsAsAnswer}.`
  const condition = row.condition === undefined ? '' : ` Note: ${row.condition}.`
  return [
    `\`${row.kind}\``,
    shortVerdict(row),
    `${row.source}.${condition}${counts}`,
    row.seen === 'never' ? '–' : row.seen,
  ]
}

function shortVerdict({ verdict, channel, certainty }: PolicyRow): string {
  const way = channel === 'none' || channel === verdict ? '' : ` by ${channel}`
  return `${verdict}${way} ${certainty}`
}
