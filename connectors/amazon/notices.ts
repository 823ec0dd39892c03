import { type CaseFacts, caseId, type CaseState, type CaseType } from '../../src/domain/case.ts'
import type { OrderRef } from '../../src/domain/ids.ts'
import type { ParsedMail } from '../../src/domain/mail.ts'
import type { Money } from '../../src/domain/money.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import type { MailMeaning, MailMessage, MailParty } from '../../src/kit/mail-channel.ts'
import { amountsIn } from './amounts.ts'
import { deadlineIn } from './deadline.ts'
import { type Facts, factsOf } from './fields.ts'
import { footerOf } from './footer.ts'
import { frameOf, wordsOf } from './frame.ts'
import type { NoticeKind } from './kinds.ts'
import { typeOf } from './kinds.ts'
import { foldedWords } from './labels.ts'
import { ordersIn } from './orders.ts'
import type { Site } from './sites.ts'
import { topicOf } from './subject.ts'

/** Amazon speaks for itself in its notices: they join the conversation about their order. */
const AMAZON: MailParty = {
  key: 'amazon',
  shared: false,
  marketplace: true,
  name: 'Amazon',
  answerTo: null,
  noAnswer: "Nobody reads answers to Amazon's notices: act in Seller Central.",
}

/** A mail of Amazon's own, and what is known of it. */
export interface Notice {
  readonly mail: ParsedMail
  readonly site: Site | undefined
  /** When it was written. */
  readonly at: Instant
}

/** What a notice means. */
export function noticeOf(kind: Exclude<NoticeKind, 'message'>, notice: Notice): MailMeaning {
  switch (kind) {
    case 'confirmation':
      return copyOfAnswer(notice)
    case 'return':
      return returnRequest(notice)
    case 'refund':
      return refund(notice)
    case 'claim-opened':
      return claim(notice, 'to_decide')
    case 'claim-closed':
      return claim(notice, 'closed')
    case 'cancellation':
      return cancellation(notice)
    case 'opted-out':
      return rejected(notice, OPTED_OUT)
    case 'rejected':
      return rejected(notice, notice.mail.report?.diagnostic ?? REFUSED)
    case 'other':
      return aside(notice)
  }
}

const OPTED_OUT =
  'The buyer takes no messages from sellers that he did not ask for. Answer his own message in its thread, or write to him from the order in Seller Central.'
const REFUSED = 'Amazon did not hand over the message; its mail says why.'

/** What the seller wrote in Seller Central. Without an order, a case or a mail it answers nobody knows where it belongs. */
function copyOfAnswer(notice: Notice): MailMeaning {
  const { mail } = notice
  const frame = frameOf(mail.text)
  const thread = footerOf(mail, frame).caseId ?? null
  const message = { ...told(notice), role: 'seller' as const, text: wordsOf(mail, frame), thread }
  const lost = thread === null && message.orders.length + mail.references.length + mail.inReplyTo.length === 0
  if (lost) return { kind: 'aside', reason: 'marketplace_notice', detail: 'copy of an answer without order or case' }
  return message
}

/** What is in policy Amazon allows by itself; everything else wants an answer within a day: Seller Central help 200708210. */
const RETURN_SECONDS = 24 * 3600

function returnRequest(notice: Notice): MailMessage {
  const facts = factsOf(notice.mail)
  const waits = !isAuthorised(notice.mail, facts)
  const decideBy = waits ? plusSeconds(notice.at, RETURN_SECONDS) : null
  const message = told(notice)
  const names = facts.rows.flatMap(({ asin, sku }) => asin ?? sku ?? []).toSorted()
  return {
    ...message,
    ...(decideBy === null ? {} : { asks: true, answerBy: decideBy }),
    ...caseWith(notice, message, facts, {
      type: 'return',
      state: waits ? 'to_decide' : 'announced',
      id: (order) => facts.whole.number ?? [order, ...names].join('-'),
      decideBy,
    }),
  }
}

const ALLOWED =
  /\b(?:auto\w*|genehmigt|erlaubt|authori[sz]ed|approved|accept\w*|approuve\w*|approvat\w*|aprobad\w*|goedgekeurd|zatwierdz\w*|godkan\w*)\b/
const OPEN =
  /\b(?:nicht|ausstehend|erforderlich|benotigt|not|pending|required|awaiting|non|requise?|attente|richiesta|attesa|no|pendiente|requerida|necesaria|niet|vereist|nodig|nie|wymagan\w*|oczekuj\w*|inte|kravs|vantar)\b/
const NOTICE_OF_AUTHORISATION =
  /\b(?:autorisiert\w*|autorisierung|genehmigt\w*|genehmigung|authori[sz]ation|authori[sz]ed|autorisation|autorisee?|autorizzazione|autorizzat\w*|autorizacion|autorizad\w*|autorisatie|geautoriseerd|goedgekeurd|autoryzac\w*|zatwierdzon\w*|auktoriser\w*|godkan\w*)\b/

/** By the mail's own field, else by a label that was made, else by the subject. */
function isAuthorised({ subject }: ParsedMail, { whole }: Facts): boolean {
  const said = foldedWords(whole.authorisation ?? '')
  if (said !== '') return ALLOWED.test(said) && !OPEN.test(said)
  if (whole.tracking !== undefined || whole.carrier !== undefined) return true
  const title = foldedWords(subject)
  return NOTICE_OF_AUTHORISATION.test(title) && !OPEN.test(title)
}

/** Each refund stands for itself: several for one order are added up by whoever wants the sum, and none replaces another. */
function refund(notice: Notice): MailMessage {
  const message = told(notice)
  const [order] = message.orders
  const amount = refundedIn(notice.mail)
  return order === undefined || amount === undefined ? message : { ...message, refund: { order, amount } }
}

/** The sum that is named as such, else the amount that is, else the only one that stands there. Nothing is guessed. */
function refundedIn(mail: ParsedMail): Money | undefined {
  const { whole } = factsOf(mail)
  for (const value of [whole.total, whole.amount]) {
    const [named] = amountsIn(value ?? '')
    if (named !== undefined) return named
  }
  const [first, ...others] = amountsIn(mail.text)
  const same = others.every(({ minor, currency }) => minor === first?.minor && currency === first.currency)
  return same ? first : undefined
}

/** A claim weighs more than anything else that Amazon mails: the deadline is the mail's own. */
function claim(notice: Notice, state: 'to_decide' | 'closed'): MailMessage {
  const { mail, site, at } = notice
  const by = state === 'closed' ? undefined : deadlineIn(mail.text, at, site?.timeZone ?? 'Europe/Berlin')
  const message = told(notice)
  return {
    ...message,
    ...(state === 'to_decide' ? { asks: true } : {}),
    ...(by === undefined ? {} : { answerBy: by }),
    ...caseWith(notice, message, factsOf(mail), {
      type: 'claim',
      state,
      id: (order) => `claim-${order}`,
      decideBy: by ?? null,
    }),
  }
}

function cancellation(notice: Notice): MailMessage {
  const message = told(notice)
  return {
    ...message,
    asks: true,
    ...caseWith(notice, message, factsOf(notice.mail), {
      type: 'cancellation',
      state: 'to_decide',
      id: (order) => `cancellation-${order}`,
      decideBy: null,
    }),
  }
}

/** All of a notice is Amazon's, so all of it is shown. */
function told({ mail, site }: Notice): MailMessage {
  const topic = topicOf(mail.subject)
  return {
    kind: 'message',
    role: 'system',
    text: mail.text.trim() === '' ? mail.reply.trim() : mail.text.trim(),
    party: AMAZON,
    thread: null,
    orders: ordersIn(mail.subject, mail.text),
    ...(topic === undefined ? {} : { topic }),
    ...(site === undefined ? {} : { storefront: site.language }),
  }
}

interface CaseToTell {
  readonly type: CaseType
  readonly state: CaseState
  readonly id: (order: OrderRef) => string
  readonly decideBy: Instant | null
}

/** A case needs its order; a mail without one is still shown. Nothing can be decided by mail. */
function caseWith(
  { mail, site, at }: Notice,
  { orders }: MailMessage,
  { rows, whole }: Facts,
  { type, state, id, decideBy }: CaseToTell,
): { readonly case?: CaseFacts } {
  const [order] = orders
  if (order === undefined) return {}
  const named = rows.flatMap(({ article, asin, sku }) => article ?? asin ?? sku ?? [])
  const quantity = rows.reduce((sum, row) => sum + (Number.parseInt(row.quantity ?? '1', 10) || 1), 0)
  const reference = whole.tracking
  return {
    case: {
      id: caseId(id(order)),
      type,
      order,
      article: named.length === 0 ? null : named.join('; '),
      quantity: Math.max(1, quantity),
      state,
      sourceState: typeOf(mail) ?? type,
      reason: joined(
        rows.map(({ reason }) => reason),
        '; ',
      ),
      note: joined(
        rows.map(({ comment }) => comment),
        '\n',
      ),
      ...(site === undefined ? {} : { storefront: site.language }),
      // Notices do not name the buyer's alias.
      buyer: { id: `order:${order}` },
      ...(reference === undefined ? {} : { tracking: { carrier: whole.carrier ?? null, reference } }),
      decideBy,
      allowed: [],
      conversations: [],
      openedAt: at,
      updatedAt: at,
    },
  }
}

function joined(values: readonly (string | undefined)[], by: string): string | null {
  const given = [...new Set(values.filter((value) => value !== undefined))]
  return given.length === 0 ? null : given.join(by)
}

/** Which answer it is about: by the report, else the header, else the Message-ID that it quotes. */
function rejected({ mail }: Notice, reason: string): MailMeaning {
  const quoted = /^[>\s]*message-id:\s*(<[^<>\s]{3,250}>)/imu.exec(mail.text.slice(0, 200_000))?.[1]
  return {
    kind: 'rejected',
    about: mail.report?.about ?? mail.inReplyTo[0] ?? mail.references.at(-1) ?? quoted ?? null,
    orders: ordersIn(mail.subject, mail.text),
    reason,
    text: mail.text.trim() === '' ? mail.reply.trim() : mail.text.trim(),
  }
}

const DETAIL_MAX_CHARS = 160

function aside({ mail }: Notice): MailMeaning {
  const detail = [typeOf(mail), mail.subject].filter((part) => part !== undefined && part !== '').join(': ')
  return {
    kind: 'aside',
    reason: 'marketplace_notice',
    ...(detail === '' ? {} : { detail: detail.slice(0, DETAIL_MAX_CHARS) }),
  }
}
