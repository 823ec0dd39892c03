import type { StoredVerdict } from '../domain/effect.ts'
import { isFault, Permanent, Unknown } from '../domain/errors.ts'
import { conversationId, type ConversationId, type MessageId, messageId, orderRef } from '../domain/ids.ts'
import type { ConversationSnapshot } from '../domain/message.ts'
import { ownerOf } from '../domain/ownership.ts'
import { escapeHtml } from '../domain/text.ts'
import { plusSeconds } from '../domain/time.ts'
import type { Claim } from '../ledger/ports.ts'
import { delayNoteMessageId } from '../odoo/parcel-names.ts'
import type { OrderHead } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countKind } from './count.ts'
import { backoffSeconds, stopAccount } from './faults.ts'
import type { NotifyPayload } from './notify-rules.ts'
import { markerOf, newestOwnId } from './readback.ts'
import { failed, findUnbound, handleFault } from './reply-outcome.ts'
import { writeNotes } from './receipts.ts'

/** A notification on its way, claimed. */
export interface MessageSending {
  readonly claim: Claim<NotifyPayload>
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
}

/** What is to be said, and about which order. */
export interface NotifyMessage {
  readonly text: string
  readonly order: OrderHead
  readonly verdict: StoredVerdict
}

/** Where a message stands at the marketplace. */
interface Arrived {
  readonly conversation: ConversationId
  readonly messageId?: MessageId
  /** It began the conversation. */
  readonly began?: ConversationId
}

/**
 * Tells a buyer by the marketplace's own messages, once: in the open conversation about the order, else by beginning one. Look, mark,
 * send, look again, as answers do. Resolves to whether the account may go on.
 */
export async function sendAsMessage(sending: MessageSending, message: NotifyMessage): Promise<boolean> {
  const { claim, opened, count, ports } = sending
  const { account, connector, manifest } = opened
  const owner = ownerOf(message.order, [{ account, byName: manifest.ordersByName }])
  const ref = owner.kind === 'owner' ? owner.orderRef : null
  const { reply, messages, conversations } = connector
  if (reply === undefined || messages === undefined || ref === null)
    return failed(claim, count, `${manifest.label} takes no messages from here about order ${message.order.name}.`)
  try {
    const arrived = await arrivedBefore(sending)
    if (arrived !== undefined) return await told(sending, arrived)
    const known = (await ports.ledger.cases.conversationsOf(account.name, ref)).find(({ status }) => status === 'open')
    const conversation = known?.id ?? newestOpen((await conversations?.ofOrder(ref)) ?? [])
    if (conversation !== undefined) {
      const newestOwn = newestOwnId(await messages.thread(conversation))
      const marker = { by: 'message', conversation, newestOwn, text: message.text }
      if (!(await claim.sending(marker, message.verdict))) return true
      return await handed(sending, { conversation, newestOwn, text: message.text }, async () => {
        await reply(conversation, { text: message.text, files: [] })
        return undefined
      })
    }
    if (conversations === undefined)
      return await failed(
        claim,
        count,
        `Nobody talks about order ${ref} on ${manifest.label}, and no conversation can be begun from here.`,
      )
    if (!(await claim.sending({ by: 'message', starts: ref, newestOwn: null, text: message.text }, message.verdict)))
      return true
    return await handed(sending, { starts: ref, newestOwn: null, text: message.text }, () =>
      conversations.start(ref, { text: message.text, about: [] }),
    )
  } catch (error) {
    return handleFault(sending, error)
  }
}

/** Looks after messages of which it is not known whether they arrived. Resolves to whether the account may go on. */
export async function readBackMessages(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<boolean> {
  for (;;) {
    const filter = { flow: 'notify', account: opened.account.name, state: 'unknown' } as const
    const claim = await ports.outbox.claim<NotifyPayload>(filter)
    if (claim === undefined) return true
    if (!(await readBack({ claim, opened, count, ports }))) return false
  }
}

async function readBack(sending: MessageSending): Promise<boolean> {
  const { claim, opened, count, ports } = sending
  const { effect } = claim
  const now = ports.clock.now()
  let arrived: Arrived | undefined
  try {
    arrived = await arrivedBefore(sending)
  } catch (error) {
    const seconds = isFault(error) ? backoffSeconds(error, 1) : 60
    await claim.unknown(effect.reason ?? '', plusSeconds(now, seconds))
    await stopAccount(opened.account, error, count, ports)
    return false
  }
  if (arrived !== undefined) return told(sending, arrived)
  const looks = Number(effect.result['looks'] ?? 0) + 1
  const wait = ports.readbackWaitSeconds[looks]
  if (wait === undefined) await claim.retry(now, 'It did not arrive: it is sent again.')
  else await claim.unknown(effect.reason ?? '', plusSeconds(now, wait), { looks })
  return true
}

interface Marker {
  readonly text: string
  readonly newestOwn: MessageId | null
  readonly conversation?: ConversationId
  /** The order about which it was to begin a conversation. */
  readonly starts?: string
}

/** The exchange itself; whatever comes of it is looked up, since the marketplace names no number for what it took. */
async function handed(
  sending: MessageSending,
  marker: Marker,
  exchange: () => Promise<ConversationId | undefined>,
): Promise<boolean> {
  const { claim, opened, ports } = sending
  let began: ConversationId | undefined
  try {
    began = await exchange()
  } catch (error) {
    if (!(error instanceof Unknown)) return handleFault(sending, error)
    ports.log.warn(
      { account: opened.account.name, effect: claim.effect.id },
      'No answer came to a message: reading back.',
    )
    const found = await lookIfPossible(sending, marker)
    if (found !== undefined) return told(sending, found)
    const again = plusSeconds(ports.clock.now(), ports.readbackWaitSeconds[0] ?? 0)
    await claim.unknown(error.message, again, { looks: 0 })
    return true
  }
  const found = await lookIfPossible(sending, began === undefined ? marker : { ...marker, conversation: began })
  const conversation = began ?? marker.conversation
  const sure = conversation === undefined ? undefined : { conversation }
  const arrived = found ?? sure
  // A conversation that was begun is known by its number, even where it is not read back.
  if (arrived === undefined) throw new Permanent('A message was handed over and its conversation is not known.')
  return told(sending, began === undefined ? arrived : { ...arrived, began })
}

/** Where an earlier try arrived; undefined = nowhere, or there was none. */
async function arrivedBefore(sending: MessageSending): Promise<Arrived | undefined> {
  const { result } = sending.claim.effect
  const marker = markerOf(sending.claim.effect)
  if (marker === undefined || result['by'] !== 'message') return undefined
  const { conversation, starts } = result
  return look(sending, {
    ...marker,
    ...(typeof conversation === 'string' ? { conversation: conversationId(conversation) } : {}),
    ...(typeof starts === 'string' ? { starts } : {}),
  })
}

async function look(sending: MessageSending, marker: Marker): Promise<Arrived | undefined> {
  const { claim, opened, ports } = sending
  const { messages, conversations } = opened.connector
  const snapshots =
    marker.conversation !== undefined
      ? [await messages?.thread(marker.conversation)]
      : marker.starts === undefined
        ? []
        : ((await conversations?.ofOrder(orderRef(marker.starts))) ?? [])
  for (const snapshot of snapshots) {
    if (snapshot === undefined) continue
    const found = await findUnbound(snapshot, marker, opened, claim.effect.id, ports)
    if (found !== undefined) {
      const conversation = snapshot.facts.id
      return { conversation, messageId: found, ...(marker.starts === undefined ? {} : { began: conversation }) }
    }
  }
  return undefined
}

async function lookIfPossible(sending: MessageSending, marker: Marker): Promise<Arrived | undefined> {
  try {
    return await look(sending, marker)
  } catch (error) {
    if (!isFault(error)) throw error
    const { opened, claim, ports } = sending
    ports.log.info({ account: opened.account.name, effect: claim.effect.id }, 'A message was not read back.')
    return undefined
  }
}

/** It arrived: its message is ours, the ticket shows what was written, and the row is done. */
async function told(sending: MessageSending, { conversation, messageId: own, began }: Arrived): Promise<boolean> {
  const { claim, opened, count, ports } = sending
  const { effect } = claim
  const { account, manifest } = opened
  const ticket = (await ports.ledger.conversation(account.name, conversation))?.ticket
  const text = markerOf(effect)?.text ?? ''
  const shown = {
    conversation,
    ...(began === undefined ? {} : { began }),
    ...(own === undefined ? {} : { messageId: own }),
  }
  if (own !== undefined) await ports.outbox.bindMessage(effect.id, messageId(own))
  if (!(await claim.done({ ...shown, to: manifest.label }))) return true
  countKind(count, 'sent', effect.kind)
  if (ticket != null) {
    const lines = escapeHtml(text === '' ? await writtenText(sending) : text).replaceAll('\n', '<br>')
    const say = ports.texts(account.language, 'delay.written', { marketplace: manifest.label })
    await writeNotes(
      [
        {
          model: ticket.model,
          id: ticket.id,
          messageId: delayNoteMessageId(account.name, effect.dedupeKey, 'written'),
          bodyHtml: `<p>${escapeHtml(say)}</p><p>${lines}</p>`,
        },
      ],
      ports,
    )
  }
  return true
}

/** The row as it stands keeps the text that was handed over. */
async function writtenText({ claim, ports }: MessageSending): Promise<string> {
  const row = await ports.outbox.effect(claim.effect.id)
  return row === undefined ? '' : (markerOf(row)?.text ?? '')
}

const newestOpen = (snapshots: readonly ConversationSnapshot[]): ConversationId | undefined =>
  snapshots
    .map(({ facts }) => facts)
    .filter(({ status }) => status === 'open')
    .toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt))
    .at(-1)?.id
