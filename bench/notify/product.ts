/** One worker of the product in a process of its own: plans (one of them does), gates, writes and hands over until all is sent. */
import { notify } from '../../src/flows/notify.ts'
import { manyOrders } from './orders.ts'
import { type HandedOver, part, type Task } from './part.ts'
import { benchWorld, SHOP } from './world.ts'

const LOOK_EVERY_MS = 20

part(async ({ where, mails, warmUp, lines, smtpPort, at, worker = 0 }: Task, ready): Promise<HandedOver> => {
  const known = new Map(manyOrders(warmUp + mails, lines, at))
  // What the feeds show: everything to the first worker, nothing to the others.
  const shown = new Map(worker === 0 ? [...known].slice(0, warmUp) : [])
  const { ports, opened, close } = await benchWorld(where ?? { memory: true }, { known, shown }, smtpPort)
  try {
    await untilSent(warmUp)
    await ready()
    if (worker === 0) for (const [id, order] of known) if (id > warmUp) shown.set(id, order)
    const [started, before] = [performance.now(), process.cpuUsage()]
    const sent = await untilSent(warmUp + mails)
    const seconds = (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(before)
    return { mails: sent, seconds, cpuSeconds: (user + system) / 1e6 }
  } finally {
    await close()
  }

  /** Passes as `serve` makes them, until so many mails are done by all workers. Resolves to how many of them were ours. */
  async function untilSent(all: number): Promise<number> {
    let ours = 0
    for (;;) {
      const [count] = await notify([opened], ports)
      if (count?.ok !== true) throw new Error(count?.error ?? 'The pass told nothing.')
      ours += count.sent
      const { done, planned, waiting } = await ports.outbox.counts(SHOP, 'notify')
      if (done >= all) return ours
      if (waiting === 0 && planned >= all) throw new Error(`${String(planned - done)} mails were not sent.`)
      await ports.clock.sleep(LOOK_EVERY_MS)
    }
  }
})
