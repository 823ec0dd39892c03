import { isFault, Unknown } from '../domain/errors.ts'
import { type ConversationId, type OrderRef, orderRef } from '../domain/ids.ts'
import type { ConversationSnapshot } from '../domain/message.ts'
import { NOT_BEGUN } from '../domain/not-begun.ts'
import { plusSeconds } from '../domain/time.ts'
import type { OpenConnector } from '../kit/connector.ts'
import { caseWords } from './case-words.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { markerOf, type ReplyMarker } from './readback.ts'
import { delivered, failed, findUnbound, type Handing, handleFault } from './reply-outcome.ts'

type Starting = Pick<Handing, 'claim' | 'opened' | 'count' | 'ports'>
type Conversations = NonNullable<OpenConnector['conversations']>

/** The conversation at the marketplace that an answer goes to, and its message; both where the answer was found there. */
interface Begun {
  readonly began: ConversationId
  readonly messageId?: string
}

/** An open conversation about the order that somebody began meanwhile: the answer goes there. */
interface Instead {
  readonly instead: ConversationId
}

/**
 * An answer on a ticket whose conversation nobody has begun begins one at the marketplace, once: look, mark, begin, look again.
 * Resolves to whether the account may go on, or to where the answer is to go instead.
 */
export async function startConversation(handing: Handing, notBegun: ConversationId): Promise<boolean | Instead> {
  const { claim, opened, count, ports, text, files, stored } = handing
  const t = caseWords(opened, ports.texts, claim.effect.payload.author.language)
  const { conversations } = opened.connector
  if (conversations === undefined) return failed(claim, count, t('cannot_begin'))
  const order = orderOf(notBegun)
  try {
    const there = await conversations.ofOrder(order)
    // An earlier try that was taken for lost may have arrived after all.
    const arrived = await arrivedIn(there, markerOf(claim.effect), handing)
    if (arrived !== undefined) return await delivered(claim, count, { ...arrived })
    const instead = await begunMeanwhile(there, opened, ports)
    if (instead !== undefined) return { instead }
  } catch (error) {
    return handleFault(handing, error)
  }
  if (files.length > 0) return failed(claim, count, t('begin_without_files'))
  const cases = await ports.ledger.cases.ofOrder(opened.account.name, order)
  const about = cases.flatMap(({ facts }) => facts.line ?? [])
  if (!(await claim.sending({ newestOwn: null, text, starts: order }, stored))) return true
  try {
    const topic = cases.some(({ facts }) => facts.type === 'return') ? { topic: 'return' as const } : {}
    const began = await conversations.start(order, { text, about, ...topic })
    return await delivered(claim, count, { ...(await ownIn(handing, began)) })
  } catch (error) {
    if (!(error instanceof Unknown)) return handleFault(handing, error)
    ports.log.warn(
      { account: opened.account.name, effect: claim.effect.id },
      'No answer came to a begun conversation: reading back.',
    )
    const found = await lookIfPossible(handing, conversations, order)
    if (found !== undefined) return delivered(claim, count, { ...found })
    await claim.unknown(error.message, plusSeconds(ports.clock.now(), ports.readbackWaitSeconds[0] ?? 0), { looks: 0 })
    return true
  }
}

/**
 * Where the answer that was to begin a conversation arrived; undefined = nowhere, or it was never to begin one.
 * @throws Fault when the marketplace cannot be asked
 */
export async function lookForBegun(starting: Starting): Promise<Begun | undefined> {
  const { conversations } = starting.opened.connector
  const { starts } = starting.claim.effect.result
  if (conversations === undefined || typeof starts !== 'string') return undefined
  return lookFor(starting, conversations, orderRef(starts))
}

const orderOf = (notBegun: ConversationId): OrderRef => orderRef(notBegun.slice(NOT_BEGUN.length))

async function lookFor(starting: Starting, conversations: Conversations, order: OrderRef): Promise<Begun | undefined> {
  const marker = markerOf(starting.claim.effect)
  return marker === undefined ? undefined : arrivedIn(await conversations.ofOrder(order), marker, starting)
}

async function arrivedIn(
  snapshots: readonly ConversationSnapshot[],
  marker: Pick<ReplyMarker, 'text'> | undefined,
  { claim, opened, ports }: Starting,
): Promise<Begun | undefined> {
  if (marker === undefined) return undefined
  for (const snapshot of snapshots) {
    const begun = { newestOwn: null, text: marker.text }
    const messageId = await findUnbound(snapshot, begun, opened, claim.effect.id, ports)
    if (messageId !== undefined) return { began: snapshot.facts.id, messageId }
  }
  return undefined
}

/** The newest open one that has no ticket of its own: the buyer wrote first, and it was not read yet. */
async function begunMeanwhile(
  snapshots: readonly ConversationSnapshot[],
  { account }: OpenAccount,
  { ledger }: FlowPorts,
): Promise<ConversationId | undefined> {
  const open = snapshots.map(({ facts }) => facts).filter(({ status }) => status === 'open')
  for (const { id } of open.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)))
    if ((await ledger.conversation(account.name, id))?.ticket == null) return id
  return undefined
}

async function lookIfPossible(
  handing: Handing,
  conversations: Conversations,
  order: OrderRef,
): Promise<Begun | undefined> {
  try {
    return await arrivedIn(await conversations.ofOrder(order), handing, handing)
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}

/** The answer counts as delivered even where it is not read back: the next mirror pass binds it. */
async function ownIn({ claim, opened, ports, text }: Handing, began: ConversationId): Promise<Begun> {
  try {
    const snapshot = await opened.connector.messages?.thread(began)
    if (snapshot === undefined) return { began }
    const messageId = await findUnbound(snapshot, { newestOwn: null, text }, opened, claim.effect.id, ports)
    return messageId === undefined ? { began } : { began, messageId }
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.info({ account: opened.account.name, effect: claim.effect.id }, 'A begun conversation was not read back.')
    return { began }
  }
}
