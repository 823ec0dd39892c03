import { type Effect, type NewEffect, SUPPRESSION_REASONS, type SuppressionReason } from '../domain/effect.ts'
import type { AccountName } from '../domain/ids.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countSuppressed, emptyCount } from './count.ts'
import type { Would } from './dry-run.ts'
import { Gathering } from './gather.ts'
import { gatheredOdoo } from './gathered-odoo.ts'
import { createPlanner } from './notify.ts'
import { type Decision, decide } from './notify-decide.ts'
import { inTurn, orderOf, ToldByThen } from './notify-dry-told.ts'
import { type Watched, wouldWatch, type WouldWatch } from './notify-dry-watch.ts'
import type { NotifyPayload } from './notify-rules.ts'
import { inItsSlot } from './notify-slots.ts'
import { type Pause, pausesOf } from './pauses.ts'

const LISTED_MAX = 10_000
/** As many are judged side by side; what they ask Odoo is asked once for all of them. */
const AT_ONCE = 200

/** A notification as it stands in the outbox, or as the next pass would plan it. */
type Notice = Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'dedupeKey' | 'payload' | 'result' | 'notBefore'> & {
  readonly source: NonNullable<Effect['source']>
  readonly opened: OpenAccount
  /** Rows of the outbox only. */
  readonly id?: Effect['id']
  readonly state: Effect['state']
  readonly reason: string | null
}

/** Everything that `run notify` would do now. */
export interface WouldTell {
  readonly would: readonly Would[]
  readonly watch: WouldWatch
}

/** Everything `run notify` would plan and send now, and what waits in the outbox; writes nothing, sends nothing. */
export async function wouldNotify(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<WouldTell> {
  const { asks, notes, ...watched } = await wouldWatch(accounts, ports)
  const seen = await seenNotices(watched, await waitingNotices(accounts, ports), ports)
  const found = await newNotices(accounts, new Set(seen.notices.map(({ dedupeKey }) => dedupeKey)), ports)
  const names = accounts.map(({ account }) => account.name)
  const pauses = new Map((await pausesOf(names, ports.ledger)).map((one) => [one.account, one]))
  const would: Would[] = [...found.told, ...found.unowned, ...seen.takenBack]
  const notices = inTurn([...seen.notices, ...found.notices], ports.clock.now())
  const told = new ToldByThen(notices, ports.clock.now())
  const gathering = new Gathering()
  const gathered = {
    ...{ ...ports, odoo: gatheredOdoo(ports.odoo, gathering) },
    ledger: { ...ports.ledger, barriers: told.over(ports.ledger.barriers) },
  }
  // Those of one order one after another, as a run does it.
  const ofOrders = [...Map.groupBy(notices, orderOf).values()]
  for (const some of chunks(ofOrders, AT_ONCE)) {
    const judged = some.map((ofOrder) => () => judgeAll(ofOrder, pauses, told, gathered))
    would.push(...(await gathering.together(judged)).flat())
  }
  return { would, watch: { asks, notes } }
}

async function judgeAll(
  notices: readonly Notice[],
  pauses: ReadonlyMap<AccountName, Pause>,
  told: ToldByThen,
  ports: FlowPorts,
): Promise<readonly Would[]> {
  const would: Would[] = []
  for (const notice of notices) would.push(await judge(notice, pauses, told, ports))
  // A parcel that is not its turn yet may be told of by an earlier one's mail.
  return would.map((one, at) => {
    const notice = notices[at]
    return notice !== undefined && told.isTold(notice) ? combined(one) : one
  })
}

/** What waits, as the watch over parcels would leave it: brought forward, taken back, joined by what it found. */
async function seenNotices(
  { effects, takenBack }: Pick<Watched, 'effects' | 'takenBack'>,
  waiting: readonly Notice[],
  { outbox }: FlowPorts,
): Promise<{ readonly notices: readonly Notice[]; readonly takenBack: readonly Would[] }> {
  const notices = new Map(waiting.map((notice) => [notice.dedupeKey, notice]))
  const known = await outbox.findAll(effects.map(({ effect }) => effect.dedupeKey))
  for (const { opened, effect, by } of effects) {
    const { dedupeKey } = effect
    const payload = effect.payload as NotifyPayload
    const before = notices.get(dedupeKey)
    const row = known.get(dedupeKey)
    if (before !== undefined) {
      const forward = by === 'fact' && before.state === 'planned' ? { notBefore: effect.notBefore ?? null } : {}
      notices.set(dedupeKey, { ...before, payload, ...forward })
    } else if (row === undefined || (by === 'radar' && row.result['withdrawn'] === true)) {
      const notice = noticeOf(effect, opened)
      if (notice !== undefined) notices.set(dedupeKey, notice)
    }
  }
  const back: Would[] = []
  for (const { effect, sentence } of takenBack.values()) {
    const notice = notices.get(effect.dedupeKey)
    if (notice === undefined) continue
    notices.delete(effect.dedupeKey)
    back.push(outcome(notice, null, 'suppress', 'too_late', sentence))
  }
  return { notices: [...notices.values()], takenBack: back }
}

/** A row that is not there yet. */
function noticeOf(found: NewEffect, opened: OpenAccount): Notice | undefined {
  const {
    account,
    kind,
    dedupeKey,
    source,
    payload,
    state,
    reason = null,
    notBefore,
  } = inItsSlot(found, opened.account)
  if (source === undefined) return undefined
  return {
    ...{ account, kind, dedupeKey, source, opened, state, reason, result: {} },
    payload: payload as NotifyPayload,
    notBefore: notBefore ?? null,
  }
}

/** What is planned already, whether it is due or not, and what waits for a person. */
async function waitingNotices(accounts: readonly OpenAccount[], { outbox }: FlowPorts): Promise<readonly Notice[]> {
  const notices: Notice[] = []
  for (const opened of accounts) {
    for (const state of ['planned', 'proposed'] as const) {
      const rows = await outbox.list({ account: opened.account.name, state, limit: LISTED_MAX })
      for (const row of rows.toReversed()) {
        const { source } = row
        if (row.flow !== 'notify' || source === null) continue
        notices.push({ ...(row as Effect<NotifyPayload>), source, opened })
      }
    }
  }
  return notices
}

interface Found {
  readonly notices: readonly Notice[]
  /** What an earlier pass settled, and was changed in Odoo since. */
  readonly told: readonly Would[]
  readonly unowned: readonly Would[]
}

/** What the feeds show and no row waits for. */
async function newNotices(
  accounts: readonly OpenAccount[],
  waiting: ReadonlySet<string>,
  ports: FlowPorts,
): Promise<Found> {
  const notices = new Map<string, Notice>()
  const told: Would[] = []
  const unowned: Would[] = []
  const planner = await createPlanner(accounts, ports)
  for await (const page of planner?.pages({}) ?? []) {
    const known = await ports.outbox.findAll(page.planned.map(({ effect }) => effect.dedupeKey))
    for (const { opened, happening, effect: found } of page.planned) {
      if (waiting.has(found.dedupeKey)) continue
      const { source } = happening
      if (known.has(found.dedupeKey)) {
        told.push(outcome({ account: opened.account.name, kind: found.kind, source }, null, 'done', null))
        continue
      }
      const notice = noticeOf({ ...found, source }, opened)
      if (notice !== undefined) notices.set(found.dedupeKey, notice)
    }
    for (const { happening } of page.unowned) {
      unowned.push(outcome({ account: null, ...happening }, null, 'suppress', 'no_account'))
    }
  }
  return { notices: [...notices.values()], told, unowned }
}

async function judge(
  notice: Notice,
  pauses: ReadonlyMap<AccountName, Pause>,
  told: ToldByThen,
  ports: FlowPorts,
): Promise<Would> {
  if (notice.state === 'suppressed') return outcome(notice, null, 'suppress', notice.reason as SuppressionReason)
  if (told.isTold(notice)) return outcome(notice, null, 'suppress', 'combined')
  const decision = await decide(notice, notice.opened, ports)
  if (decision.kind === 'told') return outcome(notice, null, 'done', null)
  const to = addressOf(decision)
  if (decision.kind === 'suppress') {
    told.suppressed(notice, decision.reason)
    return outcome(notice, to, 'suppress', decision.reason, decision.detail)
  }
  const { id, notBefore } = notice
  if (notice.state === 'proposed') {
    const approve =
      id === undefined
        ? 'It would be proposed to a person.'
        : `It waits for a person: marketplace-care outbox approve ${id}`
    return outcome(notice, to, 'later', null, approve)
  }
  if (notBefore !== null && notBefore > ports.clock.now()) {
    return { ...outcome(notice, to, 'later', null, 'It is not due yet.'), until: notBefore }
  }
  if (decision.kind === 'later') {
    return { ...outcome(notice, to, 'later', null, decision.detail), until: decision.until }
  }
  const pause = pauses.get(notice.account)
  if (pause !== undefined) {
    const why = pause.reason === undefined ? '' : `: ${pause.reason}`
    return outcome(notice, to, 'later', null, `Held back by ${pause.by} since ${pause.since}${why}`)
  }
  const { smtp, mailFrom } = notice.opened.account
  if (decision.kind === 'mail' && (smtp === undefined || mailFrom === undefined))
    return outcome(notice, to, 'fail', null, 'The account has no SMTP_URL or MAIL_FROM.')
  told.sent(notice, decision.kind === 'mail' ? decision.toTake : [])
  return outcome(notice, to, 'send', null)
}

const addressOf = (decision: Exclude<Decision, { kind: 'told' }>): string | null =>
  'to' in decision && decision.to !== undefined ? maskAddress(decision.to) : null

function outcome(
  {
    account,
    kind,
    source: { model, id },
    ...rest
  }: Pick<Notice, 'kind' | 'source' | 'id'> & { account: string | null },
  to: string | null,
  verdict: Would['verdict'],
  reason: SuppressionReason | null,
  detail = '',
): Would {
  const sentence = [...(reason === null ? [] : [SUPPRESSION_REASONS[reason]]), detail].filter((text) => text !== '')
  return {
    ...{ account, kind, source: { model, id }, to_masked: to, verdict, reason },
    ...(sentence.length === 0 ? {} : { sentence: sentence.join(' ') }),
    ...(rest.id === undefined ? {} : { id: rest.id }),
  }
}

/** Another parcel's mail tells of it. */
const combined = ({ account, kind, source, to_masked, id }: Would): Would => ({
  ...{ account, kind, source, to_masked, verdict: 'suppress', reason: 'combined' },
  sentence: SUPPRESSION_REASONS.combined,
  ...(id === undefined ? {} : { id }),
})

/** `maria@example.org` → `m***@example.org`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '***' : `${address.slice(0, 1)}***${address.slice(at)}`
}

/** What a run would come to for an account; what is done already is no part of it. */
export function countWould(name: AccountName, would: readonly Would[]): AccountCount {
  const count = emptyCount(name)
  for (const { verdict, reason } of would.filter(({ account }) => account === name)) {
    if (verdict === 'done') continue
    count.planned += 1
    if (verdict === 'suppress' && reason !== null) countSuppressed(count, reason)
    else count.waiting += 1
  }
  return count
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let from = 0; from < list.length; from += size) parts.push(list.slice(from, from + size))
  return parts
}
