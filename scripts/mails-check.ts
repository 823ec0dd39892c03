import { parseArgs } from 'node:util'
import { judge, type JudgedMail, mailFixtures } from '../test/connectors/mail-fixtures.ts'

const HELP = `npm run mails:check [-- --json] [--only CONNECTOR] [--misses]

Reads every mail of connectors/*/fixtures/mails as an account would and compares with its expected.json: what it is, from whom, where an
answer would go, which orders it names, which words are shown. Exit code 1 where one is read wrongly.

  --json            one JSON document as the last line
  --only CONNECTOR  the mails of one connector
  --misses          only what is wrong, and the totals
`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const started = performance.now()
const judged: JudgedMail[] = []
for (const fixture of mailFixtures(values.only)) judged.push(await judge(fixture))
const seconds = (performance.now() - started) / 1000
const wrong = judged.filter(({ misses }) => misses.length > 0)

interface Total {
  readonly name: string
  readonly mails: number
  readonly right: number
}

function totals(name: (one: JudgedMail) => string): Total[] {
  const groups = Map.groupBy(judged, name)
  return [...groups]
    .map(([group, some]) => ({
      name: group,
      mails: some.length,
      right: some.filter(({ misses }) => misses.length === 0).length,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** `message`, or `aside: vacation`. */
const kindOf = ({ fixture: { expect } }: JudgedMail): string =>
  expect.kind === 'aside'
    ? `aside: ${expect.reason ?? 'any'}`
    : `${expect.kind}${expect.role === undefined ? '' : `: ${expect.role}`}`
const gotOf = ({ got }: JudgedMail): string =>
  got.kind === 'aside' ? `aside: ${got.reason}` : `${got.kind}${got.kind === 'message' ? `: ${got.role}` : ''}`

const byKind = totals(kindOf)
const byLanguage = totals(({ fixture: { lang } }) => lang)
const byConnector = totals(({ fixture: { connector } }) => connector)

if (values.json) {
  const document = {
    mails: judged.length,
    right: judged.length - wrong.length,
    seconds: Number(seconds.toFixed(3)),
    connectors: byConnector,
    kinds: byKind,
    languages: byLanguage,
    wrong: wrong.map(({ fixture: { connector, file }, misses }) => ({ connector, file, misses })),
  }
  process.stdout.write(`${JSON.stringify(document)}\n`)
} else {
  const shown = values.misses ? wrong : judged
  const rows = shown.map((one) => [
    one.fixture.connector,
    one.fixture.lang,
    one.fixture.file,
    one.fixture.title,
    kindOf(one),
    gotOf(one),
    one.misses.length === 0 ? 'right' : `wrong: ${one.misses.map(({ field }) => field).join(', ')}`,
  ])
  print(['connector', 'language', 'file', 'what it is', 'expected', 'read as', ''], rows)
  for (const { fixture, misses } of wrong) {
    for (const { field, expected, got } of misses)
      process.stdout.write(
        `\n${fixture.connector} ${fixture.file} ${field}\n  expected ${JSON.stringify(expected)}\n  read as  ${JSON.stringify(got)}\n`,
      )
  }
  for (const [title, some] of [
    ['kind', byKind],
    ['language', byLanguage],
    ['connector', byConnector],
  ] as const) {
    process.stdout.write('\n')
    print(
      [title, 'mails', 'right'],
      some.map(({ name, mails, right }) => [name, String(mails), String(right)]),
    )
  }
  process.stdout.write(
    `\n${String(judged.length)} mails, ${String(judged.length - wrong.length)} read right, ${String(wrong.length)} wrong, ${seconds.toFixed(2)} s\n`,
  )
}
process.exitCode = wrong.length > 0 ? 1 : 0

function print(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`
  process.stdout.write(line(head))
  for (const row of rows) process.stdout.write(line(row))
}
