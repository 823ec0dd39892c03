import { isFault, Unknown } from '../domain/errors.ts'
import { guard } from '../domain/guard.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { ConversationSnapshot } from '../domain/message.ts'
import { isNotBegun } from '../domain/not-begun.ts'
import { plusSeconds } from '../domain/time.ts'
import { uploadTimeoutMs } from '../kit/http-client.ts'
import { answerText, isInterim } from './answer-text.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { AccountCount } from './count.ts'
import { backoffSeconds, stopAccount, stopPass } from './faults.ts'
import { markerOf, newestOwnId, type ReplyMarker } from './readback.ts'
import type { ReplyPayload } from './reply.ts'
import { replyContext } from './reply-context.ts'
import { mailToAnswer, sendAnswerMail } from './reply-mail.ts'
import {
  delivered,
  failed,
  findUnbound,
  type Handing,
  handleFault,
  type ReplyClaim,
  suppressed,
} from './reply-outcome.ts'
import { lookForBegun, startConversation } from './start-conversation.ts'
import { agentLanguage } from './texts.ts'
import { storedVerdict } from './verdict.ts'

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
  const target = await mailToAnswer(claim, opened, ports)
  const text = answerText(answer, account, target?.card.brand)
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
      ...(await replyContext(effect.conversation, opened, ports)),
      overridden: effect.result['overridden'] !== undefined,
    },
    ports.policy,
  )
  const stored = storedVerdict(verdict)
  if (verdict.kind === 'denied') return suppressed(claim, count, verdict.reason, verdict.sentence, stored)
  if (account.mode !== 'live' || (await ports.odoo.info()).neutralized)
    return suppressed(claim, count, 'shadow', '', stored)
  if (opened.mail !== undefined) {
    const files = await ports.odoo.answers.files(answer.attachmentIds)
    return sendAnswerMail({ claim, opened, count, ports, text, files, stored }, target)
  }
  if (connector.reply === undefined || connector.messages === undefined) {
    return failed(claim, count, manifest.missing['messages.reply'] ?? `${manifest.label} takes no answers from here.`)
  }
  const files = await ports.odoo.answers.files(answer.attachmentIds)
  return hand({ claim, opened, count, ports, text, files, stored })
}

/** The exchange with the marketplace: look, mark, send, look again. */
async function hand(handing: Handing): Promise<boolean> {
  const { claim, opened, count, ports, text, files, stored } = handing
  const { connector } = opened
  const { effect } = claim
  let conversation = await conversationOf(claim, ports)
  if (connector.reply === undefined || connector.messages === undefined || conversation === null) {
    return failed(claim, count, 'The answer belongs to no conversation that can be written to.')
  }
  if (isNotBegun(conversation)) {
    const started = await startConversation(handing, conversation)
    if (typeof started === 'boolean') return started
    conversation = started.instead
  }
  let before: ConversationSnapshot
  try {
    // An earlier try may have begun another conversation than the one that took its place since.
    const begun = await lookForBegun({ claim, opened, count, ports })
    if (begun !== undefined) return await delivered(claim, count, { ...begun })
    before = await connector.messages.thread(conversation)
  } catch (error) {
    return handleFault(handing, error)
  }
  // An earlier try that was taken for lost may have arrived after all.
  const earlierTry = markerOf(effect)
  const arrived = earlierTry === undefined ? undefined : await findUnbound(before, earlierTry, opened, effect.id, ports)
  if (arrived !== undefined) return delivered(claim, count, { messageId: arrived })
  const marker: ReplyMarker = { newestOwn: earlierTry?.newestOwn ?? newestOwnId(before), text }
  await claim.renew(leaseSeconds(files))
  if (!(await claim.sending({ ...marker }, stored))) return true
  try {
    const interim = opened.manifest.interimAnswers === true && isInterim(text) ? { interim: true } : {}
    await connector.reply(conversation, { text, files, ...interim })
  } catch (error) {
    if (error instanceof Unknown) return lookAfterLoss(handing, conversation, marker, error)
    return handleFault(handing, error)
  }
  return delivered(claim, count, await boundId(handing, conversation, marker))
}

/** Where nobody had begun the ticket's conversation, and somebody has by now, the answer goes there. */
async function conversationOf({ effect }: ReplyClaim, { ledger }: FlowPorts): Promise<ConversationId | null> {
  const { account, conversation } = effect
  if (conversation === null || !isNotBegun(conversation)) return conversation
  return (await ledger.cases.begunFor(account, conversation)) ?? conversation
}

/** The marketplace names no id for what it took: it is read back. The answer counts as delivered even where that fails. */
async function boundId(
  { claim: { effect }, opened, ports }: Handing,
  conversation: ConversationId,
  marker: ReplyMarker,
): Promise<Record<string, unknown>> {
  const { connector, account } = opened
  if (connector.messages === undefined) return {}
  try {
    const after = await connector.messages.thread(conversation)
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
  handing: Handing,
  conversation: ConversationId,
  marker: ReplyMarker,
  lost: Unknown,
): Promise<boolean> {
  const { claim, opened, count, ports } = handing
  const { effect } = claim
  ports.log.warn({ account: opened.account.name, effect: effect.id }, 'No answer came to a sent reply: reading back.')
  const found = await boundId(handing, conversation, marker)
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
  const conversation = await conversationOf(claim, ports)
  if (marker === undefined || connector.messages === undefined || conversation === null) {
    await claim.unknown('The marketplace cannot be asked whether it arrived: a person has to decide.')
    return true
  }
  let arrived: Record<string, unknown>
  try {
    arrived = { ...(await lookForBegun({ claim, opened, count, ports })) }
    if (arrived['messageId'] === undefined && !isNotBegun(conversation)) {
      const snapshot = await connector.messages.thread(conversation)
      arrived = { messageId: await findUnbound(snapshot, marker, opened, effect.id, ports) }
    }
  } catch (error) {
    await claim.unknown(
      effect.reason ?? '',
      plusSeconds(ports.clock.now(), isFault(error) ? backoffSeconds(error, 1) : 60),
    )
    await stopAccount(opened.account, error, count, ports)
    return false
  }
  if (arrived['messageId'] !== undefined) return delivered(claim, count, arrived)
  const looks = Number(effect.result['looks'] ?? 0) + 1
  const wait = ports.readbackWaitSeconds[looks]
  if (wait === undefined) await claim.retry(ports.clock.now(), 'It did not arrive: it is sent again.')
  else await claim.unknown(effect.reason ?? '', plusSeconds(ports.clock.now(), wait), { looks })
  return true
}

/** Files travel as base64, a third larger than they are. */
function leaseSeconds(files: Handing['files']): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  return uploadTimeoutMs(Math.ceil((bytes * 4) / 3)) / 1000 + LEASE_MARGIN_SECONDS
}

async function hasReceipt({ effect }: ReplyClaim, { odoo }: FlowPorts): Promise<boolean> {
  return (await odoo.receipts.done([effect])).has(effect.dedupeKey)
}
