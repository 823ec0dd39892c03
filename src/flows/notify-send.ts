import { createHash } from 'node:crypto'
import { isFault, Misconfigured, Permanent, Unknown } from '../domain/errors.ts'
import type { Claim } from '../ledger/ports.ts'
import type { MailConnection, OutgoingMail, RenderedMail } from '../mail/ports.ts'
import { plusSeconds } from '../domain/time.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countFault, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopPass } from './faults.ts'
import { decide, type MailDecision, type SuppressDecision } from './notify-decide.ts'
import { LOGO_CID, type MailFacts } from './notify-mail.ts'
import type { NotifyPayload } from './notify-rules.ts'

type NotifyClaim = Claim<NotifyPayload>

/** Sends the notifications of one account that are due, oldest first. */
export async function sendNotifications(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  for (;;) {
    const claim = await ports.outbox.claim<NotifyPayload>({
      flow: 'notify',
      account: opened.account.name,
      state: 'planned',
    })
    if (claim === undefined) return
    try {
      if (!(await sendOne({ claim, opened, count, ports }))) return
    } catch (error) {
      await claim.release()
      stopPass(opened.account, error, count, ports.log)
      return
    }
  }
}

interface Sending {
  readonly claim: NotifyClaim
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
}

/** One notification: decide by what Odoo says now, then act. Resolves to whether the account may go on. */
async function sendOne(sending: Sending): Promise<boolean> {
  const { claim, opened, ports } = sending
  const decision = await decide(claim.effect, opened, ports)
  switch (decision.kind) {
    case 'told':
      return done(sending, { via: 'receipt' })
    case 'suppress':
      return suppress(sending, decision)
    case 'mail':
      return mail(sending, decision)
    default: {
      const missing: never = decision
      return missing
    }
  }
}

/** Connected first, marked as sending then, sent last: a mail server that is away costs no attempt. */
async function mail(sending: Sending, { facts, rendered, verdict }: MailDecision): Promise<boolean> {
  const { claim, opened, ports } = sending
  const { account } = opened
  if (account.smtp === undefined || account.mailFrom === undefined) {
    throw new Misconfigured(
      `Account ${account.name} has no SMTP_URL or MAIL_FROM. No mail is sent there. Set both in its file.`,
    )
  }
  const outgoing = compose(sending, facts, rendered, account.mailFrom)
  let connection: MailConnection
  try {
    connection = await ports.mailer.acquire(account.smtp)
  } catch (error) {
    return retryLater(sending, error)
  }
  try {
    if (
      !(await claim.sending(
        { messageId: outgoing.messageId, to: outgoing.to.address, subject: outgoing.subject, text: outgoing.text },
        verdict,
      ))
    )
      return true
    const { response } = await connection.send(outgoing)
    return await done(sending, { messageId: outgoing.messageId, to: outgoing.to.address, response })
  } catch (error) {
    if (error instanceof Unknown) {
      await claim.unknown(error.message)
      ports.log.warn(
        { account: account.name, effect: claim.effect.id },
        'A mail may or may not have arrived: a person has to decide.',
      )
      return true
    }
    if (error instanceof Permanent && !error.systemic) return fail(sending, error.message)
    return retryLater(sending, error)
  } finally {
    connection.release()
  }
}

function compose(
  { claim, opened, ports }: Sending,
  facts: MailFacts,
  rendered: RenderedMail,
  from: string,
): OutgoingMail {
  const { account } = opened
  const { logo } = facts.company
  return {
    ...rendered,
    from,
    to:
      account.mailRedirect === undefined
        ? { name: facts.recipient.name, address: facts.recipient.email ?? '' }
        : { address: account.mailRedirect },
    messageId: mailMessageId(claim.effect.account, claim.effect.dedupeKey, from),
    date: ports.clock.now(),
    ...(logo === null || account.shop.logo !== undefined ? {} : { logo: { cid: LOGO_CID, ...logo } }),
  }
}

/** The same for every try of a notification, so that the receiver's side can tell a repetition. */
export function mailMessageId(account: string, dedupeKey: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'marketplace-care'
  return `<${account}.n.${createHash('sha256').update(dedupeKey).digest('hex').slice(0, 32)}@${domain}>`
}

async function retryLater({ claim, count, ports }: Sending, error: unknown): Promise<boolean> {
  if (!isFault(error)) throw error
  const { effect } = claim
  if (!error.systemic && effect.attempts + 1 >= ATTEMPTS_MAX) {
    if (await claim.fail(`${error.message} It was tried ${ATTEMPTS_MAX} times.`)) count.failed += 1
    return true
  }
  await claim.retry(plusSeconds(ports.clock.now(), backoffSeconds(error, effect.attempts)), error.message, {
    systemic: error.systemic,
  })
  if (!error.systemic) return true
  // The mail server is away, not the marketplace: the account goes on reading, its mails wait.
  countFault(count, error)
  return false
}

async function suppress({ claim, count }: Sending, { reason, detail, verdict }: SuppressDecision): Promise<boolean> {
  if (await claim.suppress(reason, detail, verdict)) countSuppressed(count, reason)
  return true
}

async function done({ claim, count }: Sending, result: Record<string, unknown>): Promise<boolean> {
  if (await claim.done(result)) count.sent += 1
  return true
}

async function fail({ claim, count }: Sending, reason: string): Promise<boolean> {
  if (await claim.fail(reason)) count.failed += 1
  return true
}
