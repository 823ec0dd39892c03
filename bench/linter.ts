import { parseArgs } from 'node:util'
import { isHeldOut, type LintText, lintTexts, measure, type RuleScore } from '../test/domain/lint-texts.ts'
import { FLOORS } from '../test/domain/lint-floors.ts'

const HELP = `npm run bench:linter [-- --json] [--faults]

Looks through the texts of test/domain/lint-texts and prints by rule how many of its findings are right (precision) and how many of the
places it should find it finds (recall). Exit code 1 where a rule falls below its floor (test/domain/lint-floors.ts).

  --json     one JSON document as the last line
  --faults   every text that is judged wrongly
`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const texts = lintTexts()
const started = performance.now()
const { scores, judged } = measure(texts)
const seconds = (performance.now() - started) / 1000
const heldOut = texts.filter(isHeldOut)
const below = scores.filter(
  ({ rule, precision, recall }) => precision < FLOORS[rule].precision || recall < FLOORS[rule].recall,
)

if (values.faults) {
  for (const { text, missed, wrong } of judged) {
    if (missed.length + wrong.length === 0) continue
    const faults = [...missed.map((rule) => `missed ${rule}`), ...wrong.map((rule) => `wrong ${rule}`)]
    process.stderr.write(`${text.id} ${faults.join(', ')}: ${text.text.replaceAll('\n', ' ')}\n`)
  }
}
if (values.json) {
  const document = {
    texts: texts.length,
    good: texts.filter(({ expected }) => expected.length === 0).length,
    seconds: Number(seconds.toFixed(3)),
    rules: scores,
    all: total(texts),
    heldOut: { texts: heldOut.length, ...total(heldOut) },
    below: below.map(({ rule }) => rule),
  }
  process.stdout.write(`${JSON.stringify(document)}\n`)
} else {
  process.stdout.write(table(scores))
  process.stdout.write(line('all', total(texts)))
  process.stdout.write(line('held out', total(heldOut)))
  process.stdout.write(`${String(texts.length)} texts in ${seconds.toFixed(2)} s\n`)
  for (const { rule } of below) process.stdout.write(`below its floor: ${rule}\n`)
}
process.exitCode = below.length > 0 ? 1 : 0

type Counts = Omit<RuleScore, 'rule'>

function total(some: readonly LintText[]): Counts {
  const rules = measure(some).scores
  const sum = (field: 'right' | 'wrong' | 'missed'): number => rules.reduce((all, score) => all + score[field], 0)
  const [right, wrong, missed] = [sum('right'), sum('wrong'), sum('missed')]
  return { right, wrong, missed, precision: right / (right + wrong), recall: right / (right + missed) }
}

function table(rows: readonly RuleScore[]): string {
  const head = `${'rule'.padEnd(16)}${['right', 'wrong', 'missed', 'precision', 'recall'].map((word) => word.padStart(10)).join('')}\n`
  return `${head}${rows.map((row) => line(row.rule, row)).join('')}`
}

function line(name: string, { right, wrong, missed, precision, recall }: Counts): string {
  const cells = [right, wrong, missed].map(String).concat(precision.toFixed(3), recall.toFixed(3))
  return `${name.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join('')}\n`
}
