import type { CaseAction, CaseFacts, CaseState } from '../domain/case.ts'
import { isFault, Unknown } from '../domain/errors.ts'
import type { ConversationId, MessageId } from '../domain/ids.ts'
import { plusSeconds } from '../domain/time.ts'
import type { OpenConnector } from '../kit/connector.ts'
import { type DecisionPayload, judge } from './case-decide.ts'
import { caseState, caseWords } from './case-words.ts'
import { backoffSeconds, stopAccount } from './faults.ts'
import { findOwn } from './readback.ts'
import { afterFault, done, failed, type Sending, suppressed } from './returns-outcome.ts'
import { storedVerdict } from './verdict.ts'

type Deciding = Sending<DecisionPayload>
type Cases = NonNullable<OpenConnector['cases']>

/** In which state a case is by a decision. */
const BECOMES: Readonly<Record<CaseAction, CaseState>> = {
  accept: 'accepted',
  clarify: 'clarifying',
  reject: 'rejected',
  repair: 'repairing',
}

/** One planned decision: look, mark, hand over, look again. Resolves to whether the account may go on. */
export async function sendDecision(deciding: Deciding): Promise<boolean> {
  const { claim, opened, ports } = deciding
  const { effect } = claim
  const { account, manifest, connector } = opened
  const { text } = effect.payload
  const said = text === null ? {} : { text }
  if (effect.result['overrideReceipt'] !== true && (await ports.odoo.receipts.done([effect])).has(effect.dedupeKey)) {
    // With its text the row also recognises the message that the marketplace made of it.
    return done(deciding, { via: 'receipt', ...said })
  }
  const rule = manifest.caseActions?.[effect.kind as CaseAction]
  const t = caseWords(opened, ports.texts)
  if (rule === undefined || connector.cases?.decide === undefined) return failed(deciding, t('refused.not_offered'))
  const verdict = judge({ rule, text }, opened, ports, effect.result['overridden'] !== undefined)
  const stored = verdict === undefined ? undefined : storedVerdict(verdict)
  if (verdict?.kind === 'denied') return suppressed(deciding, verdict.reason, verdict.sentence, stored)
  if (account.mode !== 'live' || (await ports.odoo.info()).neutralized)
    return suppressed(deciding, 'shadow', '', stored)

  let before: CaseFacts
  try {
    before = await connector.cases.read(effect.payload.case)
  } catch (error) {
    return afterFault(deciding, error)
  }
  if (isReached(deciding, before)) return finish(deciding, before, { already: effect.result['tried'] !== true })
  if (!before.allowed.includes(effect.kind as CaseAction))
    return failed(deciding, t('moved_on', { state: caseState(before, t) }))
  if (!(await claim.sending({ tried: true, before: before.conversations, ...said }, stored))) return true
  try {
    await connector.cases.decide(effect.payload.case, { action: effect.kind as CaseAction, text })
  } catch (error) {
    if (error instanceof Unknown) return lookAfterLoss(deciding, connector.cases, error)
    return afterFault(deciding, error)
  }
  return finish(deciding, await readAgain(deciding, connector.cases), {})
}

/** A decision of which it is not known whether it arrived. Deciding sets a state, so the case itself tells. */
export async function readBackDecision(deciding: Deciding): Promise<boolean> {
  const { claim, opened, count, ports } = deciding
  const { effect } = claim
  const { cases } = opened.connector
  if (cases === undefined) {
    await claim.unknown('The marketplace cannot be asked whether it arrived: a person has to decide.')
    return true
  }
  let now: CaseFacts
  try {
    now = await cases.read(effect.payload.case)
  } catch (error) {
    const seconds = isFault(error) ? backoffSeconds(error, 1) : 60
    await claim.unknown(effect.reason ?? '', plusSeconds(ports.clock.now(), seconds))
    await stopAccount(opened.account, error, count, ports)
    return false
  }
  if (isReached(deciding, now)) return finish(deciding, now, {})
  const looks = Number(effect.result['looks'] ?? 0) + 1
  const wait = ports.readbackWaitSeconds[looks]
  if (wait === undefined) await claim.retry(ports.clock.now(), 'It did not arrive: it is sent again.')
  else await claim.unknown(effect.reason ?? '', plusSeconds(ports.clock.now(), wait), { looks })
  return true
}

/** Words that were never handed over did not arrive, whatever the state is. */
function isReached({ claim: { effect } }: Deciding, { state }: CaseFacts): boolean {
  const tried = effect.result['tried'] === true
  if (!tried && effect.payload.text !== null) return false
  return state === BECOMES[effect.kind as CaseAction] || (tried && state === 'closed')
}

async function lookAfterLoss(deciding: Deciding, cases: Cases, lost: Unknown): Promise<boolean> {
  const { claim, opened, ports } = deciding
  const { effect } = claim
  ports.log.warn(
    { account: opened.account.name, effect: effect.id },
    'No answer came to a sent decision: reading back.',
  )
  const now = await readAgain(deciding, cases)
  if (now?.state === BECOMES[effect.kind as CaseAction]) return finish(deciding, now, {})
  await claim.unknown(lost.message, plusSeconds(ports.clock.now(), ports.readbackWaitSeconds[0] ?? 0), { looks: 0 })
  return true
}

async function readAgain(deciding: Deciding, cases: Cases): Promise<CaseFacts | undefined> {
  const { claim, opened, ports } = deciding
  try {
    return await cases.read(claim.effect.payload.case)
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.info(
      { account: opened.account.name, effect: claim.effect.id },
      'The case was not read back; the next pass reads it.',
    )
    return undefined
  }
}

async function finish(
  deciding: Deciding,
  now: CaseFacts | undefined,
  result: Record<string, unknown>,
): Promise<boolean> {
  return done(deciding, { ...result, ...(await conversationBegun(deciding, now)) })
}

/** Where the marketplace made a conversation of the words: which one, and which of its messages they are. */
async function conversationBegun(deciding: Deciding, now: CaseFacts | undefined): Promise<Record<string, unknown>> {
  const { claim, opened, ports } = deciding
  const { effect } = claim
  const { text } = effect.payload
  const { messages } = opened.connector
  const rule = opened.manifest.caseActions?.[effect.kind as CaseAction]
  if (now === undefined || text === null || rule?.startsConversation !== true || messages === undefined) return {}
  const before = new Set((effect.result['before'] ?? []) as readonly ConversationId[])
  const made = now.conversations.filter((id) => !before.has(id))
  for (const began of made) {
    const message = await wordsIn(deciding, began, text, ports)
    if (message !== undefined) return { began, messageId: message }
  }
  const began = made.at(-1)
  return began === undefined ? {} : { began }
}

async function wordsIn(
  { claim, opened }: Deciding,
  conversation: ConversationId,
  text: string,
  { outbox, log }: Deciding['ports'],
): Promise<MessageId | undefined> {
  try {
    const snapshot = await opened.connector.messages?.thread(conversation)
    if (snapshot === undefined) return undefined
    const shown = snapshot.messages.map(({ id }) => id)
    const bound = await outbox.boundMessages(opened.account.name, shown, claim.effect.id)
    return findOwn(snapshot, { newestOwn: null, text }, bound)?.id
  } catch (error) {
    if (!isFault(error)) throw error
    log.info(
      { account: opened.account.name, conversation },
      'A begun conversation was not read back; the next mirror pass binds it.',
    )
    return undefined
  }
}
