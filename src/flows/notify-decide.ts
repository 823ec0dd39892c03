import { outlivesCancellation } from '../domain/barriers.ts'
import type { Effect, StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import { guard } from '../domain/guard.ts'
import { type MailLocale, mailLocale } from '../domain/language.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { type PolicyRow, verdictFor } from '../domain/policy.ts'
import { isRelayAddress } from '../domain/relay.ts'
import { legalFilesWith } from '../domain/shop-files.ts'
import { oneLine } from '../domain/text.ts'
import type { Instant } from '../domain/time.ts'
import type { OrderFacts } from '../odoo/ports.ts'
import type { MailData, OutgoingMail, RenderedMail } from '../mail/ports.ts'
import { declarationLines } from '../mail/view.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type Barrier, barrierTo } from './notify-barriers.ts'
import { type Follower, followersOf, withFollowers } from './notify-combine.ts'
import { mailData, type MailFacts, readFacts } from './notify-mail.ts'
import { withPictures } from './notify-pictures.ts'
import { type NotifyPayload, tooOld } from './notify-rules.ts'
import { storedVerdict } from './verdict.ts'
import { type Way, wayOf } from './way.ts'

export interface SuppressDecision {
  readonly kind: 'suppress'
  readonly reason: SuppressionReason
  readonly detail: string
  readonly verdict?: StoredVerdict
  /** Whom it would have gone to, where that is known. */
  readonly to?: string
  /** The law demands it, so somebody has to tell the buyer another way: the text for it, where it could be written. */
  readonly must?: Pick<RenderedMail, 'subject' | 'text'>
}

export interface MailDecision {
  readonly kind: 'mail'
  readonly facts: MailFacts
  /** Without HTML where it goes to a marketplace's relay address. */
  readonly rendered: Pick<OutgoingMail, 'subject' | 'text' | 'html'>
  readonly verdict: StoredVerdict
  readonly to: string
  /** Other parcels that the mail tells of. */
  readonly followers: readonly Follower[]
  /** Those of them that no mail has taken yet. */
  readonly toTake: readonly Follower[]
}

/** It goes by the marketplace's own messages. */
export interface MessageDecision {
  readonly kind: 'message'
  readonly order: OrderFacts
  readonly text: string
  readonly verdict: StoredVerdict
  /** The address of the contact, which is not used; absent = it has none. */
  readonly to?: string
}

/** It may go, but not now. */
export interface LaterDecision {
  readonly kind: 'later'
  readonly until: Instant
  readonly detail: string
  readonly to?: string
}

/** `told`: Odoo holds the receipt already, from before the ledger was lost or restored. */
export type Decision = MailDecision | MessageDecision | SuppressDecision | LaterDecision | { readonly kind: 'told' }

type Due = Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'dedupeKey' | 'source' | 'payload' | 'result'>

export interface DecideOptions {
  /** `own`: the mail tells only of the parcels that it has taken already. */
  readonly followers?: 'own'
}

/** What becomes of a notification that is due, by what Odoo says now. Sends and writes nothing. */
export async function decide(
  effect: Due,
  opened: OpenAccount,
  ports: FlowPorts,
  options: DecideOptions = {},
): Promise<Decision> {
  const { account } = opened
  const kind = effect.kind as NotificationKind
  const facts = await readFacts(effect, ports)
  if (facts === undefined) return gone(effect, ports)
  if (facts.order.state === 'cancel' && !outlivesCancellation(kind)) return suppress('cancelled')
  // A wrong sum would be worse than none.
  if (facts.payment?.part === 'unclear' || facts.refund?.part === 'unclear') return suppress('order_changed', MIXED)
  const policy = verdictFor(ports.policy, account.connector, kind)
  if (policy.channel === 'none' && effect.result['overridden'] === undefined)
    return suppress('policy_deny', policy.source)
  if (effect.result['overrideReceipt'] !== true) {
    // A person who lets it go knows how old it is.
    const approved = effect.result['approved'] !== undefined
    if (!approved && tooOld(effect.payload.dueAt, ports.clock.now(), account, { must: policy.verdict === 'must' }))
      return suppress('too_old')
    if ((await ports.odoo.receipts.done([effect])).has(effect.dedupeKey)) return { kind: 'told' }
  }
  return mustBeHeard(await toBuyer({ effect, facts, opened, policy }, options, ports), { effect, facts, opened }, ports)
}

/** Where a document bills several orders. */
const MIXED =
  'The money is for several orders at once, and Odoo does not say how much of it is for this one. Tell the buyer yourself.'

/** Its order was deleted, or what it tells of is no longer so: a credit note that is a draft again, a delivery that is none. */
async function gone({ payload }: Due, { odoo }: FlowPorts): Promise<SuppressDecision> {
  const order = (await odoo.orders.orders([payload.orderId])).get(payload.orderId)
  if (order === undefined || order.state === 'cancel') return suppress('cancelled')
  return suppress('order_changed', 'What it would tell of is gone in Odoo, or no longer done.')
}

interface Judged {
  readonly effect: Due
  readonly facts: MailFacts
  readonly opened: OpenAccount
  readonly policy: PolicyRow
}

/** Recipient, barriers, text: the first that says no decides. */
async function toBuyer(judged: Judged, options: DecideOptions, ports: FlowPorts): Promise<Decision> {
  const { facts } = judged
  const { email: to, archived } = facts.recipient
  if (byMessage(judged)) {
    const decision = await unlessStopped(judged, options, ports)
    if (to !== null) return { ...decision, to }
    return decision.kind === 'mail' ? suppress('no_address') : decision
  }
  // Whose data was erased has neither an address nor a place in the list of contacts.
  if (to === null) return suppress(archived === true ? 'erased' : 'no_address')
  const alias = aliasBarrier(to, judged, ports)
  if (alias !== undefined) return { ...alias, to }
  return { ...(await unlessStopped(judged, options, ports)), to }
}

/** A marketplace that takes messages needs no address. */
const byMessage = ({ policy, opened }: Judged): boolean =>
  policy.channel === 'message' && opened.connector.reply !== undefined

/** Whose text is looked at: where nothing is allowed, that of the mail. */
const textWay = (judged: Judged): Way =>
  byMessage(judged) ? 'message' : wayOf(judged.opened, judged.policy) === 'relay' ? 'relay' : 'mail'

type Undirected = Omit<MailDecision, 'to'> | MessageDecision | SuppressDecision | LaterDecision

async function unlessStopped(judged: Judged, options: DecideOptions, ports: FlowPorts): Promise<Undirected> {
  const { effect, facts, opened, policy } = judged
  const barrier = await barrierTo({ effect, facts, opened, must: policy.verdict === 'must' }, ports)
  if (barrier.kind === 'suppress') return suppress(barrier.reason, barrier.detail)
  if (barrier.kind === 'postpone') return { kind: 'later', until: barrier.until, detail: barrier.detail }
  return checkText(judged, await told(barrier, facts, options, ports), ports)
}

/**
 * A mail of ours never goes to a marketplace's relay; a text that a marketplace carries by its relay goes nowhere else.
 * @returns undefined = the address is right for this way
 */
function aliasBarrier(
  to: string,
  { opened: { manifest }, policy }: Judged,
  { relayDomains }: FlowPorts,
): SuppressDecision | undefined {
  if (policy.channel !== 'message') return isRelayAddress(to, relayDomains) ? suppress('marketplace_alias') : undefined
  const byRelay = manifest.relayDomains.length > 0
  return byRelay && !isRelayAddress(to, manifest.relayDomains)
    ? suppress('alias_rule', `${manifest.label} takes it at its relay address only, and the contact has another one.`)
    : undefined
}

interface Told {
  readonly followers: readonly Follower[]
  readonly toTake: readonly Follower[]
}

async function told(
  { own, follow }: Barrier & { kind: 'go' },
  facts: MailFacts,
  options: DecideOptions,
  ports: FlowPorts,
): Promise<Told> {
  const notices = options.followers === 'own' ? own : [...own, ...follow]
  const followers = await followersOf(notices, facts, ports)
  return { followers, toTake: followers.filter(({ id }) => !own.some((one) => one.id === id)) }
}

/** The guard sees the text as the buyer would. */
async function checkText(judged: Judged, parcels: Told, ports: FlowPorts): Promise<Exclude<Undirected, LaterDecision>> {
  const { effect, facts: read, opened } = judged
  const { account, manifest } = opened
  const facts = await withPictures(read, ports)
  const files = legalFilesWith(effect.kind as NotificationKind, account).map(({ filename }) => filename)
  const own = { ...mailData(facts, opened, effect.payload), ...(files.length === 0 ? {} : { files }) }
  const data = withFollowers(own, parcels.followers, {
    facts,
    opened,
    payload: effect.payload,
  })
  const locale = localeOf(facts, opened, ports)
  const rendered = render(effect, data, locale, opened, ports)
  if (rendered === undefined) return suppress('linter', 'A placeholder of the template stays empty.')
  const way = textWay(judged)
  const message = way === 'mail' ? undefined : rendered.message
  const verdict = guard(
    {
      marketplace: account.connector,
      kind: effect.kind as NotificationKind,
      text: way === 'message' && message !== undefined ? message : `${rendered.subject}\n\n${message ?? rendered.text}`,
      ...(message === undefined || manifest.messageRules === undefined
        ? {}
        : { textMaxChars: manifest.messageRules.textMaxChars }),
      rules: manifest.textRules,
      locale,
      buyerLocale: locale,
      formality: account.formality,
      dataValues: dataValues(data),
      knownLinks: linksOf(facts, parcels, message === undefined ? 'mail' : 'message'),
      orderIds: [data.order.name, facts.order.name, facts.order.clientOrderRef, facts.order.origin].filter(
        (number) => number !== null,
      ),
      overridden: effect.result['overridden'] !== undefined,
    },
    ports.policy,
  )
  const stored = storedVerdict(verdict)
  if (verdict.kind === 'denied') return suppress(verdict.reason, verdict.sentence, stored)
  const asMessage = message !== undefined && verdict.channel === 'message'
  if (!asMessage && (manifest.notifyBy !== 'mail' || verdict.channel !== 'mail'))
    return suppress('policy_deny', 'This account sends no mails.', stored)
  if (account.mode !== 'live') return suppress('shadow', '', stored)
  if ((await ports.odoo.info()).neutralized)
    return suppress('shadow', 'The Odoo database is neutralized: nothing leaves.', stored)
  if (asMessage && way === 'relay')
    return { kind: 'mail', facts, rendered: { subject: rendered.subject, text: message }, verdict: stored, ...parcels }
  if (asMessage) return { kind: 'message', order: facts.order, text: message, verdict: stored }
  return { kind: 'mail', facts, rendered, verdict: stored, ...parcels }
}

/** Addresses that belong in the text: the parcels' own; in a mail of the shop its website too, which a marketplace's message must not name. */
function linksOf({ picking, company }: MailFacts, { followers }: Told, way: 'mail' | 'message'): readonly string[] {
  const parcels = [picking, ...followers.map((follower) => follower.picking)]
  const links = parcels.flatMap((parcel) => [
    parcel?.trackingUrl,
    ...(parcel?.trackingLinks ?? []).map(({ url }) => url),
  ])
  return [...links, way === 'mail' ? company.website : null].filter((link) => link !== null && link !== undefined)
}

/** What stops a mail by what it is or where it should go, not by what the account wants. */
const UNSENDABLE: readonly SuppressionReason[] = ['no_address', 'marketplace_alias', 'alias_rule', 'erased', 'linter']

/** What the law demands and cannot be sent comes with its text, so that a person can tell the buyer another way. */
function mustBeHeard(
  decision: Decision,
  { effect, facts, opened }: Omit<Judged, 'policy'>,
  ports: FlowPorts,
): Decision {
  const { account } = opened
  if (decision.kind !== 'suppress' || account.mode !== 'live' || !UNSENDABLE.includes(decision.reason)) return decision
  const kind = effect.kind as NotificationKind
  if (verdictFor(ports.policy, account.connector, kind).verdict !== 'must') return decision
  const data = mailData(facts, opened, effect.payload)
  const { subject, text } = render(effect, data, localeOf(facts, opened, ports), opened, ports) ?? EMPTY
  return { ...decision, must: { subject, text } }
}

const EMPTY = { subject: '', text: '' }

/** What comes from the shop's data and stands in the text as it is: a product may be called `[FURN_0096] Desk`. */
function dataValues({ recipient, items, others, parcels = [], withdrawal, ...data }: MailData): string[] {
  const goods = [...items, ...parcels.flatMap((parcel) => parcel.items), ...(others?.later ?? [])]
  const { shop, address = [], files = [] } = data
  return [
    ...[recipient.name, shop.name, ...shop.imprint, ...address, ...files, ...goods.map(({ name }) => name)],
    ...(withdrawal === undefined ? [] : [withdrawal.name ?? '', ...declarationLines(withdrawal.text ?? '')]),
  ].map(oneLine)
}

/** The buyer's language, else that of the country of delivery, else the account's. */
function localeOf({ recipient, order }: MailFacts, { account }: OpenAccount, { renderer }: FlowPorts): MailLocale {
  const country = order.delivery.country ?? recipient.country ?? null
  return mailLocale({ buyer: recipient.language, country, account: account.language }, renderer.locales)
}

/** Undefined = a placeholder stays empty. */
function render(
  effect: Due,
  data: MailData,
  locale: MailLocale,
  { account }: OpenAccount,
  ports: FlowPorts,
): RenderedMail | undefined {
  const kind = effect.kind as NotificationKind
  try {
    return ports.renderer.render({ kind, locale, formality: account.formality, timeZone: account.timeZone, data })
  } catch (error) {
    if (!(error instanceof Permanent)) throw error
    ports.log.warn({ account: account.name, kind }, error.message)
    return undefined
  }
}

function suppress(reason: SuppressionReason, detail = '', verdict?: StoredVerdict): SuppressDecision {
  return { kind: 'suppress', reason, detail, ...(verdict === undefined ? {} : { verdict }) }
}
