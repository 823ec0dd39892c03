import EmailReplyParser from 'email-reply-parser'
import { parseArgs } from 'node:util'
import { judge, type Judged } from '../test/mail/trim/set/score.ts'

const HELP = `npm run bench:trim [-- --json] [--misses] [--half first|second]

Cuts every mail of test/mail/trim/set, once by its plain part and once by its HTML alone, and prints by client and by language how many are
left with exactly the words that are new. The second half was written apart from the rules (test/mail/trim/set/replies.ts).

  --json     one JSON document as the last line
  --misses   what was left of each mail that is not right
  --half     one half alone
`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    half: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const wanted = (one: Judged): boolean => values.half === undefined || one.reply.half === values.half
const started = performance.now()
const judged = judge().filter(wanted)
const seconds = (performance.now() - started) / 1000
const library = new EmailReplyParser()
const alone = judge(({ text }) => library.parseReply(text)).filter(wanted)

interface Row {
  readonly name: string
  readonly first: string
  readonly second: string
  readonly right: number
  readonly of: number
}

const halves = (some: readonly Judged[], half: string): string => {
  const of = some.filter((one) => one.reply.half === half)
  return of.length === 0 ? '-' : `${String(of.filter((one) => one.right).length)}/${String(of.length)}`
}

function row(name: string, some: readonly Judged[]): Row {
  return {
    name,
    first: halves(some, 'first'),
    second: halves(some, 'second'),
    right: some.filter((one) => one.right).length,
    of: some.length,
  }
}

function rowsBy(key: (one: Judged) => string): Row[] {
  return [...Map.groupBy(judged, key)].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, some]) => row(name, some))
}

function table(title: string, rows: readonly Row[]): void {
  process.stdout.write(
    `${title.padEnd(22)}${'first half'.padStart(12)}${'second half'.padStart(13)}${'share'.padStart(8)}\n`,
  )
  for (const { name, first, second, right, of } of rows) {
    process.stdout.write(
      `${name.padEnd(22)}${first.padStart(12)}${second.padStart(13)}${(right / of).toFixed(3).padStart(8)}\n`,
    )
  }
  process.stdout.write('\n')
}

const byClient = rowsBy((one) => one.reply.client)
const byLanguage = rowsBy((one) => one.reply.language)
const byForm = rowsBy((one) => one.reply.form)
const byVariant = rowsBy((one) => one.variant)
const all = row('all', judged)
const misses = judged.filter((one) => !one.right)
const lost = misses.filter((one) => one.lost).length

table('client', byClient)
table('language', byLanguage)
table('form', byForm)
table('by', [...byVariant, all, row('library alone', alone)])
process.stdout.write(
  `${String(judged.length)} mails in ${seconds.toFixed(2)} s; ${String(misses.length)} misses, ${String(lost)} of them without words that are new\n`,
)
for (const { reply, variant, got } of misses) {
  process.stdout.write(`miss: ${reply.id}, ${variant}\n`)
  if (values.misses)
    process.stdout.write(`  expected ${JSON.stringify(reply.expected)}\n  got      ${JSON.stringify(got)}\n`)
}
if (values.json) {
  const document = {
    mails: judged.length,
    seconds: Number(seconds.toFixed(3)),
    all,
    libraryAlone: row('library alone', alone),
    byClient,
    byLanguage,
    byForm,
    byVariant,
    lost,
    misses: misses.map(({ reply, variant, lost: cut }) => ({ id: reply.id, variant, lost: cut })),
  }
  process.stdout.write(`${JSON.stringify(document)}\n`)
}
