import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { mailsOfTrial } from './mime/mails.ts'
import { ordinaryMails } from './mime/ordinary.ts'
import { type ReaderName, READERS, readers } from './mime/readers.ts'

const HELP = `npm run bench:mime [-- --json] [--faults] [--reader NAME] [--only WORD]

Reads the hostile mails of test/mail/mime/hostile with postal-mime, mailparser and the service's own reader, and says which words, files
and heads come out right, in what time and with how much memory above the mail itself. Mails that press on limits are read in a process of
their own each; one that takes longer than two minutes counts as never. Then ordinary mails, one after the other: how many in a second.

  --json          one JSON document as the last line
  --faults        every mail that is read wrongly
  --reader NAME   one of ${READERS.join(', ')} (more than once for more)
  --only WORD     mails with this word in their name
`
const LONGEST_MS = 120_000

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    reader: { type: 'string', multiple: true },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

interface Line {
  readonly reader: ReaderName
  readonly kind: string
  readonly mail: string
  readonly bytes: number
  readonly ms: number
  readonly cpuMs: number
  readonly peakMiB: number
  readonly faults: readonly string[]
}

const chosen = READERS.filter((name) => values.reader === undefined || values.reader.includes(name))
const trial = mailsOfTrial()
const lines: Line[] = []
for (const reader of chosen) lines.push(...(await tried(reader)))
const speeds = values.only === undefined ? await speedsOf(chosen) : []

if (values.faults) {
  for (const { reader, mail, faults } of lines) {
    if (faults.length > 0) process.stderr.write(`${reader}: ${mail}: ${faults.join('; ')}\n`)
  }
}
if (values.json) process.stdout.write(`${JSON.stringify({ mails: lines, ordinary: speeds })}\n`)
else print()

async function tried(reader: ReaderName): Promise<Line[]> {
  const found: Line[] = []
  const wanted = [...trial.entries()].filter(
    ([, { mail }]) => values.only === undefined || mail.name.includes(values.only),
  )
  const small = wanted.filter(([, { kind }]) => kind !== 'size')
  for (const [first, last] of runs(small.map(([index]) => index))) found.push(...(await run(reader, first, last + 1)))
  for (const [index, { kind }] of wanted) if (kind === 'size') found.push(...(await run(reader, index, index + 1)))
  return found
}

/** Numbers that follow each other, as first and last. */
function runs(indexes: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  for (const index of indexes) {
    const last = found.at(-1)
    if (last !== undefined && last[1] === index - 1) last[1] = index
    else found.push([index, index])
  }
  return found
}

/** Mails that no line came for were never read. */
async function run(reader: ReaderName, from: number, to: number): Promise<Line[]> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'mime', 'one.ts'), reader, String(from), String(to)],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const found: Line[] = []
  for await (const line of createInterface({ input: child.stdout })) found.push(JSON.parse(line) as Line)
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  clearTimeout(timer)
  const never = trial.slice(from + found.length, to).map(({ kind, mail }) => ({
    ...{ reader, kind, mail: mail.name, bytes: mail.bytes().length, ms: LONGEST_MS, cpuMs: LONGEST_MS, peakMiB: 0 },
    faults: [child.signalCode === 'SIGKILL' ? 'never ends' : 'the process ended'],
  }))
  return [...found, ...never]
}

async function speedsOf(
  names: readonly ReaderName[],
): Promise<{ reader: ReaderName; mail: string; perSecond: number }[]> {
  const speeds: { reader: ReaderName; mail: string; perSecond: number }[] = []
  for (const reader of names) {
    for (const { name, bytes, times } of ordinaryMails()) {
      for (let round = 0; round < times / 4; round += 1) await readers[reader](bytes)
      const { user, system } = process.cpuUsage()
      for (let round = 0; round < times; round += 1) await readers[reader](bytes)
      const used = process.cpuUsage({ user, system })
      speeds.push({ reader, mail: name, perSecond: Math.round((times * 1_000_000) / (used.user + used.system)) })
    }
  }
  return speeds
}

function print(): void {
  const kinds = [...new Set(lines.map(({ kind }) => kind))]
  for (const reader of chosen) {
    const own = lines.filter((line) => line.reader === reader)
    const right = (kind: string): string => {
      const some = own.filter((line) => line.kind === kind)
      return `${kind} ${String(some.filter(({ faults }) => faults.length === 0).length)}/${String(some.length)}`
    }
    const all = own.filter(({ faults }) => faults.length === 0).length
    process.stdout.write(
      `${reader.padEnd(12)} right ${String(all)}/${String(own.length)}: ${kinds.map(right).join(', ')}\n`,
    )
  }
  process.stdout.write(`\n${'mail'.padEnd(58)}${chosen.map((name) => `${name} ms, MiB`.padStart(24)).join('')}\n`)
  for (const { mail } of trial) {
    const cells = chosen.map((reader) => lines.find((line) => line.reader === reader && line.mail === mail.name))
    if (cells.every((cell) => cell === undefined)) continue
    process.stdout.write(`${mail.name.slice(0, 57).padEnd(58)}${cells.map(cellOf).join('')}\n`)
  }
  for (const { reader, mail, perSecond } of speeds) {
    process.stdout.write(
      `${reader.padEnd(12)} ${mail.padEnd(40)} ${String(perSecond).padStart(6)} a second of processor time\n`,
    )
  }
}

const cellOf = (line: Line | undefined): string =>
  line === undefined
    ? ''.padStart(24)
    : `${line.faults.length === 0 ? '' : 'wrong '}${line.cpuMs.toFixed(1)}, ${String(line.peakMiB)}`.padStart(24)
