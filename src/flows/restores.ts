import type { Effect, Flow } from '../domain/effect.ts'
import { accountName } from '../domain/ids.ts'
import {
  judgeRestore,
  type Known,
  type KnownSource,
  nameOf,
  type RestoreFinding,
  type Shown,
} from '../domain/restore.ts'
import { type Instant, msBetween } from '../domain/time.ts'
import type { Halt, Ledger } from '../ledger/ports.ts'
import { messageIdOf } from '../odoo/naming.ts'
import type { FoundReceipt } from '../odoo/trace-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countFault } from './count.ts'
import { stopPass } from './faults.ts'

type Ports = Pick<FlowPorts, 'ledger' | 'outbox' | 'odoo' | 'clock' | 'log'>

/** Odoo's numbers belong to no account. */
const ODOO = accountName('_odoo')
const STREAM = 'receipts'
/** Enough that one deleted ticket is told from a restore. */
const NEWEST = 20
/** Where nothing is to be sent, it is looked this seldom. */
const LOOK_EVERY_MS = 60_000
const REMEDY =
  'Nothing is sent until a person has seen what is different. See it: marketplace-care ledger rebind (changes nothing); then: marketplace-care ledger rebind --yes --by NAME.'

/** When this process last looked, by ledger. */
const looked = new WeakMap<Ledger, Instant>()

/**
 * Right before something is sent: whether one side was restored from a backup. Where nothing of this flow is due, only what is known
 * already counts.
 * @throws Fault when Odoo cannot be asked: then nothing may be sent either
 */
export async function sendingStopped(
  flow: Flow,
  accounts: readonly OpenAccount[],
  ports: Ports,
): Promise<Halt | undefined> {
  const now = ports.clock.now()
  for (const { account } of accounts) {
    const due = await ports.outbox.nextDue({ flow, account: account.name })
    if (due !== undefined && due <= now) return lookForRestore(accounts, ports)
  }
  return ports.ledger.halted()
}

/** The same for a pass: its accounts show why they do not send. */
export async function maySend(
  flow: Flow,
  rows: readonly { readonly opened: OpenAccount; readonly count: AccountCount }[],
  ports: Ports,
): Promise<boolean> {
  try {
    const halt = await sendingStopped(
      flow,
      rows.map(({ opened }) => opened),
      ports,
    )
    for (const { count } of halt === undefined ? [] : rows) countFault(count, new Error(halt?.reason))
    return halt === undefined
  } catch (error) {
    for (const { opened, count } of rows) stopPass(opened.account, error, count, ports.log)
    return false
  }
}

/** Looks from time to time, so that a restore is told even while nothing is sent, and before anything is placed anew. */
export async function lookSometimes(accounts: readonly OpenAccount[], ports: Ports): Promise<Halt | undefined> {
  const last = looked.get(ports.ledger)
  if (last !== undefined && Math.abs(msBetween(last, ports.clock.now())) < LOOK_EVERY_MS) return ports.ledger.halted()
  return lookForRestore(accounts, ports)
}

/** Compares the newest of what each side knows of the other, and stops sending if one was restored. */
export async function lookForRestore(accounts: readonly OpenAccount[], ports: Ports): Promise<Halt | undefined> {
  const { ledger, clock, log } = ports
  const known = await ledger.halted()
  if (known !== undefined) return known
  const finding = await odooFinding(ports)
  if (finding.kind === 'reissued' || finding.kind === 'lost') {
    await ledger.halt('odoo', `${odooSentence(finding)} ${REMEDY}`)
  } else {
    const strange = await strangeReceipts(accounts, ports)
    if (strange.length > 0) {
      await ledger.halt(
        'ledger',
        `Odoo holds ${String(strange.length)} receipt(s) of effects that this ledger does not know: the ledger was restored from an older backup, or another one sends for the same accounts. ${REMEDY}`,
      )
    }
  }
  looked.set(ledger, clock.now())
  const halt = await ledger.halted()
  if (halt !== undefined) log.error({ side: halt.side }, halt.reason)
  return halt
}

function odooSentence(finding: Extract<RestoreFinding, { kind: 'reissued' | 'lost' }>): string {
  const what =
    finding.kind === 'reissued'
      ? `${finding.record} is another record than the one this ledger knows`
      : `the newest ${String(finding.records)} records that this ledger knows are gone`
  return `Odoo was restored from an older backup, or shows less than before: ${what}.`
}

/** What Odoo shows of the newest that the ledger knows. */
export async function odooFinding({ ledger, odoo }: Pick<Ports, 'ledger' | 'odoo'>): Promise<RestoreFinding> {
  const newest = await ledger.restores.newestKnown(NEWEST)
  const known: Known = {
    tickets: newest.tickets.map(({ id, createDate }) => ({ model: 'helpdesk.ticket', id, createDate })),
    messages: newest.messages.map((message) => ({
      id: message.odooId,
      messageId: messageIdOf(message.account, message.id),
      ticketId: message.ticketId ?? 0,
    })),
    sources: newest.effects.flatMap(toSource),
  }
  if (known.tickets.length + known.messages.length + known.sources.length === 0) return { kind: 'same' }
  return judgeRestore(known, await shownOf(known, odoo))
}

async function shownOf(known: Known, { traces }: Ports['odoo']): Promise<Shown> {
  const sources = new Map<string, string>()
  for (const [model, some] of Map.groupBy(known.sources, (source) => source.model)) {
    const present = await traces.present(
      model,
      some.map(({ id }) => id),
    )
    for (const [id, { createDate }] of present) sources.set(nameOf({ model, id }), createDate)
  }
  const ticketIds = [...known.tickets.map(({ id }) => id), ...known.messages.map(({ ticketId }) => ticketId)]
  const tickets = await traces.present('helpdesk.ticket', ticketIds)
  const messages = await traces.present(
    'mail.message',
    known.messages.map(({ id }) => id),
  )
  const gone = known.tickets.some(({ id }) => !tickets.has(id)) || known.messages.some(({ id }) => !messages.has(id))
  const newest = gone ? await traces.newest() : { ticket: 0, message: 0 }
  return {
    tickets,
    messages: new Map([...messages].map(([id, { messageId }]) => [id, messageId])),
    sources,
    newestTicket: newest.ticket,
    newestMessage: newest.message,
  }
}

function toSource({ source, payload }: Effect): KnownSource[] {
  if (source === null) return []
  const { ticketId, orderId } = payload as { readonly ticketId?: number; readonly orderId?: number }
  const subject =
    ticketId === undefined ? `sale.order,${String(orderId ?? source.id)}` : `helpdesk.ticket,${String(ticketId)}`
  return [{ ...source, subject }]
}

/**
 * Receipts of our accounts that no effect is known for, made since the ledger last looked. What stood in Odoo before a ledger first
 * looked is no sign of a restore: before each send the receipts are asked anyway.
 */
async function strangeReceipts(accounts: readonly OpenAccount[], ports: Ports): Promise<readonly FoundReceipt[]> {
  const { ledger, odoo } = ports
  const through = await receiptsThrough(ledger)
  if (through === undefined) {
    await storeThrough(ledger, (await odoo.traces.newest()).message)
    return []
  }
  const found = await odoo.traces.receiptsAfter(through)
  const last = found.at(-1)
  if (last === undefined) return []
  const strange = await unknownAmong(found, accounts, ledger)
  if (strange.length === 0) await storeThrough(ledger, last.id)
  return strange
}

/** Receipts of these accounts that the ledger knows no effect for. */
export async function unknownAmong(
  found: readonly FoundReceipt[],
  accounts: readonly OpenAccount[],
  { restores }: Ledger,
): Promise<readonly FoundReceipt[]> {
  const names = new Set(accounts.map(({ account }) => account.name))
  const ours = found.filter(({ account }) => names.has(account))
  const known = await restores.effectsOf(ours.map(({ key }) => key))
  return ours.filter(({ key }) => !known.has(key))
}

/** Up to which of Odoo's messages the receipts were compared; undefined = never yet. */
export async function receiptsThrough(ledger: Ledger): Promise<number | undefined> {
  const through = (await ledger.cursor(ODOO, STREAM))?.['through']
  return typeof through === 'number' ? through : undefined
}

const storeThrough = (ledger: Ledger, through: number): Promise<void> => ledger.storeCursor(ODOO, STREAM, { through })

/** The same as a change of `ledger rebind`. */
export const throughCursor = (through: number) => ({ account: ODOO, stream: STREAM, cursor: { through } })
