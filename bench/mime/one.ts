/** Reads mails of the trial with one reader in a process of its own, and says what came of each: one line of JSON for each mail. */
import { faultsOf } from '../../test/mail/mime/hostile/judge.ts'
import { mailsOfTrial } from './mails.ts'
import { type ReaderName, READERS, readers } from './readers.ts'

const [, , wanted = '', from = '0', to = '0'] = process.argv
const reader = READERS.find((name): name is ReaderName => name === wanted)
if (reader === undefined) throw new Error(`no such reader: ${wanted}`)

for (const { kind, mail } of mailsOfTrial().slice(Number(from), Number(to))) {
  const bytes = mail.bytes()
  global.gc?.()
  const before = memory()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, memory())), 2)
  const cpu = process.cpuUsage()
  const started = performance.now()
  let faults: string[]
  try {
    const reading = await readers[reader](bytes)
    peak = Math.max(peak, memory())
    faults = faultsOf(mail, reading)
  } catch (error) {
    faults = [`thrown: ${error instanceof Error ? error.message.slice(0, 80) : 'something'}`]
  }
  clearInterval(watch)
  const { user, system } = process.cpuUsage(cpu)
  const line = {
    reader,
    kind,
    mail: mail.name,
    bytes: bytes.length,
    ms: Math.round((performance.now() - started) * 10) / 10,
    cpuMs: Math.round((user + system) / 100) / 10,
    peakMiB: Math.round((peak - before) / 1024 / 1024),
    faults: faults.slice(0, 3),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
process.exit(0)

function memory(): number {
  return process.memoryUsage().rss
}
