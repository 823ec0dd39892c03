import type { StoredVerdict } from '../domain/effect.ts'
import { isFault, Permanent, Retryable, Unknown } from '../domain/errors.ts'
import { guard } from '../domain/guard.ts'
import type { MessageId } from '../domain/ids.ts'
import type { ConversationSnapshot } from '../domain/message.ts'
import { plusSeconds } from '../domain/time.ts'
import { uploadTimeoutMs } from '../kit/http-client.ts'
import type { Claim } from '../ledger/ports.ts'
import { answerText } from './answer-text.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopAccount, stopPass } from './faults.ts'
import { findOwn, markerOf, newestOwnId, type ReplyMarker } from './readback.ts'
import type { ReplyPayload } from './reply.ts'
import { agentLanguage } from './texts.ts'
import { storedVerdict } from './verdict.ts'

type ReplyClaim = Claim<ReplyPayload>

/** What a lease outlasts the exchange by. */
const LEASE_MARGIN_SECONDS = 30

/** Sends what is due of one account: first what needs a read-back, then the planned answers, oldest first. */
export async function sendReplies(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  for (const state of ['unknown', 'planned'] as const) {
    for (;;) {
      const claim = await ports.outbox.claim<ReplyPayload>({ flow: 'reply', account: opened.account.name, state })
      if (claim === undefined) break
      const goesOn = await settle(claim, opened, count, ports, () =>
        state === 'unknown' ? readBack(claim, opened, count, ports) : send(claim, opened, count, ports),
      )
      if (!goesOn) return
    }
  }
}

/** Runs one step; a fault before anything was sent gives the row back and ends the pass of this account. */
async function settle(
  claim: ReplyClaim,
  { account }: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  step: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await step()
  } catch (error) {
    await claim.release()
    stopPass(account, error, count, ports.log)
    return false
  }
}

/** One planned answer. Resolves to whether the account may go on. */
async function send(claim: ReplyClaim, opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<boolean> {
  const { effect } = claim
  const { account, connector, manifest } = opened
  const answer = effect.source === null ? undefined : await ports.odoo.answers.read(effect.source.id)
  if (answer === undefined || answer.createDate !== effect.source?.createDate)
    return suppressed(claim, count, 'deleted', '')
  const text = answerText(answer, account)
  if (effect.result['overrideReceipt'] !== true && (await hasReceipt(claim, ports))) {
    // With its text the row also recognises the answer at the marketplace, so that it is not mirrored as somebody else's.
    return delivered(claim, count, { via: 'receipt', text })
  }
  const verdict = guard(
    {
      marketplace: account.connector,
      kind: 'reply',
      text,
      ...(manifest.messageRules === undefined ? {} : { textMaxChars: manifest.messageRules.textMaxChars }),
      rules: manifest.textRules,
      knownLinks: [],
      locale: agentLanguage(effect.payload.author.language),
      overridden: effect.result['overridden'] !== undefined,
    },
    ports.policy,
  )
  const stored = storedVerdict(verdict)
  if (verdict.kind === 'denied') return suppressed(claim, count, verdict.reason, verdict.sentence, stored)
  if (account.mode !== 'live' || (await ports.odoo.info()).neutralized)
    return suppressed(claim, count, 'shadow', '', stored)
  if (connector.reply === undefined || connector.messages === undefined) {
    return failed(claim, count, manifest.missing['messages.reply'] ?? `${manifest.label} takes no answers from here.`)
  }
  const files = await ports.odoo.answers.files(answer.attachmentIds)
  return hand({ claim, opened, count, ports, text, files, stored })
}

interface Handing {
  readonly claim: ReplyClaim
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
  readonly text: string
  readonly files: Awaited<ReturnType<FlowPorts['odoo']['answers']['files']>>
  readonly stored: StoredVerdict
}

/** The exchange with the marketplace: look, mark, send, look again. */
async function hand(handing: Handing): Promise<boolean> {
  const { claim, opened, count, ports, text, files, stored } = handing
  const { connector } = opened
  const { effect } = claim
  const conversation = effect.conversation
  if (connector.reply === undefined || connector.messages === undefined || conversation === null) {
    return failed(claim, count, 'The answer belongs to no conversation that can be written to.')
  }
  let before: ConversationSnapshot
  try {
    before = await connector.messages.thread(conversation)
  } catch (error) {
    return handleFault(claim, opened, count, ports, error)
  }
  // An earlier try that was taken for lost may have arrived after all.
  const earlierTry = markerOf(effect)
  const arrived = earlierTry === undefined ? undefined : await findUnbound(before, earlierTry, opened, effect.id, ports)
  if (arrived !== undefined) return delivered(claim, count, { messageId: arrived })
  const marker: ReplyMarker = { newestOwn: earlierTry?.newestOwn ?? newestOwnId(before), text }
  await claim.renew(leaseSeconds(files))
  if (!(await claim.sending({ ...marker }, stored))) return true
  try {
    await connector.reply(conversation, { text, files })
  } catch (error) {
    if (error instanceof Unknown) return lookAfterLoss(handing, marker, error)
    return handleFault(claim, opened, count, ports, error)
  }
  return delivered(claim, count, await boundId(opened, claim, marker, ports))
}

/** The marketplace names no id for what it took: it is read back. The answer counts as delivered even where that fails. */
async function boundId(
  opened: OpenAccount,
  { effect }: ReplyClaim,
  marker: ReplyMarker,
  ports: FlowPorts,
): Promise<Record<string, unknown>> {
  const { connector, account } = opened
  if (connector.messages === undefined || effect.conversation === null) return {}
  try {
    const after = await connector.messages.thread(effect.conversation)
    const own = await findUnbound(after, marker, opened, effect.id, ports)
    return own === undefined ? {} : { messageId: own }
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.info(
      { account: account.name, effect: effect.id },
      'The sent answer was not read back; the next mirror pass binds it.',
    )
    return {}
  }
}

/** The request left and no answer came: look at once, and if it is not there again by READBACK_WAIT. */
async function lookAfterLoss(
  { claim, opened, count, ports }: Handing,
  marker: ReplyMarker,
  lost: Unknown,
): Promise<boolean> {
  const { effect } = claim
  ports.log.warn({ account: opened.account.name, effect: effect.id }, 'No answer came to a sent reply: reading back.')
  const found = await boundId(opened, claim, marker, ports)
  if ('messageId' in found) return delivered(claim, count, found)
  await claim.unknown(lost.message, plusSeconds(ports.clock.now(), ports.readbackWaitSeconds[0] ?? 0), { looks: 0 })
  return true
}

/** An answer of which it is not known whether it arrived. */
async function readBack(
  claim: ReplyClaim,
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
): Promise<boolean> {
  const { effect } = claim
  const marker = markerOf(effect)
  const { connector } = opened
  if (marker === undefined || connector.messages === undefined || effect.conversation === null) {
    await claim.unknown('The marketplace cannot be asked whether it arrived: a person has to decide.')
    return true
  }
  let snapshot: ConversationSnapshot
  try {
    snapshot = await connector.messages.thread(effect.conversation)
  } catch (error) {
    await claim.unknown(
      effect.reason ?? '',
      plusSeconds(ports.clock.now(), isFault(error) ? backoffSeconds(error, 1) : 60),
    )
    await stopAccount(opened.account, error, count, ports)
    return false
  }
  const own = await findUnbound(snapshot, marker, opened, effect.id, ports)
  if (own !== undefined) return delivered(claim, count, { messageId: own })
  const looks = Number(effect.result['looks'] ?? 0) + 1
  const wait = ports.readbackWaitSeconds[looks]
  if (wait === undefined) await claim.retry(ports.clock.now(), 'It did not arrive: it is sent again.')
  else await claim.unknown(effect.reason ?? '', plusSeconds(ports.clock.now(), wait), { looks })
  return true
}

async function findUnbound(
  snapshot: ConversationSnapshot,
  marker: ReplyMarker,
  { account }: OpenAccount,
  effect: ReplyClaim['effect']['id'],
  { outbox }: FlowPorts,
): Promise<MessageId | undefined> {
  const shown = snapshot.messages.map(({ id }) => id)
  const bound = await outbox.boundMessages(account.name, shown, effect)
  return findOwn(snapshot, marker, bound)?.id
}

async function handleFault(
  claim: ReplyClaim,
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  error: unknown,
): Promise<boolean> {
  if (!isFault(error)) throw error
  if (error instanceof Permanent && !error.systemic) return failed(claim, count, error.message)
  const { effect } = claim
  const tired = !error.systemic && effect.attempts + 1 >= ATTEMPTS_MAX
  if (tired) return failed(claim, count, `${error.message} It was tried ${ATTEMPTS_MAX} times.`)
  const seconds = backoffSeconds(error, effect.attempts)
  await claim.retry(plusSeconds(ports.clock.now(), seconds), error.message, { systemic: error.systemic })
  if (!error.systemic) return true
  if (error instanceof Retryable && seconds <= 5) return false
  await stopAccount(opened.account, error, count, ports)
  return false
}

/** Files travel as base64, a third larger than they are. */
function leaseSeconds(files: Handing['files']): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  return uploadTimeoutMs(Math.ceil((bytes * 4) / 3)) / 1000 + LEASE_MARGIN_SECONDS
}

async function hasReceipt({ effect }: ReplyClaim, { odoo }: FlowPorts): Promise<boolean> {
  return (await odoo.receipts.done([effect])).has(effect.dedupeKey)
}

async function delivered(claim: ReplyClaim, count: AccountCount, result: Record<string, unknown>): Promise<boolean> {
  if (await claim.done(result)) count.delivered += 1
  return true
}

async function suppressed(
  claim: ReplyClaim,
  count: AccountCount,
  reason: 'deleted' | 'policy_deny' | 'linter' | 'shadow',
  detail: string,
  verdict?: StoredVerdict,
): Promise<boolean> {
  if (await claim.suppress(reason, detail, verdict)) countSuppressed(count, reason)
  return true
}

async function failed(claim: ReplyClaim, count: AccountCount, reason: string): Promise<boolean> {
  if (await claim.fail(reason)) count.failed += 1
  return true
}
