import { LINT_RULES, type LintRule, type RuleSetting, USUAL } from '../../src/domain/lint/rules.ts'
import { severityOf } from '../../src/domain/linter.ts'
import type { ConnectorDeclaration } from '../../src/kit/connector.ts'
import { table } from './markdown.ts'

/** Every rule at every connector: how it counts in an answer and in a notification. */
export function rulesTable(connectors: readonly ConnectorDeclaration[]): string {
  const rows = LINT_RULES.map((rule) => [
    `\`${rule}\``,
    ...connectors.map(({ manifest }) => {
      const reply = severityOf(rule, manifest.textRules, 'reply')
      const notification = severityOf(rule, manifest.textRules, 'delayed')
      return reply === notification ? reply : `${reply} / ${notification}`
    }),
  ])
  return table(['Rule', ...connectors.map(({ manifest }) => manifest.label)], rows)
}

/** What each rule rests on, connector by connector; first where no connector says anything. */
export function groundTables(connectors: readonly ConnectorDeclaration[]): string {
  const usual = table(
    ['Rule', 'Answer', 'Notification', 'Ground'],
    LINT_RULES.map((rule) => row(rule, USUAL[rule])),
  )
  const own = connectors.map(({ manifest }) => {
    const rules = LINT_RULES.flatMap((rule) => {
      const setting = manifest.textRules.rules?.[rule]
      return setting === undefined ? [] : [row(rule, setting)]
    })
    return `### ${manifest.label}\n\n${table(['Rule', 'Answer', 'Notification', 'Ground'], rules)}`
  })
  return [`### Where a marketplace says nothing else\n\n${usual}`, ...own].join('\n\n')
}

const row = (rule: LintRule, { reply, notification, source }: RuleSetting): string[] => [
  `\`${rule}\``,
  reply,
  notification,
  `${source}.`,
]
