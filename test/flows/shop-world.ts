import { caseId, type CaseFacts, type CaseState, type CaseType } from '../../src/domain/case.ts'
import type { SuppressionReason } from '../../src/domain/effect.ts'
import { accountName, conversationId, orderRef } from '../../src/domain/ids.ts'
import type { AccountCount } from '../../src/flows/count.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

export const SHOP = accountName('shop')

export interface Buyer {
  readonly email?: string
  readonly name?: string
  readonly country?: string
  readonly quantity?: number
}

/** A shop with a product, and what its buyers and its clerk do. Orders and buyers go by the shop's number, `W1`. */
export interface ShopWorld extends FlowWorld {
  /** A buyer of that number orders; gives the order's id. */
  orders(number: string, buyer?: Buyer): Promise<number>
  /** The next parcel of an order leaves, with the reference `R<key>`; gives the picking. */
  ships(number: string, key?: string, pieces?: number): Promise<{ readonly id: number }>
  /** The buyer's contact. */
  partner(number: string): Promise<number>
  /** One pass; gives the shop's count. */
  count(): Promise<AccountCount | undefined>
  /** So many mails are put off: a pass tries again after five seconds, and lets it be for half a minute then. */
  greylisted(mails: number): void
  /** What became of an order's notifications, by kind. */
  became(orderId: number): Promise<Readonly<Record<string, string>>>
  /** Our notes on an order, as plain text. */
  notesOn(orderId: number): Promise<readonly string[]>
  /** A case of the order as a marketplace shows it. */
  caseOf(number: string, type: CaseType, state: CaseState): Promise<void>
  /** How the chatter says a reason. */
  sentence(reason: SuppressionReason): string
}

/** The world has run once, so that it is live from there on; only `shipped` is told where the options say nothing else. */
export async function shopping(shop: WorldOptions['shop'] = {}): Promise<ShopWorld> {
  const world = await given({ shop: { notify: ['shipped'], ...shop } })
  const { clerk, store } = world
  await world.pass('notify')
  world.clock.pass(60)
  await clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  return {
    ...world,
    async orders(
      number,
      { email = `${number}@example.org`, name = 'Maria Sommer', country = 'DE', quantity = 1 } = {},
    ) {
      await clerk.customer({
        ...{ key: `c.${number}`, name, language: 'de_DE', country },
        ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig' },
        ...(email === '' ? {} : { email }),
      })
      const { id } = await clerk.orderConfirmed({
        ...{ key: `o.${number}`, customer: `c.${number}`, clientOrderRef: number },
        lines: [{ product: 'pot', quantity }],
      })
      return id
    },
    ships: (number, key = `p.${number}`, pieces) =>
      clerk.shipped({
        ...{ key, order: `o.${number}`, carrier: 'DHL', trackingRef: `R${key}` },
        ...(pieces === undefined ? {} : { quantities: { pot: pieces } }),
      }),
    async partner(number) {
      const found = await clerk.find(`c.${number}`)
      if (found === undefined) throw new Error(`${number} has no customer`)
      return found.id
    },
    count: async () => (await world.pass('notify')).accounts.find(({ account }) => account === SHOP),
    greylisted: (mails) => {
      world.sink.fail({ kind: 'code', code: 451 }, 2 * mails)
    },
    async became(orderId) {
      const rows = await store.outbox.list({ account: SHOP })
      return Object.fromEntries(
        rows
          .filter(({ payload }) => (payload as { orderId: number }).orderId === orderId)
          .map(({ kind, state, reason }) => [kind, state === 'suppressed' ? String(reason) : state]),
      )
    },
    async notesOn(orderId) {
      const domain = [
        ['model', '=', 'sale.order'],
        ['res_id', '=', orderId],
        ['message_id', '=like', '%@marketplace-care>'],
      ]
      const rows = await world.rpc('mail.message', 'search_read', [domain], { fields: ['body'], order: 'id' })
      return (rows as { body: string }[]).map(({ body }) => body.replaceAll(/<[^>]+>/g, ''))
    },
    async caseOf(number, type, state) {
      const at = world.clock.now()
      const facts: CaseFacts = {
        ...{ id: caseId(`${number}.${type}`), type, order: orderRef(number), article: 'Topf', quantity: 1, state },
        ...{ sourceState: state, reason: null, note: null, buyer: { id: 'b1' }, decideBy: null, allowed: [] },
        ...{ conversations: [], openedAt: at, updatedAt: at },
      }
      const place = { conversation: conversationId(`k.${number}`), text: 'x', asks: false, aside: 'test' }
      await store.ledger.cases.record(SHOP, { cases: [{ facts, ...place, raw: new Uint8Array() }], unreadable: [] })
    },
    sentence: (reason) => world.ports.texts('de', reason === 'return_open' ? 'notify.return_open' : `reason.${reason}`),
  }
}
