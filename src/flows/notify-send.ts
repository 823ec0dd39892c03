import { createHash } from 'node:crypto'
import type { Account } from '../domain/account.ts'
import { isFault, Misconfigured, Permanent, Unknown } from '../domain/errors.ts'
import { addressHash } from '../kit/address-hash.ts'
import type { Claim } from '../ledger/ports.ts'
import { RecipientRefused } from '../mail/faults.ts'
import type { MailConnection, OutgoingMail } from '../mail/ports.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { verdictFor } from '../domain/policy.ts'
import { legalFilesWith, logoOf } from '../domain/shop-files.ts'
import { plusSeconds } from '../domain/time.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countFault, countKind, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopPass } from './faults.ts'
import { inLanes } from './lanes.ts'
import { decide, type Decision, type MailDecision, type SuppressDecision } from './notify-decide.ts'
import { LOGO_CID, type MailFacts } from './notify-mail.ts'
import { inlinePictures } from './notify-pictures.ts'
import { readBackMessages, sendAsMessage } from './notify-message.ts'
import type { NotifyPayload } from './notify-rules.ts'
import { writtenDown } from './written-down.ts'

type NotifyClaim = Claim<NotifyPayload>

/** As many are worked on at once: while some wait for the mail server, others are written. */
const LANES = 12
const CLAIMED_AT_ONCE = 40

/** Sends the notifications of one account that are due, oldest first, those of one order one after another. */
export async function sendNotifications(
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  { kinds }: { readonly kinds?: readonly NotificationKind[] } = {},
): Promise<void> {
  const all = { flow: 'notify', account: opened.account.name, state: 'planned' } as const
  const filter = kinds === undefined ? all : { ...all, kinds }
  // What is to join another's mail must be nobody's until then.
  const [lanes, most] = opened.account.combine === 'on' ? [1, 1] : [LANES, CLAIMED_AT_ONCE]
  try {
    if (!(await readBackMessages(opened, count, ports))) return
    await inLanes<NotifyPayload>({
      lanes,
      claim: () => ports.outbox.claimSome<NotifyPayload>(filter, most),
      keyOf: ({ effect }) => String(effect.payload.orderId),
      work: async (claim) => {
        try {
          return await sendOne({ claim, opened, count, ports })
        } catch (error) {
          await claim.release()
          throw error
        }
      },
    })
  } catch (error) {
    stopPass(opened.account, error, count, ports.log)
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
  const decision = await decided(sending)
  switch (decision.kind) {
    case 'told':
      return done(sending, { via: 'receipt' })
    case 'suppress':
      return suppress(sending, decision)
    case 'later':
      await sending.claim.postpone(decision.until, decision.detail)
      return true
    case 'mail':
      return mail(sending, decision)
    case 'message':
      return sendAsMessage(sending, decision)
    default: {
      const missing: never = decision
      return missing
    }
  }
}

/** Parcels are taken into a mail before it is written: each of them stands in one, whoever dies when. */
async function decided({ claim, opened, count, ports }: Sending): Promise<Decision> {
  const decision = await decide(claim.effect, opened, ports)
  if (decision.kind !== 'mail' || decision.toTake.length === 0) return decision
  const wanted = decision.toTake.map(({ id }) => id)
  const taken = await ports.ledger.barriers.combine(claim.effect.id, wanted)
  for (let parcels = taken.length; parcels > 0; parcels -= 1) countSuppressed(count, 'combined', claim.effect.kind)
  // Another worker was faster with one of them.
  return taken.length === wanted.length ? decision : decide(claim.effect, opened, ports, { followers: 'own' })
}

/** Connected first, marked as sending then, sent last: a mail server that is away costs no attempt. */
async function mail(sending: Sending, { facts, rendered, verdict, followers }: MailDecision): Promise<boolean> {
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
  let response: string
  try {
    if (
      !(await claim.sending(
        {
          ...{ messageId: outgoing.messageId, to: outgoing.to.address, subject: outgoing.subject, text: outgoing.text },
          // Its receipt is theirs too.
          ...(followers.length === 0 ? {} : { toldKeys: followers.map(({ dedupeKey }) => dedupeKey) }),
        },
        verdict,
      ))
    )
      return true
    ;({ response } = await connection.send(outgoing))
  } catch (error) {
    if (error instanceof Unknown) {
      await claim.unknown(error.message)
      ports.log.warn(
        { account: account.name, effect: claim.effect.id },
        'A mail may or may not have arrived: a person has to decide.',
      )
      return true
    }
    if (error instanceof RecipientRefused) await addressRefused(sending, outgoing.to.address, error)
    if (error instanceof Permanent && !error.systemic) return fail(sending, error.message)
    return retryLater(sending, error)
  } finally {
    // While its end is written down, the connection takes the next one.
    connection.release()
  }
  const goesOn = await writtenDown(() =>
    done(sending, { messageId: outgoing.messageId, to: outgoing.to.address, response }),
  )
  await addressWorks(sending, outgoing.to.address)
  return goesOn
}

function compose(
  { claim, opened, ports }: Sending,
  facts: MailFacts,
  rendered: MailDecision['rendered'],
  from: string,
): OutgoingMail {
  const { account } = opened
  return {
    ...rendered,
    from,
    to:
      account.mailRedirect === undefined
        ? { name: facts.recipient.name, address: facts.recipient.email ?? '' }
        : { address: account.mailRedirect },
    messageId: mailMessageId(claim.effect.account, claim.effect.dedupeKey, from),
    date: ports.clock.now(),
    ...(rendered.html === undefined ? {} : enclosed(claim.effect.kind as NotificationKind, account, facts)),
  }
}

/** Pictures and files; a marketplace's relay gets none. */
function enclosed(
  kind: NotificationKind,
  account: Account,
  facts: MailFacts,
): Pick<OutgoingMail, 'logo' | 'images' | 'attachments'> {
  const logo = logoOf(account, facts.company.logo)
  const attachments = legalFilesWith(kind, account)
  return {
    ...inlinePictures(facts),
    ...(logo === undefined ? {} : { logo: { cid: LOGO_CID, ...logo } }),
    ...(attachments.length === 0 ? {} : { attachments }),
  }
}

/** The same for every try of a notification, so that the receiver's side can tell a repetition. */
export function mailMessageId(account: string, dedupeKey: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'marketplace-care'
  return `<${account}.n.${createHash('sha256').update(dedupeKey).digest('hex').slice(0, 32)}@${domain}>`
}

async function retryLater(sending: Sending, error: unknown): Promise<boolean> {
  const { claim, count, ports } = sending
  if (!isFault(error)) throw error
  const { effect } = claim
  if (!error.systemic && effect.attempts + 1 >= ATTEMPTS_MAX) {
    return fail(sending, `${error.message} It was tried ${ATTEMPTS_MAX} times.`)
  }
  await claim.retry(plusSeconds(ports.clock.now(), backoffSeconds(error, effect.attempts)), error.message, {
    systemic: error.systemic,
  })
  if (!error.systemic) return true
  // The mail server is away, not the marketplace: the account goes on reading, its mails wait.
  countFault(count, error)
  return false
}

/** The server of an address says that there is nobody: later mails need not try. Where mails are redirected it is not the buyer's. */
async function addressRefused({ opened, ports }: Sending, address: string, { code }: RecipientRefused): Promise<void> {
  if (opened.account.mailRedirect !== undefined) return
  await ports.ledger.barriers.mark({
    hash: addressHash(address),
    mark: 'bounced',
    account: opened.account.name,
    reason: code ?? '',
  })
}

/** A person sent it once more, and it was taken: what was said of the address no longer holds. */
async function addressWorks({ claim, ports }: Sending, address: string): Promise<void> {
  if (claim.effect.result['overrideReceipt'] === true) {
    await ports.ledger.barriers.clear(addressHash(address), ['bounced'])
  }
}

/** Parcels that were to be told with it are on their own again before it ends. */
async function suppress(
  { claim, count, ports }: Sending,
  { reason, detail, verdict, must }: SuppressDecision,
): Promise<boolean> {
  await ports.ledger.barriers.separate(claim.effect.id)
  const result = must === undefined ? {} : { must: true, ...must }
  if (await claim.suppress(reason, detail, verdict, result)) countSuppressed(count, reason, claim.effect.kind)
  return true
}

async function done({ claim, count }: Sending, result: Record<string, unknown>): Promise<boolean> {
  if (await claim.done(result)) countKind(count, 'sent', claim.effect.kind)
  return true
}

/** Of what the law demands the text is kept already, and somebody has to tell the buyer another way. */
async function fail({ claim, opened, count, ports }: Sending, reason: string): Promise<boolean> {
  const { kind } = claim.effect
  const { verdict } = verdictFor(ports.policy, opened.account.connector, kind as NotificationKind)
  if (await claim.fail(reason, verdict === 'must' ? { must: true } : {})) countKind(count, 'failed', kind)
  return true
}
