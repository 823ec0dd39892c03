/**
 * Writes what is generated from the settings, the policy and the alarms: `.env.example`, `accounts/<connector>.env.example`, and the tables in
 * docs/settings.md, docs/policy.md, docs/linter.md and docs/operations.md. With `--check` nothing is written; what is stale is named and the exit code is 1.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { connectors } from '../connectors/index.ts'
import { alarmTable } from './reference/alarm-doc.ts'
import { accountExample, serviceExample } from './reference/examples.ts'
import { groundTables, rulesTable } from './reference/linter-doc.ts'
import { between } from './reference/markdown.ts'
import { overviewTable, sourceTables } from './reference/policy-doc.ts'
import { accountTables, connectorTables, serviceTables } from './reference/settings-doc.ts'

const root = new URL('../', import.meta.url)
const at = (path: string): URL => new URL(path, root)

/** Every generated file with what it should hold. */
function generated(): Map<string, string> {
  const settings = readFileSync(at('docs/settings.md'), 'utf8')
  const policy = readFileSync(at('docs/policy.md'), 'utf8')
  const operations = readFileSync(at('docs/operations.md'), 'utf8')
  const linter = readFileSync(at('docs/linter.md'), 'utf8')
  return new Map([
    ['.env.example', serviceExample()],
    ...connectors
      .filter(({ open }) => open !== undefined)
      .map((declaration) => [`accounts/${declaration.name}.env.example`, accountExample(declaration)] as const),
    [
      'docs/settings.md',
      between(
        between(between(settings, 'service', serviceTables()), 'account', accountTables()),
        'connectors',
        connectorTables(connectors),
      ),
    ],
    [
      'docs/policy.md',
      between(between(policy, 'overview', overviewTable(connectors)), 'sources', sourceTables(connectors)),
    ],
    ['docs/linter.md', between(between(linter, 'rules', rulesTable(connectors)), 'grounds', groundTables(connectors))],
    ['docs/operations.md', between(operations, 'alarms', alarmTable())],
  ])
}

/** Examples of connectors that are gone or not built. */
function leftOver(wanted: ReadonlyMap<string, string>): string[] {
  const examples = existsSync(at('accounts'))
    ? readdirSync(at('accounts')).filter((name) => name.endsWith('.env.example'))
    : []
  return examples.map((name) => `accounts/${name}`).filter((path) => !wanted.has(path))
}

const wanted = generated()
const stale = [...wanted].filter(([path, text]) => !existsSync(at(path)) || readFileSync(at(path), 'utf8') !== text)
const old = leftOver(wanted)

if (process.argv.includes('--check')) {
  for (const path of [...stale.map(([name]) => name), ...old]) console.error(`${path} is stale: npm run reference`)
  process.exitCode = stale.length + old.length > 0 ? 1 : 0
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(at(path).pathname), { recursive: true })
    writeFileSync(at(path), text)
    console.log(path)
  }
  for (const path of old) rmSync(at(path))
}
