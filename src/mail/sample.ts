import type { MailLocale } from '../domain/language.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { instant } from '../domain/time.ts'
import type { MailData } from './ports.ts'
import { type SampleWords, sampleWords } from './sample-words.ts'

const euro = (minor: number) => ({ minor, currency: 'EUR' })
const PRICES = [
  { quantity: 2, minor: 5_980 },
  { quantity: 1, minor: 6_450 },
  { quantity: 1, minor: 1_490 },
]

/** Invented data of a shop and an order, for `preview` and for looking at a template. */
export function sampleData(kind: NotificationKind, locale: MailLocale): MailData {
  const words = sampleWords(locale)
  const items = PRICES.map(({ quantity }, at) => ({ name: words.goods[at] ?? '', quantity }))
  return { ...base(words), items, ...ofKind(kind, words) }
}

function base({ imprint, country }: SampleWords): Omit<MailData, 'items'> {
  return {
    shop: {
      name: 'Lindenhof Keramik',
      color: '#2f6f5e',
      imprint: ['Lindenhof Keramik GmbH', 'Am Lindenhof 4, 50667 Köln', ...imprint],
      email: 'service@lindenhof-keramik.example',
      website: 'https://lindenhof-keramik.example',
    },
    order: { name: 'S00042', date: instant('2026-11-14T17:20:00Z') },
    recipient: { name: 'Anna Weber' },
    announces: ['order_confirmed', 'payment_received', 'shipped', 'refund_issued'],
    address: ['Anna Weber', 'Gartenstraße 12', '04109 Leipzig', ...country],
  }
}

function ofKind(kind: NotificationKind, words: SampleWords): Partial<MailData> {
  const priced = PRICES.map(({ quantity, minor }, at) => ({
    name: words.goods[at] ?? '',
    quantity,
    total: euro(minor),
  }))
  const amounts = {
    untaxed: euro(11_697),
    tax: euro(2_223),
    total: euro(13_920),
    taxes: [{ name: '19 %', percent: 19, amount: euro(2_223) }],
  }
  const parcel = {
    carrier: 'DHL',
    reference: '00340434161094042557',
    url: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094042557',
    doneAt: instant('2026-11-16T13:05:00Z'),
  }
  switch (kind) {
    case 'order_confirmed':
      return {
        order: {
          name: 'S00042',
          date: instant('2026-11-14T17:20:00Z'),
          promised: instant('2026-11-19T12:00:00Z'),
        },
        items: priced,
        amounts,
        files: words.files,
      }
    case 'payment_received':
      return {
        items: priced,
        amounts,
        payment: { amount: euro(10_000), at: instant('2026-11-15T08:00:00Z'), open: euro(3_920) },
      }
    case 'shipped':
      return {
        items: priced.slice(0, 2).map(({ name, quantity }) => ({ name, quantity })),
        parcel,
        others: {
          before: 0,
          later: priced.slice(2).map(({ name, quantity }) => ({ name, quantity })),
          laterOn: instant('2026-11-20T12:00:00Z'),
        },
      }
    case 'delayed':
      return {
        delay: {
          promised: instant('2026-11-19T12:00:00Z'),
          expected: instant('2026-11-24T12:00:00Z'),
          reason: 'stock',
          onItsWay: false,
          again: false,
        },
      }
    case 'delivered':
      return { parcel, delivery: { basis: 'fact', at: instant('2026-11-18T10:40:00Z') } }
    case 'return_received':
      return {
        items: priced.slice(1, 2).map(({ name, quantity }) => ({ name, quantity })),
        returned: { at: instant('2026-11-23T14:10:00Z'), document: 'WH/IN/00019' },
      }
    case 'refund_issued':
      return {
        items: priced.slice(1, 2),
        refund: { amount: euro(6_450), at: instant('2026-11-24T09:00:00Z'), document: 'RINV/2026/00007', full: false },
      }
    case 'withdrawal_receipt':
      return {
        withdrawal: { at: instant('2026-11-18T13:32:05Z'), name: 'Anna Weber', text: words.declaration },
      }
    default: {
      const missing: never = kind
      return missing
    }
  }
}
