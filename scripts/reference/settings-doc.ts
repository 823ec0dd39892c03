import { accountSections } from '../../src/config/account.ts'
import { isRequired, metaOf, type Section, shapeOf } from '../../src/config/field.ts'
import { serviceSections } from '../../src/config/service.ts'
import type { ConnectorDeclaration } from '../../src/kit/connector.ts'
import { table } from './markdown.ts'

export const serviceTables = (): string => serviceSections.map(sectionText).join('\n\n')

export const accountTables = (): string => accountSections.map(sectionText).join('\n\n')

/** The names of every built connector that has some of its own. */
export function connectorTables(connectors: readonly ConnectorDeclaration[]): string {
  return connectors
    .filter(({ open }) => open !== undefined)
    .map(({ name, manifest, config }) => {
      const shape = shapeOf(config)
      if (Object.keys(shape).length === 0)
        return `### ${manifest.label}\n\n\`CONNECTOR=${name}\` has no names of its own.`
      return sectionText({
        title: manifest.label,
        intro: `Names of \`CONNECTOR=${name}\` besides those of every account.`,
        shape,
      })
    })
    .join('\n\n')
}

function sectionText({ title, intro, shape }: Section): string {
  const rows = Object.entries(shape).map(([name, field]) => {
    const meta = metaOf(name, field)
    const words = [
      isRequired(field) ? '**Needed.**' : '',
      meta.description,
      meta.secret === true ? `Secret; also as \`${name}_FILE\`.` : '',
      meta.notUsedYet === true ? '*Not used yet.*' : '',
    ]
    return [code(name), words.filter((word) => word !== '').join(' '), code(meta.default ?? ''), code(meta.example)]
  })
  return `### ${title}\n\n${intro}\n\n${table(['Name', 'What it does', 'Default', 'Example'], rows)}`
}

const code = (text: string): string => (text === '' ? '' : `\`${text}\``)
