/** What a waiting process needs: everything opened, one pass gone by. Tells its memory in bytes, empty or with rows that wait. */
import { instant, plusSeconds } from '../../src/domain/time.ts'
import { notify } from '../../src/flows/notify.ts'
import type { StoreOptions } from '../../src/ledger/store.ts'
import { manyOrders } from './orders.ts'
import { part } from './part.ts'
import { benchWorld, SHOP } from './world.ts'

export interface QueueTask {
  readonly where: StoreOptions
  /** Rows to plan before; they fall due in an hour. */
  readonly plan: number
}

const AT_ONCE = 500

part(async ({ where, plan }: QueueTask): Promise<{ readonly rss: number }> => {
  const world = await benchWorld(where, { known: new Map(), shown: new Map() }, 9)
  const now = instant(new Date())
  const due = plusSeconds(now, 3600)
  for (let from = 0; from < plan; from += AT_ONCE) {
    const orders = manyOrders(from + Math.min(AT_ONCE, plan - from), 0, now, from)
    await world.ports.outbox.plan(
      [...orders.values()].map(({ model, id, createDate }) => ({
        ...{ account: SHOP, flow: 'notify', kind: 'order_confirmed', state: 'planned' },
        dedupeKey: `notify:${SHOP}:order_confirmed:${model}:${String(id)}:${createDate}`,
        source: { model, id, createDate },
        payload: { orderId: id, at: now, dueAt: due },
        notBefore: due,
        at: due,
      })),
    )
  }
  if (plan > 0) return { rss: 0 }
  await notify([world.opened], world.ports)
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    globalThis.gc?.()
  }
  const { rss } = process.memoryUsage()
  await world.close()
  return { rss }
})
