import type { BuiltKind } from '../domain/notification.ts'
import { instant } from '../domain/time.ts'
import type { MailData } from './ports.ts'
import type { Locale } from './words.ts'

const GOODS: Readonly<Record<Locale, readonly { name: string; quantity: number; minor: number }[]>> = {
  de: [
    { name: 'Keramikvase „Alba“, 24 cm, mattweiß', quantity: 2, minor: 5_980 },
    { name: 'Leinentischdecke „Fjord“, 140 × 220 cm, graublau', quantity: 1, minor: 6_450 },
    { name: 'Bienenwachskerzen, 6 Stück', quantity: 1, minor: 1_490 },
  ],
  en: [
    { name: 'Ceramic vase “Alba”, 24 cm, matt white', quantity: 2, minor: 5_980 },
    { name: 'Linen tablecloth “Fjord”, 140 × 220 cm, grey-blue', quantity: 1, minor: 6_450 },
    { name: 'Beeswax candles, pack of 6', quantity: 1, minor: 1_490 },
  ],
}

const euro = (minor: number) => ({ minor, currency: 'EUR' })

/** Invented data of a shop and an order, for `preview` and for looking at a template. */
export function sampleData(kind: BuiltKind, locale: Locale): MailData {
  const goods = GOODS[locale]
  const country = locale === 'de' ? [] : ['Germany']
  const base: MailData = {
    shop: {
      name: 'Lindenhof Keramik',
      color: '#2f6f5e',
      imprint: [
        'Lindenhof Keramik GmbH',
        'Am Lindenhof 4, 50667 Köln',
        locale === 'de' ? 'Geschäftsführerin: Marta Beispiel' : 'Managing director: Marta Beispiel',
        locale === 'de'
          ? 'Amtsgericht Köln, HRB 00000 · USt-IdNr. DE000000000'
          : 'Cologne district court, HRB 00000 · VAT ID DE000000000',
      ],
      email: 'service@lindenhof-keramik.example',
      website: 'https://lindenhof-keramik.example',
    },
    order: { name: 'S00042', date: instant('2026-11-14T17:20:00Z') },
    recipient: { name: 'Anna Weber' },
    items: goods.map(({ name, quantity }) => ({ name, quantity })),
    address: ['Anna Weber', 'Gartenstraße 12', '04109 Leipzig', ...country],
  }
  switch (kind) {
    case 'order_confirmed':
      return {
        ...base,
        items: goods.map(({ name, quantity, minor }) => ({ name, quantity, total: euro(minor) })),
        amounts: { untaxed: euro(11_697), tax: euro(2_223), total: euro(13_920) },
      }
    case 'shipped':
      return {
        ...base,
        parcel: {
          carrier: 'DHL',
          reference: '00340434161094042557',
          url: 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094042557',
          doneAt: instant('2026-11-16T13:05:00Z'),
        },
      }
    case 'delivered':
      return { ...base, delivery: { basis: 'fact', at: instant('2026-11-18T10:40:00Z') } }
    case 'refund_issued':
      return {
        ...base,
        items: base.items.slice(1, 2),
        refund: { amount: euro(6_450), at: instant('2026-11-24T09:00:00Z'), document: 'RINV/2026/00007', full: false },
      }
    default: {
      const missing: never = kind
      return missing
    }
  }
}
