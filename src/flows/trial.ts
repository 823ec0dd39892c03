import type { ConversationId, OrderRef } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { ListedMail, Rung } from '../ledger/mail-ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { emptyCount } from './count.ts'
import { sortMails } from './mail-sort.ts'
import { ordersOfRefs } from './mirror-orders.ts'
import { maskAddress } from './notify-dry-run.ts'
import { senderOf } from './reply-mail.ts'
import { replySubject } from '../mail/answer.ts'

/** A message that came while somebody tried the channel: where it would stand and how it would be answered. */
export interface Tried {
  readonly at: Instant
  /** `message`, or what else a mail became. */
  readonly as: ListedMail['state']
  readonly reason: string | null
  /** Null = it is in no conversation. */
  readonly conversation: ConversationId | null
  readonly rung: Rung | null
  readonly orders: readonly { readonly ref: OrderRef; readonly inOdoo: string | null }[]
  readonly answer: { readonly from: string; readonly to_masked: string; readonly subject: string } | null
  /** What the account's own mail server says of the sender; null = no mail. */
  readonly proof: 'verified' | 'not verified' | 'forged' | null
}

/** Waits for the account's next message. */
export interface Trial {
  /** Looks once; what came since the trial began, newest first. */
  look(): Promise<readonly Tried[]>
}

const LISTED = 50

/**
 * Begins to watch an account's channel. What comes by mail is kept and sorted as in every pass, but placed by the next pass only; of
 * other channels nothing is kept.
 * @returns undefined where the account reads nothing
 */
export async function beginTrial(opened: OpenAccount, ports: FlowPorts): Promise<Trial | undefined> {
  if (opened.mail !== undefined) return mailTrial(opened, ports)
  return opened.connector.messages === undefined ? undefined : callTrial(opened, ports)
}

async function mailTrial(opened: OpenAccount, ports: FlowPorts): Promise<Trial> {
  const { name } = opened.account
  const read = async (): Promise<readonly ListedMail[]> => {
    const count = emptyCount(name)
    await ports.fetchMail?.(opened, count)
    await sortMails(opened, count, ports)
    return ports.ledger.mails.list(name, { limit: LISTED })
  }
  const before = new Set((await read()).map(({ id }) => id))
  return {
    async look() {
      const came = (await read()).filter(({ id, state }) => !before.has(id) && state !== 'kept')
      return Promise.all(came.map((mail) => triedMail(mail, opened, ports)))
    },
  }
}

async function triedMail(mail: ListedMail, opened: OpenAccount, ports: FlowPorts): Promise<Tried> {
  const { account } = opened
  const { conversation } = mail
  const cards = conversation === null ? [] : await ports.ledger.mails.cardsOf(account.name, conversation)
  const card = cards.at(-1)
  const target = conversation === null ? undefined : await ports.ledger.mails.toAnswer(account.name, conversation)
  const to = target?.card.answerTo ?? null
  const proof =
    card === undefined
      ? null
      : card.forged
        ? 'forged'
        : card.notes?.marks.includes('unverified') === true
          ? 'not verified'
          : 'verified'
  return {
    at: mail.receivedAt,
    as: mail.state,
    reason: mail.reason,
    conversation,
    rung: mail.rung,
    orders: await ordersOf(card?.orders ?? [], opened, ports),
    answer:
      target === undefined || to === null
        ? null
        : {
            from: senderOf(account, opened.mail?.mailbox, target.card.brand),
            to_masked: maskAddress(to.address),
            subject: subjectOf(opened, target.card),
          },
    proof,
  }
}

function subjectOf(
  { mail }: OpenAccount,
  card: { readonly subject: string; readonly orders: readonly OrderRef[] },
): string {
  return mail?.channel.answer?.({ text: '', to: card }).subject ?? replySubject(card.subject)
}

/** Nothing is written: neither the ledger's cursor nor anything at the marketplace moves. */
async function callTrial(opened: OpenAccount, ports: FlowPorts): Promise<Trial> {
  const { account, connector, manifest } = opened
  const since = ports.clock.now()
  const cursor = await ports.ledger.cursor(account.name, 'messages')
  return {
    async look() {
      const tried: Tried[] = []
      const start = { cursor, goLive: since, startFrom: since }
      for await (const page of connector.messages?.pull(start) ?? []) {
        for (const { facts, messages } of page.conversations) {
          const newest = messages.findLast(({ author, at }) => author.role === 'buyer' && at >= since)
          if (newest === undefined) continue
          tried.push({
            at: newest.at,
            as: 'message',
            reason: null,
            conversation: facts.id,
            rung: 'thread',
            orders: await ordersOf(facts.orders, opened, ports),
            answer: { from: account.name, to_masked: manifest.label, subject: facts.topic ?? '' },
            proof: null,
          })
        }
      }
      return tried
    },
  }
}

async function ordersOf(refs: readonly OrderRef[], opened: OpenAccount, ports: FlowPorts): Promise<Tried['orders']> {
  const found = await ordersOfRefs(opened, refs, ports)
  return refs.map((ref) => ({ ref, inOdoo: found.get(ref)?.name ?? null }))
}
