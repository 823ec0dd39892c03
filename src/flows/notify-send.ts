import { createHash } from 'node:crypto'
import type { StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import { isFault, Misconfigured, Permanent, Unknown } from '../domain/errors.ts'
import { guard } from '../domain/guard.ts'
import type { BuiltKind } from '../domain/notification.ts'
import { verdictFor } from '../domain/policy.ts'
import { isRelayAddress } from '../domain/relay.ts'
import { plusSeconds } from '../domain/time.ts'
import type { Claim } from '../ledger/ports.ts'
import type { OutgoingMail, RenderedMail } from '../mail/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countFault, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopPass } from './faults.ts'
import { mailData, type MailFacts, readFacts } from './notify-mail.ts'
import { type NotifyPayload, tooOld } from './notify-rules.ts'
import { storedVerdict } from './reply-send.ts'

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

/** One notification: read again, decide, render, check, send. Resolves to whether the account may go on. */
async function sendOne(sending: Sending): Promise<boolean> {
  const { claim, opened, ports } = sending
  const { effect } = claim
  const { account, manifest } = opened
  const kind = effect.kind as BuiltKind
  const facts = await readFacts(effect, ports)
  if (facts === undefined || facts.order.state === 'cancel') return suppress(sending, 'cancelled')
  const policy = verdictFor(ports.policy, account.connector, kind)
  if (effect.result['overrideReceipt'] !== true) {
    if (tooOld(effect.payload.dueAt, ports.clock.now(), account, { must: policy.verdict === 'must' }))
      return suppress(sending, 'too_old')
    if ((await ports.odoo.receipts.done([effect])).has(effect.dedupeKey)) return done(sending, { via: 'receipt' })
  }
  const address = facts.recipient.email
  if (address === null) return suppress(sending, 'no_address')
  if (isRelayAddress(address, ports.relayDomains)) return suppress(sending, 'marketplace_alias')

  const rendered = await render(facts, kind, sending)
  if (rendered === undefined) return suppress(sending, 'linter', 'A placeholder of the template stays empty.')
  const verdict = guard(
    {
      marketplace: account.connector,
      kind,
      text: `${rendered.subject}\n\n${rendered.text}`,
      rules: manifest.textRules,
      knownLinks: [facts.picking?.trackingUrl, facts.company.website].filter(
        (link) => link !== null && link !== undefined,
      ),
      overridden: effect.result['overridden'] !== undefined,
    },
    ports.policy,
  )
  const stored = storedVerdict(verdict)
  if (verdict.kind === 'denied') return suppress(sending, verdict.reason, verdict.sentence, stored)
  if (manifest.notifyBy !== 'mail' || verdict.channel !== 'mail')
    return suppress(sending, 'policy_deny', 'This account sends no mails.', stored)
  if (account.mode !== 'live' || (await ports.odoo.info()).neutralized) return suppress(sending, 'shadow', '', stored)
  return mail(sending, facts, rendered, stored)
}

/** Connected first, marked as sending then, sent last: a mail server that is away costs no attempt. */
async function mail(
  sending: Sending,
  facts: MailFacts,
  rendered: RenderedMail,
  stored: StoredVerdict,
): Promise<boolean> {
  const { claim, opened, ports } = sending
  const { account } = opened
  if (account.smtp === undefined || account.mailFrom === undefined) {
    throw new Misconfigured(
      `Account ${account.name} has no SMTP_URL or MAIL_FROM. No mail is sent there. Set both in its file.`,
    )
  }
  const outgoing = compose(sending, facts, rendered, account.mailFrom)
  let connection
  try {
    connection = await ports.mailer.acquire(account.smtp)
  } catch (error) {
    return retryLater(sending, error)
  }
  try {
    if (
      !(await claim.sending(
        { messageId: outgoing.messageId, to: outgoing.to.address, subject: outgoing.subject, text: outgoing.text },
        stored,
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

export const LOGO_CID = 'shop-logo'

/** Undefined = a placeholder stays empty. */
async function render(
  facts: MailFacts,
  kind: BuiltKind,
  { opened, ports, claim }: Sending,
): Promise<RenderedMail | undefined> {
  const { account } = opened
  const language = facts.recipient.language?.slice(0, 2).toLowerCase()
  const locale =
    [language, account.language].find((code) => code !== undefined && ports.renderer.locales.includes(code)) ?? 'en'
  try {
    return ports.renderer.render({
      kind,
      locale: locale as 'de' | 'en',
      formality: account.formality,
      timeZone: account.timeZone,
      data: mailData(facts, opened, claim.effect.payload),
    })
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    ports.log.warn({ account: account.name, effect: claim.effect.id }, error.message)
    return undefined
  }
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

async function suppress(
  { claim, count }: Sending,
  reason: SuppressionReason,
  detail = '',
  verdict?: StoredVerdict,
): Promise<boolean> {
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
