import type { Account, MailboxSettings } from '../domain/account.ts'
import { isFault, Misconfigured, Permanent, Unknown } from '../domain/errors.ts'
import type { OrderRef } from '../domain/ids.ts'
import { answerToken } from '../domain/threading.ts'
import { plusSeconds } from '../domain/time.ts'
import { checkAnswer } from '../kit/answer-rules.ts'
import type { PlacedMail } from '../ledger/mail-ports.ts'
import { checkedAddress } from '../mail/address.ts'
import { answerMessageId, composeAnswer, replySubject } from '../mail/answer.ts'
import type { ComposedMail } from '../mail/compose.ts'
import { RecipientRefused } from '../mail/faults.ts'
import type { MailConnection } from '../mail/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { countFault } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds } from './faults.ts'
import { bareAddress } from './mail-read.ts'
import { delivered, failed, type Handing, type ReplyClaim } from './reply-outcome.ts'
import { writtenDown } from './written-down.ts'

/** The mail that an answer goes to: the newest of the conversation that may be answered. Undefined = none, or no account of mails. */
export async function mailToAnswer(
  { effect }: ReplyClaim,
  { account, mail }: OpenAccount,
  { ledger }: Pick<FlowPorts, 'ledger'>,
): Promise<PlacedMail | undefined> {
  if (mail === undefined || effect.conversation === null) return undefined
  return ledger.mails.toAnswer(account.name, effect.conversation)
}

/**
 * An agent's answer → the mail server: connected first, marked as sending then, sent last. What broke off in between may have arrived:
 * only a person settles it.
 */
export async function sendAnswerMail(handing: Handing, target: PlacedMail | undefined): Promise<boolean> {
  const { claim, opened, count, ports } = handing
  const { account } = opened
  const t = words(handing)
  if (target === undefined) return failed(claim, count, await whyNot(handing))
  const { smtp } = account
  if (smtp === undefined)
    throw new Misconfigured(`Account ${account.name} has no SMTP_URL. No answer is sent there. Set it in its file.`)
  let mail: WrittenMail
  try {
    mail = await write(handing, target)
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    return failed(claim, count, error.code === 'address' ? t('bad_address') : error.message)
  }
  let connection: MailConnection
  try {
    connection = await ports.mailer.acquire(smtp)
  } catch (error) {
    return retryLater(handing, error)
  }
  let response: string
  try {
    if (!(await claim.sending(mail.marker, handing.stored))) return true
    ;({ response } = await connection.send(mail.composed))
  } catch (error) {
    if (error instanceof Unknown) {
      await claim.unknown(error.message)
      ports.log.warn(
        { account: account.name, effect: claim.effect.id },
        'An answer by mail may or may not have arrived: a person has to decide.',
      )
      return true
    }
    if (error instanceof RecipientRefused) return failed(claim, count, t('address_refused', { code: error.code ?? '' }))
    if (error instanceof Permanent && !error.systemic) return failed(claim, count, error.message)
    return retryLater(handing, error)
  } finally {
    connection.release()
  }
  const goesOn = await writtenDown(() => delivered(claim, count, { response }))
  await keepCopy(handing, mail.composed)
  return goesOn
}

interface WrittenMail {
  readonly composed: ComposedMail
  /** What the row keeps of it. */
  readonly marker: Record<string, unknown>
}

/** @throws Permanent where it cannot be written so: the files, the address, the length */
async function write(handing: Handing, { card }: PlacedMail): Promise<WrittenMail> {
  const { claim, opened, ports, text, files } = handing
  const { account, manifest, mail } = opened
  const { conversation, dedupeKey } = claim.effect
  if (manifest.messageRules !== undefined) checkAnswer({ text, files }, manifest.messageRules, manifest.label)
  const answerTo = card.answerTo
  if (answerTo === null || checkedAddress(answerTo.address) === undefined || conversation === null)
    throw new Permanent('The answer address is not valid.', { code: 'address' })
  const from = senderOf(account, mail?.mailbox, card.brand)
  const style = styled(opened, { text, subject: card.subject, orders: card.orders })
  const token = answerToken(conversation, card.party, ports.answerSecret)
  const messageId = answerMessageId(account.name, dedupeKey, { token, from })
  const to = account.mailRedirect === undefined ? answerTo : { address: account.mailRedirect }
  const composed = await composeAnswer({
    from,
    to,
    ...style,
    messageId,
    date: ports.clock.now(),
    answers: { messageId: card.messageId, references: card.references },
    files,
  })
  const marker = { messageId, to: to.address, subject: style.subject, text }
  return { composed, marker: card.brand === null ? marker : { ...marker, brand: card.brand } }
}

function styled(
  { mail }: OpenAccount,
  { text, ...to }: { readonly text: string; readonly subject: string; readonly orders: readonly OrderRef[] },
): { readonly subject: string; readonly text: string } {
  const { subject, text: leaves } = mail?.channel.answer?.({ text, to }) ?? { subject: replySubject(to.subject), text }
  return { subject, text: leaves }
}

/**
 * Exactly the registered address; where an account has several, the one that was written to.
 * @throws Misconfigured where there is none
 */
export function senderOf(
  { name, mailFrom }: Account,
  mailbox: MailboxSettings | undefined,
  brand: string | null,
): string {
  const named = mailbox?.brands.find(({ address }) => address === brand)
  if (named?.from !== undefined) return named.from
  if (named !== undefined && bareAddress(mailFrom ?? '') !== named.address.toLowerCase()) return named.address
  if (mailFrom !== undefined) return mailFrom
  throw new Misconfigured(`Account ${name} has no MAIL_FROM. No answer is sent there. Set it in its file.`)
}

const words =
  ({ claim, ports }: Handing) =>
  (key: string, values?: Readonly<Record<string, string>>): string =>
    ports.texts(claim.effect.payload.author.language, `mail.${key}`, values)

/** What agents can do nothing about is said once, with what the connector knows of another way. */
async function whyNot({ claim, opened, ports, ...rest }: Handing): Promise<string> {
  const t = words({ claim, opened, ports, ...rest })
  const { conversation } = claim.effect
  const cards = conversation === null ? [] : await ports.ledger.mails.cardsOf(opened.account.name, conversation)
  const forged = cards.length > 0 && cards.every((card) => card.forged)
  const known = cards.findLast(({ notes }) => notes?.noAnswer !== undefined)?.notes?.noAnswer
  return t('not_answerable', { why: forged ? t('why_forged') : (known ?? t('why_nobody')) })
}

/** Only for people to look at: that it failed changes nothing of the answer. */
async function keepCopy({ opened, ports, claim }: Handing, { raw }: ComposedMail): Promise<void> {
  const { account, mail } = opened
  if (mail?.mailbox.sentFolder === undefined || ports.keepSent === undefined) return
  try {
    await ports.keepSent(opened, raw)
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.warn(
      { account: account.name, effect: claim.effect.id, fault: error.kind },
      'A sent answer has no copy in SENT_FOLDER.',
    )
  }
}

/** The mail server is away, not the mailbox: reading goes on, answers wait. */
async function retryLater({ claim, count, ports }: Handing, error: unknown): Promise<boolean> {
  if (!isFault(error)) throw error
  const { effect } = claim
  if (!error.systemic && effect.attempts + 1 >= ATTEMPTS_MAX)
    return failed(claim, count, `${error.message} It was tried ${String(ATTEMPTS_MAX)} times.`)
  await claim.retry(plusSeconds(ports.clock.now(), backoffSeconds(error, effect.attempts)), error.message, {
    systemic: error.systemic,
  })
  if (!error.systemic) return true
  countFault(count, error)
  return false
}
