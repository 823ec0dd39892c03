/** A pass over a full mailbox in a process of its own, step by step: fetch, sort, place. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { confirmOdoo, openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import type { FlowPorts, OpenAccount } from '../../src/flows/context.ts'
import { emptyCount } from '../../src/flows/count.ts'
import { fetchMail } from '../../src/flows/mail-fetch.ts'
import { sortMails } from '../../src/flows/mail-sort.ts'
import { place } from '../../src/flows/place.ts'
import type { MailReader } from '../../src/mail/ports.ts'
import { part } from '../notify/part.ts'

export interface BoxTask {
  readonly env: Readonly<Record<string, string>>
  /** So many mails get their tickets, then it is enough; whole batches. */
  readonly place: number
}

export interface Step {
  readonly seconds: number
  /** Of the process itself, without mail server, database server and Odoo. */
  readonly cpuSeconds: number
  /** The most memory the process had meanwhile, in bytes. */
  readonly peak: number
}

export interface BoxPassed {
  /** Memory before the first step, in bytes. */
  readonly idle: number
  readonly fetched: number
  readonly placed: number
  readonly messages: number
  readonly fetch: Step
  /** `parseCpuSeconds` and `showCpuSeconds` (HTML made safe) are part of it. */
  readonly sort: Step & { readonly parseCpuSeconds: number; readonly showCpuSeconds: number }
  readonly place: Step
  readonly odooCalls: number
  readonly odooCallsBy: Readonly<Record<string, number>>
}

part(async ({ env, place: most }: BoxTask): Promise<BoxPassed> => {
  const settings = loadSettings({ env, cwd: process.cwd(), registry: connectors })
  const app = await openApp({ settings, registry: connectors, log: pino({ level: 'silent' }) })
  try {
    const [opened] = app.accounts
    const { mailboxes, ports } = app
    if (opened === undefined || ports.mailReader === undefined) throw new Error('There is no mailbox account.')
    await confirmOdoo(app)
    await ports.odoo.setup()
    const idle = process.memoryUsage().rss
    const count = emptyCount(opened.account.name)
    const meter = metered(ports.mailReader)

    const fetch = await step(() => fetchMail(opened, count, { ...ports, mailboxes }))
    const sort = await step(() => sortMails(opened, count, { ...ports, mailReader: meter.reader }))
    const messages = (await ports.ledger.mails.counts(opened.account.name)).find(({ state }) => state === 'message')
    ports.odoo.resetCalls()
    const placing = await step(() => placeSome(opened, most, count, ports))
    const { total, by } = ports.odoo.calls()
    return {
      idle,
      fetched: count.received,
      messages: messages?.mails ?? 0,
      placed: count.mirrored,
      fetch,
      sort: { ...sort, ...meter.read() },
      place: placing,
      odooCalls: total,
      odooCallsBy: by,
    }
  } finally {
    await app.close()
  }
})

/** As the mirror flow places, until enough is placed. */
async function placeSome(
  opened: OpenAccount,
  most: number,
  count: ReturnType<typeof emptyCount>,
  ports: FlowPorts,
): Promise<void> {
  const { ledger } = ports
  const openConversations: FlowPorts['ledger']['openConversations'] = (...asked) =>
    count.mirrored >= most ? Promise.resolve([]) : ledger.openConversations(...asked)
  const some = { ...ports, ledger: { ...ledger, openConversations } }
  await place(opened, count, some, { live: false, stream: 'messages' })
}

async function step(work: () => Promise<unknown>): Promise<Step> {
  forgetPeak()
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  await work()
  const seconds = (performance.now() - began) / 1000
  return { seconds, cpuSeconds: cpuSeconds(process.cpuUsage(cpu)), peak: peak() }
}

/** Making an embedded database takes more memory than anything later: the kernel counts anew (`man 5 proc`, clear_refs). */
const forgetPeak = (): void => {
  writeFileSync('/proc/self/clear_refs', '5')
}

const peak = (): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024

const cpuSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6

/** Ordinary mails are read before `read` returns: what the process works meanwhile is parsing. */
function metered({ read, shownHtml }: MailReader) {
  let [parse, show] = [0, 0]
  const reader: MailReader = {
    read(...asked) {
      const before = process.cpuUsage()
      const mail = read(...asked)
      parse += cpuSeconds(process.cpuUsage(before))
      return mail
    },
    shownHtml(mail) {
      const before = process.cpuUsage()
      const html = shownHtml(mail)
      show += cpuSeconds(process.cpuUsage(before))
      return html
    },
  }
  return { reader, read: () => ({ parseCpuSeconds: parse, showCpuSeconds: show }) }
}
