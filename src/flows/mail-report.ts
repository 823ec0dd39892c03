import type { Effect, EffectState } from '../domain/effect.ts'
import type { DeliveryReport } from '../domain/mail.ts'
import type { AccountName, ConversationId, EffectId } from '../domain/ids.ts'
import { addressHash } from '../kit/address-hash.ts'
import { publicReply } from '../mail/faults.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { ReadMail } from './mail-read.ts'

/** What a report or rejection is about, and what it did. */
export interface Reported {
  readonly effect: EffectId | null
  /** Of that answer, or of the order it names. */
  readonly conversation: ConversationId | null
  /** For the list of mails: no address. */
  readonly detail: string
}

/** RFC 3463: bad destination mailbox address, not the sender's; mailbox disabled. */
const NOBODY_THERE = /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)$/

/**
 * A delivery report: what could not be delivered has failed, with the server's reason; a delay is only noted. Told before the mail is
 * sorted: a report that is sorted again changes nothing twice.
 */
export async function takeReport(
  { kept, report }: Extract<ReadMail, { kind: 'report' }>,
  { account }: OpenAccount,
  ports: Pick<FlowPorts, 'ledger' | 'outbox' | 'texts'>,
): Promise<Reported> {
  const { outcome, about } = report
  const effect = about === null ? undefined : await ports.ledger.mails.answerOf(account.name, about)
  const said = saidBy(report)
  const detail = [outcome, said].filter((part) => part !== '').join(': ')
  if (effect === undefined) return { effect: null, conversation: null, detail: `${detail} (fits no mail of ours)` }
  const row = await ports.outbox.effect(effect)
  if (outcome === 'failed') {
    const reason = ports.texts(account.language, 'mail.given_back', { reason: said })
    await ports.outbox.returned(effect, { report: kept.identity, reason })
    if (row?.flow === 'notify' && account.mailRedirect === undefined)
      await noteBounced(report, row.result['to'], account.name, ports)
  }
  return { effect, conversation: row?.conversation ?? null, detail }
}

/** Later notifications to an address that nobody has need not try. Answers always do: the buyer wrote from there. */
async function noteBounced(
  { status }: DeliveryReport,
  to: unknown,
  account: AccountName,
  { ledger }: Pick<FlowPorts, 'ledger'>,
): Promise<void> {
  if (typeof to !== 'string' || status === null || !NOBODY_THERE.test(status)) return
  await ledger.barriers.mark({ hash: addressHash(to), mark: 'bounced', account, reason: status })
}

/** The server's words without an address. */
function saidBy({ status, diagnostic, recipient }: DeliveryReport): string {
  const hidden = recipient === null ? [] : [recipient, recipient.split('@')[0] ?? '']
  const words = diagnostic === null ? '' : publicReply(diagnostic, hidden)
  return words.includes(status ?? '') ? words : [status ?? '', words].filter((part) => part !== '').join(' ')
}

type Rejected = Extract<ReadMail, { kind: 'rejected' }>

/** The marketplace did not hand over an answer: the one it names, else the newest about the order. */
export async function takeRejection(
  rejected: Rejected,
  { account, manifest }: OpenAccount,
  ports: Pick<FlowPorts, 'ledger' | 'outbox' | 'texts'>,
): Promise<Reported> {
  const { kept, rejection } = rejected
  const found = await rejectedAnswer(rejected, account.name, ports)
  if (found.effect !== null) {
    const reason = ports.texts(account.language, 'mail.rejected', {
      marketplace: manifest.label,
      reason: rejection.reason,
    })
    await ports.outbox.returned(found.effect, { report: kept.identity, reason })
  }
  return { ...found, detail: `rejected: ${rejection.reason}` }
}

async function rejectedAnswer(
  { kept, rejection: { about, orders } }: Rejected,
  account: AccountName,
  { ledger, outbox }: Pick<FlowPorts, 'ledger' | 'outbox'>,
): Promise<Pick<Reported, 'effect' | 'conversation'>> {
  const named = about === null ? undefined : await ledger.mails.answerOf(account, about)
  if (named !== undefined) return { effect: named, conversation: (await outbox.effect(named))?.conversation ?? null }
  const conversations = new Set<ConversationId>()
  for (const order of orders)
    for (const { conversation } of await ledger.mails.byOrder(account, order)) conversations.add(conversation)
  const sent: Effect[] = []
  for (const conversation of conversations) {
    const effects = await outbox.ofConversation(account, conversation)
    sent.push(...effects.filter(({ flow, result }) => flow === 'reply' && typeof result['messageId'] === 'string'))
  }
  const found =
    sent.find((effect) => reportsOf(effect).includes(kept.identity)) ??
    sent.filter(({ state }) => SENT.includes(state)).reduce<Effect | undefined>(newer, undefined)
  const [first = null] = conversations
  return { effect: found?.id ?? null, conversation: found?.conversation ?? first }
}

/** A rejection that was taken already is about the same answer, whatever became of that one since. */
const reportsOf = ({ result }: Effect): readonly unknown[] =>
  Array.isArray(result['reports']) ? result['reports'] : []

const SENT: readonly EffectState[] = ['sending', 'done', 'unknown']

const newer = (a: Effect | undefined, b: Effect): Effect => (a !== undefined && a.updated > b.updated ? a : b)
