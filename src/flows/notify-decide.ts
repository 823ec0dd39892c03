import type { Effect, StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import { Permanent } from '../domain/errors.ts'
import { guard } from '../domain/guard.ts'
import type { BuiltKind } from '../domain/notification.ts'
import { verdictFor } from '../domain/policy.ts'
import { isRelayAddress } from '../domain/relay.ts'
import { oneLine } from '../domain/text.ts'
import type { MailData, RenderedMail } from '../mail/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { mailData, type MailFacts, readFacts } from './notify-mail.ts'
import { type NotifyPayload, tooOld } from './notify-rules.ts'
import { storedVerdict } from './verdict.ts'

export interface SuppressDecision {
  readonly kind: 'suppress'
  readonly reason: SuppressionReason
  readonly detail: string
  readonly verdict?: StoredVerdict
  /** Whom it would have gone to, where that is known. */
  readonly to?: string
}

export interface MailDecision {
  readonly kind: 'mail'
  readonly facts: MailFacts
  readonly rendered: RenderedMail
  readonly verdict: StoredVerdict
  readonly to: string
}

/** `told`: Odoo holds the receipt already, from before the ledger was lost or restored. */
export type Decision = MailDecision | SuppressDecision | { readonly kind: 'told' }

/** What becomes of a notification that is due, by what Odoo says now. Sends and writes nothing. */
export async function decide(
  effect: Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'dedupeKey' | 'source' | 'payload' | 'result'>,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Decision> {
  const { account } = opened
  const kind = effect.kind as BuiltKind
  const facts = await readFacts(effect, ports)
  if (facts === undefined || facts.order.state === 'cancel') return suppress('cancelled')
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
  const to = facts.recipient.email
  if (to === null) return suppress('no_address')
  if (isRelayAddress(to, ports.relayDomains)) return { ...suppress('marketplace_alias'), to }
  return { ...(await checkText(effect, facts, opened, ports)), to }
}

/** The guard sees the text as the buyer would. */
async function checkText(
  effect: Parameters<typeof decide>[0],
  facts: MailFacts,
  opened: OpenAccount,
  ports: FlowPorts,
): Promise<Omit<MailDecision, 'to'> | SuppressDecision> {
  const { account, manifest } = opened
  const data = mailData(facts, opened, effect.payload)
  const locale = localeOf(facts, opened, ports)
  const rendered = render(effect, data, locale, opened, ports)
  if (rendered === undefined) return suppress('linter', 'A placeholder of the template stays empty.')
  const verdict = guard(
    {
      marketplace: account.connector,
      kind: effect.kind as BuiltKind,
      text: `${rendered.subject}\n\n${rendered.text}`,
      rules: manifest.textRules,
      locale,
      dataValues: dataValues(data),
      knownLinks: [facts.picking?.trackingUrl, facts.company.website].filter(
        (link) => link !== null && link !== undefined,
      ),
      overridden: effect.result['overridden'] !== undefined,
    },
    ports.policy,
  )
  const stored = storedVerdict(verdict)
  if (verdict.kind === 'denied') return suppress(verdict.reason, verdict.sentence, stored)
  if (manifest.notifyBy !== 'mail' || verdict.channel !== 'mail')
    return suppress('policy_deny', 'This account sends no mails.', stored)
  if (account.mode !== 'live') return suppress('shadow', '', stored)
  if ((await ports.odoo.info()).neutralized)
    return suppress('shadow', 'The Odoo database is neutralized: nothing leaves.', stored)
  return { kind: 'mail', facts, rendered, verdict: stored }
}

/** What comes from the shop's data and stands in the text as it is: a product may be called `[FURN_0096] Desk`. */
function dataValues({ recipient, items, address = [], shop }: MailData): string[] {
  return [recipient.name, shop.name, ...items.map(({ name }) => name), ...address, ...shop.imprint].map(oneLine)
}

/** The buyer's language where there are texts in it, else the account's. */
function localeOf(facts: MailFacts, { account }: OpenAccount, { renderer }: FlowPorts): 'de' | 'en' {
  const language = facts.recipient.language?.slice(0, 2).toLowerCase()
  const locale = [language, account.language].find((code) => code !== undefined && renderer.locales.includes(code))
  return (locale ?? 'en') as 'de' | 'en'
}

/** Undefined = a placeholder stays empty. */
function render(
  effect: Parameters<typeof decide>[0],
  data: MailData,
  locale: 'de' | 'en',
  { account }: OpenAccount,
  ports: FlowPorts,
): RenderedMail | undefined {
  const kind = effect.kind as BuiltKind
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
