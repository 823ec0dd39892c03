import type { Effect, NewEffect } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import type { EffectId } from '../domain/ids.ts'
import { parcelNews } from './carrier.ts'
import { parcelsToAsk } from './carrier-poll.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { sightings, takenBackSentence } from './delay.ts'
import { effectsOf, happeningsOf } from './facts.ts'
import { type Happening, parcelArrived } from './notify-rules.ts'

/** What the watch over parcels would do beside telling buyers. */
export interface WouldWatch {
  /** Parcels that a pass would ask carriers for now. */
  readonly asks: readonly { readonly carrier: string; readonly reference: string }[]
  /** Notes that it would write on tickets: what carriers told. */
  readonly notes: readonly { readonly account: string; readonly model: string; readonly id: number }[]
}

/** A row that a pass would write or bring forward. */
export interface SeenEffect {
  readonly opened: OpenAccount
  readonly effect: NewEffect
  /** The radar's rows come back after they were taken back. */
  readonly by: 'fact' | 'radar'
}

export interface Watched extends WouldWatch {
  readonly effects: readonly SeenEffect[]
  /** Rows that the radar would take back, with what it would say. */
  readonly takenBack: ReadonlyMap<EffectId, { readonly effect: Effect; readonly sentence: string }>
}

/** What a pass does before it reads the feeds: facts that are kept, what carriers told, promised dates. Writes nothing, asks no carrier. */
export async function wouldWatch(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<Watched> {
  const effects: SeenEffect[] = await keptFacts(accounts, ports)
  const asks: WouldWatch['asks'][number][] = []
  const notes: WouldWatch['notes'][number][] = []
  const takenBack = new Map<EffectId, { effect: Effect; sentence: string }>()
  const steps = [
    async () => {
      for (const followed of ports.carriers ?? []) {
        const { name } = followed.declaration
        const references = await parcelsToAsk(followed, accounts, ports)
        asks.push(...references.map((reference) => ({ carrier: name, reference })))
      }
    },
    async () => {
      const found = await carriersTold(accounts, ports)
      effects.push(...found.effects)
      notes.push(...found.notes)
    },
    async () => {
      for await (const { opened, order, toTakeBack, effect } of sightings(accounts, ports, { promises: 'asked' })) {
        if (effect !== undefined) effects.push({ opened, effect, by: 'radar' })
        for (const one of toTakeBack)
          takenBack.set(one.id, { effect: one, sentence: takenBackSentence(one, order, opened, ports) })
      }
    },
  ]
  // As in a pass: what fails here holds up nothing.
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      if (!isFault(error)) throw error
      ports.log.warn({ fault: error.kind }, error.message)
    }
  }
  return { effects, takenBack, asks, notes }
}

async function keptFacts(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<SeenEffect[]> {
  return rowsOf(await happeningsOf(accounts, ports), ports)
}

async function carriersTold(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<{ readonly effects: readonly SeenEffect[]; readonly notes: WouldWatch['notes'] }> {
  const { news } = await parcelNews(accounts, ports)
  const happened: { opened: OpenAccount; happenings: readonly Happening[] }[] = []
  for (const { parcel, arrival } of news) {
    const { opened, delivery } = parcel
    if (arrival === undefined || !opened.account.notify.includes('delivered')) continue
    const done = await ports.odoo.orders.pickingsOf(arrival.order.id)
    const meant = done.filter(({ name }) => name === delivery.name)
    happened.push({ opened, happenings: meant.map((picking) => parcelArrived(picking, arrival.at)) })
  }
  const notes = news.flatMap(({ parcel, notes: own }) =>
    own.map(({ model, id }) => ({ account: parcel.opened.account.name, model, id })),
  )
  return { effects: await rowsOf(happened, ports), notes }
}

async function rowsOf(
  happened: readonly { readonly opened: OpenAccount; readonly happenings: readonly Happening[] }[],
  ports: FlowPorts,
): Promise<SeenEffect[]> {
  const rows: SeenEffect[] = []
  for (const { opened, happenings } of happened)
    for (const effect of await effectsOf(happenings, opened, ports)) rows.push({ opened, effect, by: 'fact' })
  return rows
}
