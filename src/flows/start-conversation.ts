import { isFault, Unknown } from '../domain/errors.ts'
import { type ConversationId, type OrderRef, orderRef } from '../domain/ids.ts'
import { NOT_BEGUN } from '../domain/not-begun.ts'
import { plusSeconds } from '../domain/time.ts'
import type { OpenConnector } from '../kit/connector.ts'
import { caseWords } from './case-words.ts'
import { markerOf } from './readback.ts'
import { delivered, failed, findUnbound, type Handing, handleFault } from './reply-outcome.ts'

type Starting = Pick<Handing, 'claim' | 'opened' | 'count' | 'ports'>
type Conversations = NonNullable<OpenConnector['conversations']>

/** The conversation at the marketplace that an answer goes to, and its message; both where the answer was found there. */
interface Begun {
  readonly began: ConversationId
  readonly messageId?: string
}

/**
 * An answer on a ticket whose conversation nobody has begun begins one at the marketplace, once: look, mark, begin, look again.
 * Resolves to whether the account may go on.
 */
export async function startConversation(handing: Handing, notBegun: ConversationId): Promise<boolean> {
  const { claim, opened, count, ports, text, files, stored } = handing
  const t = caseWords(opened, ports.texts, claim.effect.payload.author.language)
  const { conversations } = opened.connector
  if (conversations === undefined) return failed(claim, count, t('cannot_begin'))
  if (files.length > 0) return failed(claim, count, t('begin_without_files'))
  const order = orderOf(notBegun)
  if (markerOf(claim.effect) !== undefined) {
    // An earlier try that was taken for lost may have arrived after all.
    try {
      const arrived = await lookFor(handing, conversations, order)
      if (arrived !== undefined) return await delivered(claim, count, { ...arrived })
    } catch (error) {
      return handleFault(handing, error)
    }
  }
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
 * Where the answer that was to begin a conversation arrived; undefined = nowhere.
 * @throws Fault when the marketplace cannot be asked
 */
export async function lookForStarted(starting: Starting, notBegun: ConversationId): Promise<Begun | undefined> {
  const { conversations } = starting.opened.connector
  return conversations === undefined ? undefined : lookFor(starting, conversations, orderOf(notBegun))
}

const orderOf = (notBegun: ConversationId): OrderRef => orderRef(notBegun.slice(NOT_BEGUN.length))

async function lookFor(starting: Starting, conversations: Conversations, order: OrderRef): Promise<Begun | undefined> {
  const marker = markerOf(starting.claim.effect)
  return marker === undefined ? undefined : lookForText(starting, conversations, order, marker.text)
}

async function lookForText(
  { claim, opened, ports }: Starting,
  conversations: Conversations,
  order: OrderRef,
  text: string,
): Promise<Begun | undefined> {
  for (const snapshot of await conversations.ofOrder(order)) {
    const messageId = await findUnbound(snapshot, { newestOwn: null, text }, opened, claim.effect.id, ports)
    if (messageId !== undefined) return { began: snapshot.facts.id, messageId }
  }
  return undefined
}

async function lookIfPossible(
  handing: Handing,
  conversations: Conversations,
  order: OrderRef,
): Promise<Begun | undefined> {
  try {
    return await lookForText(handing, conversations, order, handing.text)
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
