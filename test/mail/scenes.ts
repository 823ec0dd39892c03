import type { MailLocale } from '../../src/domain/language.ts'
import type { Formality, NotificationKind } from '../../src/domain/notification.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailData, RenderedMail } from '../../src/mail/ports.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'

const renderer = createRenderer()

/** Every language and way of addressing in which a mail can be written. */
export const ADDRESSES: readonly (readonly [MailLocale, Formality])[] = [
  ['de', 'sie'],
  ['de', 'du'],
  ['en', 'sie'],
  ['pl', 'sie'],
  ['fr', 'sie'],
  ['it', 'sie'],
  ['es', 'sie'],
  ['nl', 'sie'],
  ['cs', 'sie'],
]

export interface Scene {
  readonly name: string
  readonly kind: NotificationKind
  readonly changes: (data: MailData) => Partial<MailData>
}

const euro = (minor: number) => ({ minor, currency: 'EUR' })
const scene = (name: string, kind: NotificationKind, changes: Scene['changes'] = () => ({})): Scene => ({
  name,
  kind,
  changes,
})

/** What can become of a kind: each says something else. */
export const SCENES: readonly Scene[] = [
  scene('order_confirmed', 'order_confirmed'),
  scene('payment_received, something open', 'payment_received'),
  scene('payment_received, all paid', 'payment_received', () => ({
    payment: { amount: euro(13_920), at: instant('2026-11-15T08:00:00Z'), open: euro(0) },
  })),
  scene('payment_received, nothing known of the rest', 'payment_received', () => ({
    payment: { amount: euro(13_920), at: instant('2026-11-15T08:00:00Z') },
  })),
  scene('shipped, something is still to come', 'shipped'),
  scene('shipped, the last of two', 'shipped', () => ({ others: { before: 1, later: [] } })),
  scene('shipped, nothing known of others, no date', 'shipped', ({ items }) => ({
    others: { before: 5, later: items.slice(0, 1) },
  })),
  scene('shipped, two parcels', 'shipped', ({ parcel, items }) => ({
    others: { before: 2, later: [] },
    parcels:
      parcel === undefined
        ? []
        : [
            { parcel, items: items.slice(0, 1) },
            {
              parcel: {
                ...parcel,
                reference: '00340434161094042564',
                url: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094042564',
              },
              items: items.slice(1),
            },
          ],
  })),
  scene('delayed', 'delayed'),
  scene('delayed again, on its way', 'delayed', () => ({
    parcel: { carrier: 'DHL', doneAt: instant('2026-11-16T13:05:00Z') },
    delay: { promised: instant('2026-11-24T12:00:00Z'), reason: 'carrier', onItsWay: true, again: true },
  })),
  scene('delayed, address in doubt', 'delayed', ({ delay }) =>
    delay === undefined ? {} : { delay: { ...delay, reason: 'address', onItsWay: true } },
  ),
  scene('delivered', 'delivered'),
  scene('delivered by transit days', 'delivered', ({ order }) => ({ delivery: { basis: 'transit', at: order.date } })),
  scene('return_received', 'return_received'),
  scene('return_received after a withdrawal', 'return_received', () => ({
    withdrawal: { at: instant('2026-11-18T13:32:05Z') },
  })),
  scene('refund_issued, a part', 'refund_issued'),
  scene('refund_issued, a part after another, by transfer', 'refund_issued', ({ refund }) =>
    refund === undefined ? {} : { refund: { ...refund, way: 'transfer', together: euro(7_940) } },
  ),
  scene('refund_issued, all, by card', 'refund_issued', ({ refund }) =>
    refund === undefined ? {} : { items: [], refund: { ...refund, amount: euro(13_920), full: true, way: 'card' } },
  ),
  scene('refund_issued, all, by a payment service', 'refund_issued', ({ refund }) =>
    refund === undefined ? {} : { items: [], refund: { ...refund, amount: euro(13_920), full: true, way: 'wallet' } },
  ),
  scene('withdrawal_receipt', 'withdrawal_receipt'),
  scene('withdrawal_receipt without words', 'withdrawal_receipt', () => ({
    withdrawal: { at: instant('2026-11-18T13:32:05Z') },
  })),
]

export function played({ kind, changes }: Scene, locale: MailLocale, formality: Formality): RenderedMail {
  const data = sampleData(kind, locale)
  return renderer.render({
    kind,
    locale,
    formality,
    timeZone: 'Europe/Berlin',
    data: { ...data, ...changes(data) },
  })
}
