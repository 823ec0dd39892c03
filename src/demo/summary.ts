import { conversationId } from '../domain/ids.ts'
import type { EffectCounts } from '../ledger/effect-counts.ts'
import type { Seen } from './scenario.ts'
import type { World } from './world.ts'

/** What the demo prints as its last line; the sums are those of SEAMS "Counts". */
export interface Summary {
  readonly odoo: { readonly kind: 'sandbox' | 'server'; readonly version: string }
  readonly messages: {
    readonly received: number
    readonly mirrored: number
    readonly duplicates: number
    readonly set_aside: number
  }
  readonly tickets: number
  readonly replies: {
    readonly written: number
    readonly delivered: number
    readonly suppressed: number
    readonly failed: number
    readonly unknown: number
    readonly waiting: number
  }
  readonly notifications: {
    readonly planned: number
    readonly sent: number
    readonly suppressed: Readonly<Record<string, number>>
    readonly failed: number
    readonly unknown: number
    readonly waiting: number
  }
  readonly tracking: { readonly pushed: number; readonly failed: number }
  readonly returns: { readonly mirrored: number }
  readonly seconds: number
}

/** Reads the totals from the ledger. */
export async function summarise(world: World, seen: Seen, seconds: number): Promise<Summary> {
  const { app, marketplace, odoo } = world
  const totals = { mirrored: 0, set_aside: 0 }
  let cases = 0
  let replies: EffectCounts = NOTHING
  let notifications: EffectCounts = NOTHING
  let parcels: EffectCounts = NOTHING
  for (const { account } of app.accounts) {
    const { mirrored, setAside } = await app.ports.ledger.messageTotals(account.name)
    totals.mirrored += mirrored
    totals.set_aside += setAside
    replies = add(replies, await app.ports.outbox.counts(account.name, 'reply'))
    notifications = add(notifications, await app.ports.outbox.counts(account.name, 'notify'))
    cases += await app.ports.ledger.cases.mirrored(account.name)
    parcels = add(parcels, await app.ports.outbox.counts(account.name, 'tracking'))
  }
  const opened = app.accounts.find(({ account }) => account.name === marketplace.account)
  let tickets = 0
  for (const { id } of marketplace.sandbox.conversations()) {
    const place =
      opened === undefined ? undefined : await app.ports.ledger.conversation(opened.account.name, conversationId(id))
    if (place?.ticket != null) tickets += 1
  }
  const suppressed = Object.values(replies.suppressed).reduce((a, b) => a + b, 0)
  return {
    odoo: { kind: odoo.kind, version: odoo.version },
    messages: {
      received: seen.received,
      mirrored: totals.mirrored,
      duplicates: seen.duplicates,
      set_aside: totals.set_aside,
    },
    tickets,
    replies: {
      written: replies.planned,
      delivered: replies.done,
      suppressed,
      failed: replies.failed,
      unknown: replies.unknown,
      waiting: replies.waiting,
    },
    notifications: {
      planned: notifications.planned,
      sent: notifications.done,
      suppressed: notifications.suppressed,
      failed: notifications.failed,
      unknown: notifications.unknown,
      waiting: notifications.waiting,
    },
    tracking: { pushed: parcels.done, failed: parcels.failed },
    returns: { mirrored: cases },
    seconds,
  }
}

const NOTHING: EffectCounts = { planned: 0, done: 0, suppressed: {}, failed: 0, unknown: 0, waiting: 0 }

function add(a: EffectCounts, b: EffectCounts): EffectCounts {
  const suppressed: Record<string, number> = { ...a.suppressed }
  for (const [reason, n] of Object.entries(b.suppressed)) suppressed[reason] = (suppressed[reason] ?? 0) + n
  return {
    planned: a.planned + b.planned,
    done: a.done + b.done,
    suppressed,
    failed: a.failed + b.failed,
    unknown: a.unknown + b.unknown,
    waiting: a.waiting + b.waiting,
  }
}
