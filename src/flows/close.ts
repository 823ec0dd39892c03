import type { NewEffect } from '../domain/effect.ts'
import { isFault, Permanent } from '../domain/errors.ts'
import { later, plusSeconds } from '../domain/time.ts'
import type { Claim } from '../ledger/ports.ts'
import type { FeedCursor, TicketPlace } from '../odoo/ports.ts'
import { type FlowPorts, type OpenAccount, startLines } from './context.ts'
import type { AccountCount } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopAccount } from './faults.ts'
import { maySend } from './restores.ts'

export interface ClosePayload {
  readonly ticketId: number
}

/**
 * Ticket closed in Odoo → conversation closed at the marketplace, where CLOSE_ON_MARKETPLACE asks for it. In shadow mode it is planned
 * and held back; what was closed before the account went live is not closed there.
 */
export async function closeConversations(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  const { account, connector } = opened
  if (!account.closeOnMarketplace || account.mode === 'read' || connector.close === undefined) return
  const cursor = (await ports.ledger.cursor(account.name, 'closed-tickets')) as FeedCursor | undefined
  const lines = await startLines([opened], ports)
  if (lines === undefined) return
  const since = later(lines.first, lines.live.get(account.name) ?? lines.first)
  const page = await ports.odoo.tickets.closedSince(cursor, since)
  const effects: NewEffect[] = []
  for (const ticket of page.tickets) effects.push(...(await toEffect(ticket, opened, ports)))
  await ports.outbox.plan(effects)
  if (page.cursor !== undefined) await ports.ledger.storeCursor(account.name, 'closed-tickets', page.cursor)
  if (!(await maySend('close', [{ opened, count }], ports))) return
  await repeatUnclear(opened, ports)
  const held = account.mode !== 'live' || (await ports.odoo.info()).neutralized
  for (;;) {
    const claim = await ports.outbox.claim<ClosePayload>({ flow: 'close', account: account.name, state: 'planned' })
    if (claim === undefined || !(await send(claim, opened, count, ports, { held }))) return
  }
}

async function toEffect(ticket: TicketPlace, { account }: OpenAccount, { ledger }: FlowPorts): Promise<NewEffect[]> {
  const place = await ledger.conversationOfTicket(ticket.id)
  if (place?.account !== account.name || place.facts.status === 'closed') return []
  // A restored Odoo gives a number a second time.
  if (place.ticket.createDate !== ticket.createDate) return []
  return [
    {
      account: account.name,
      flow: 'close',
      kind: 'close',
      // The conversation may be opened again by the buyer and closed again by the agent: each round is its own effect.
      dedupeKey: `close:${account.name}:${place.facts.id}:${place.facts.updatedAt}`,
      state: 'planned',
      conversation: place.facts.id,
      source: { model: ticket.model, id: ticket.id, createDate: ticket.createDate },
      payload: { ticketId: ticket.id } satisfies ClosePayload,
    },
  ]
}

/** A process died while closing: the row goes back in the queue. */
async function repeatUnclear({ account }: OpenAccount, { outbox, clock }: FlowPorts): Promise<void> {
  for (;;) {
    const claim = await outbox.claim<ClosePayload>({ flow: 'close', account: account.name, state: 'unknown' })
    if (claim === undefined) return
    await claim.retry(clock.now(), 'Closing is repeated.')
  }
}

/** Closing twice does no harm, so a lost confirmation is simply tried again. */
async function send(
  claim: Claim<ClosePayload>,
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  { held }: { held: boolean },
): Promise<boolean> {
  const { effect } = claim
  if (held) {
    await claim.suppress('shadow', '')
    return true
  }
  if (opened.connector.close === undefined || effect.conversation === null) {
    await claim.fail('There is nothing to close.')
    return true
  }
  if (!(await claim.sending({}))) return true
  try {
    await opened.connector.close(effect.conversation)
    await claim.done({})
    return true
  } catch (error) {
    if (!isFault(error)) throw error
    if ((error instanceof Permanent && !error.systemic) || effect.attempts + 1 >= ATTEMPTS_MAX) {
      if (await claim.fail(error.message)) count.failed += 1
      return true
    }
    await claim.retry(plusSeconds(ports.clock.now(), backoffSeconds(error, effect.attempts)), error.message, {
      systemic: error.systemic,
    })
    if (error.systemic) await stopAccount(opened.account, error, count, ports)
    return !error.systemic
  }
}
