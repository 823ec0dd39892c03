import type { NewEffect, SuppressionReason } from '../domain/effect.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { ownerOf } from '../domain/ownership.ts'
import { verdictFor } from '../domain/policy.ts'
import type { AccountName } from '../domain/ids.ts'
import { refundsByOrder } from '../odoo/goods-ports.ts'
import type { FeedCursor, OrderFacts, OrderHead, Page } from '../odoo/ports.ts'
import { type FlowPorts, type OpenAccount, sends, type StartLines, startLines } from './context.ts'
import { type AccountCount, countKind, countOpen, countSuppressed, emptyCount } from './count.ts'
import { stopPass } from './faults.ts'
import { takeDecisionsIfPossible } from './decisions.ts'
import { settleFacts } from './facts.ts'
import { feedCursor, storeFeedCursor } from './feed-cursor.ts'
import { moneyAndReturns, withoutTold } from './notify-feeds.ts'
import { confirmed, type Happening, parcelLeft, refunded, toEffect } from './notify-rules.ts'
import { sendNotifications } from './notify-send.ts'
import { inItsSlot } from './notify-slots.ts'
import { pausesOf } from './pauses.ts'
import { maySend } from './restores.ts'
import { watchParcels } from './watch-parcels.ts'

export interface NotifyOptions {
  /** Reads this much further back than the overlap: a long import commits late. */
  readonly sweepHours?: number
  /** Nothing is sent there; what happened is planned all the same, since the feeds go on for everybody. */
  readonly paused?: ReadonlySet<AccountName>
  /** Only these of this account are sent: the slot of a kind. Everything is planned all the same. */
  readonly only?: { readonly account: AccountName; readonly kinds: readonly NotificationKind[] }
}

/** Odoo's orders, parcels and refunds → mails. One pass over all accounts: plan from the change feeds, then send what is due. */
export async function notify(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  options: NotifyOptions = {},
): Promise<readonly AccountCount[]> {
  const rows = accounts.map((opened) => ({ opened, count: emptyCount(opened.account.name) }))
  try {
    await takeDecisionsIfPossible(accounts, ports)
    await settleFacts(accounts, ports)
    await watchParcels(rows, ports)
    await planNotifications(rows, ports, options)
  } catch (error) {
    for (const { opened, count } of rows) stopPass(opened.account, error, count, ports.log)
  }
  const go = await maySend('notify', rows, ports)
  const names = accounts.map(({ account }) => account.name)
  const held = new Set((await pausesOf(names, ports.ledger)).map(({ account }) => account))
  for (const { opened, count } of rows) {
    const { name } = opened.account
    const asked = options.only === undefined || options.only.account === name
    if (go && asked && !held.has(name) && sends(opened, options.paused))
      await sendNotifications(opened, count, ports, options.only)
    await countOpen(opened.account.name, 'notify', count, ports.outbox)
    // An account with conversations shows by reading them that it works; one without shows it here.
    if (count.ok && opened.connector.messages === undefined && opened.mail === undefined)
      await ports.ledger.accountWorked(opened.account.name, ports.clock.now())
  }
  return rows.map(({ count }) => count)
}

interface Row {
  readonly opened: OpenAccount
  readonly count: AccountCount
}

/** One account's happening, before it is a row. */
export interface Planned {
  readonly opened: OpenAccount
  readonly happening: Happening
  readonly effect: NewEffect
}

async function planNotifications(rows: readonly Row[], ports: FlowPorts, options: NotifyOptions): Promise<void> {
  const planner = await createPlanner(
    rows.map(({ opened }) => opened),
    ports,
  )
  if (planner === undefined) return
  for await (const { planned, feed, cursor, marks = [] } of planner.pages(options)) {
    if (marks.length > 0) await ports.odoo.orders.mark(marks)
    await storePlanned(planned, rows, ports)
    if (cursor !== undefined) await storeFeedCursor(ports.ledger, feed, planner.accounts, cursor)
  }
}

async function storePlanned(found: readonly Planned[], rows: readonly Row[], { outbox }: FlowPorts): Promise<void> {
  const planned = new Map(
    found.map(({ opened, effect }) => [effect.dedupeKey, { opened, effect: inItsSlot(effect, opened.account) }]),
  )
  const effects = [...planned.values()].map(({ effect }) => effect)
  const added = await outbox.planNew(effects)
  for (const key of added) {
    const { opened, effect } = planned.get(key) ?? {}
    const count = rows.find((row) => row.opened === opened)?.count
    if (count === undefined || effect === undefined) continue
    countKind(count, 'planned', effect.kind)
    if (effect.state === 'suppressed') countSuppressed(count, effect.reason as SuppressionReason, effect.kind)
  }
  await refresh(
    effects.filter(({ dedupeKey }) => !added.has(dedupeKey)),
    outbox,
  )
}

/** The rows are there already: a tracking reference may let one go earlier, money may have left after all. */
async function refresh(effects: readonly NewEffect[], outbox: FlowPorts['outbox']): Promise<void> {
  const found = await outbox.findAll(effects.map(({ dedupeKey }) => dedupeKey))
  for (const effect of effects) {
    const row = found.get(effect.dedupeKey)
    if (row === undefined || effect.state !== 'planned' || effect.notBefore === undefined) continue
    const now = { payload: effect.payload, notBefore: effect.notBefore }
    if (row.state === 'suppressed' && row.reason === 'no_money_returned') {
      await outbox.replan(row.id, { ...now, reviveFrom: 'no_money_returned' })
    } else if (
      row.state === 'planned' &&
      row.attempts === 0 &&
      // What was put off on purpose (quiet hours, parcels of an hour) keeps its time.
      (row.detail ?? null) === null &&
      row.notBefore !== null &&
      effect.notBefore < row.notBefore
    ) {
      await outbox.replan(row.id, now)
    }
  }
}

interface PlannedPage {
  readonly planned: readonly Planned[]
  /** Happenings of orders that belong to no account: told to nobody, shown by a dry run. */
  readonly unowned: readonly { readonly order: OrderHead; readonly happening: Happening }[]
  readonly feed: string
  readonly cursor: FeedCursor | undefined
  /** Where the addon is, the order itself shows whose it is. */
  readonly marks?: readonly OrderMark[]
}

type OrderMark = Parameters<FlowPorts['odoo']['orders']['mark']>[0][number]

export interface Planner {
  /** For whom the feeds are read. */
  readonly accounts: readonly AccountName[]
  /** Everything that changed, page by page, as rows; storing rows and cursor is the caller's. */
  pages(options: NotifyOptions): AsyncIterable<PlannedPage>
}

/** Reads the change feeds and decides; writes nothing itself, so that a dry run can use it. */
export async function createPlanner(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<Planner | undefined> {
  const planning = accounts.filter(
    ({ account }) => account.mode !== 'read' && (account.ordersRef !== undefined || account.ordersTeam !== undefined),
  )
  const lines = await startLines(planning, ports)
  if (lines === undefined) return undefined
  return {
    accounts: planning.map(({ account }) => account.name),
    pages: (options) => readFeeds(planning, lines, ports, options),
  }
}

async function* readFeeds(
  accounts: readonly OpenAccount[],
  lines: StartLines,
  ports: FlowPorts,
  { sweepHours }: NotifyOptions,
): AsyncIterable<PlannedPage> {
  const { orders } = ports.odoo
  const names = accounts.map(({ account }) => account.name)
  const from = (feed: string): Promise<FeedCursor | undefined> => feedCursor(ports.ledger, feed, names)
  const decide = (order: OrderHead, happenings: (opened: OpenAccount) => readonly Happening[]): Decided =>
    decideFor(order, happenings, accounts, lines, ports)
  for await (const page of orders.ordersSince(await from('orders'), lines.first, sweepHours)) {
    yield {
      ...merge(
        'orders',
        page.cursor,
        page.items.map((order) => decide(order, () => confirmed(order))),
      ),
      marks: marksOf(page, accounts),
    }
  }
  for await (const page of orders.pickingsSince(await from('pickings'), lines.first, sweepHours)) {
    const byId = await orders.heads(page.items.map(({ orderId }) => orderId))
    const decided = page.items.flatMap((picking) => {
      const order = byId.get(picking.orderId)
      return order === undefined ? [] : [decide(order, ({ account }) => parcelLeft(picking, account))]
    })
    yield merge('pickings', page.cursor, decided)
  }
  for await (const page of orders.refundsSince(await from('refunds'), lines.first, sweepHours)) {
    const parts = page.items.flatMap(refundsByOrder)
    const byId = await orders.heads(parts.flatMap(({ orderId }) => orderId ?? []))
    const decided = parts.flatMap((refund) => {
      const order = refund.orderId === null ? undefined : byId.get(refund.orderId)
      return order === undefined ? [] : [decide(order, () => refunded(refund))]
    })
    yield merge('refunds', page.cursor, decided)
  }
  const reading = { from, start: lines.first, sweepHours }
  for await (const { feed, cursor, about } of moneyAndReturns(accounts, ports, reading)) {
    const { planned, ...page } = merge(
      feed,
      cursor,
      about.map(({ order, happenings }) => decide(order, () => happenings)),
    )
    yield { ...page, planned: await withoutTold(planned, ports) }
  }
}

type Decided = Pick<PlannedPage, 'planned' | 'unowned'>

function decideFor(
  order: OrderHead,
  happenings: (opened: OpenAccount) => readonly Happening[],
  accounts: readonly OpenAccount[],
  lines: StartLines,
  { policy, clock }: FlowPorts,
): Decided {
  const owner = ownerOf(
    order,
    accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
  )
  const claiming =
    owner.kind === 'owner' ? [owner.account] : owner.kind === 'ambiguous' ? owner.accounts.slice(0, 1) : []
  const planned = accounts
    .filter(({ account }) => claiming.some(({ name }) => name === account.name))
    .flatMap((opened) => {
      const { account } = opened
      const line = lines.of.get(account.name)
      if (line === undefined) return []
      return happenings(opened)
        .filter(({ kind }) => account.notify.includes(kind))
        .map((happening) => {
          const must = verdictFor(policy, account.connector, happening.kind).verdict === 'must'
          const told = owner.kind === 'ambiguous' ? { ...happening, reason: 'account_ambiguous' as const } : happening
          return {
            opened,
            happening: told,
            effect: toEffect(told, {
              account,
              startLine: line,
              liveSince: lines.live.get(account.name),
              now: clock.now(),
              must,
            }),
          }
        })
    })
  const nobodys = owner.kind === 'none' ? accounts.slice(0, 1).flatMap((opened) => happenings(opened)) : []
  return { planned, unowned: nobodys.map((happening) => ({ order, happening })) }
}

function merge(feed: string, cursor: FeedCursor | undefined, parts: readonly Decided[]): PlannedPage {
  return {
    feed,
    cursor,
    planned: parts.flatMap(({ planned }) => planned),
    unowned: parts.flatMap(({ unowned }) => unowned),
  }
}

function marksOf({ items }: Page<OrderFacts>, accounts: readonly OpenAccount[]): readonly OrderMark[] {
  return items.flatMap((order) => {
    const owner = ownerOf(
      order,
      accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName })),
    )
    if (owner.kind !== 'owner' || owner.orderRef === null) return []
    const opened = accounts.find(({ account }) => account.name === owner.account.name)
    return opened === undefined
      ? []
      : [{ orderId: order.id, account: owner.account.name, label: opened.manifest.label, orderRef: owner.orderRef }]
  })
}
