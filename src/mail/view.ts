import { remembered } from '../domain/lint/remembered.ts'
import type { NotificationKind } from '../domain/notification.ts'
import { clean, oneLine, shorten } from '../domain/text.ts'
import type { Instant } from '../domain/time.ts'
import { accentOf, type Accent } from './colors.ts'
import type { MailData, MailItem } from './ports.ts'
import { stepsOf, type Step } from './progress.ts'

const NAME_MAX_CHARS = 200
/** A declaration is repeated whole; nobody declares more than this. */
const DECLARATION_MAX_CHARS = 20_000
/** Longer lists stand close together: a mail program cuts off what is longer than about 100 kB. */
const ROOMY_LINES = 30

/** What the templates see: the mail's data on single lines, without control characters, links that are links. */
export interface MailView {
  readonly locale: string
  readonly accent: Accent
  /** Address of the logo's image. */
  readonly logo: string | undefined
  readonly shop: Omit<MailData['shop'], 'logoCid' | 'color'>
  readonly order: MailData['order']
  readonly recipient: MailData['recipient']
  readonly steps: readonly Step[] | undefined
  readonly items: ItemList | undefined
  readonly amounts: MailData['amounts']
  readonly address: readonly string[] | undefined
  readonly parcels: readonly ParcelView[]
  /** Variant of texts that speak of more than one parcel. */
  readonly several: 'several' | undefined
  readonly others: OthersView | undefined
  readonly delivery: MailData['delivery']
  readonly payment: (NonNullable<MailData['payment']> & { readonly state: 'paid' | 'open' | 'received' }) | undefined
  readonly refund: (NonNullable<MailData['refund']> & { readonly extent: 'full' | 'part' }) | undefined
  readonly delay: DelayView | undefined
  readonly returned: MailData['returned']
  readonly withdrawal: WithdrawalView | undefined
  readonly files: readonly string[] | undefined
  /** What further messages of ours will tell. */
  readonly announced: { readonly shipped: boolean; readonly refund_issued: boolean }
}

export interface ItemList {
  readonly rows: readonly MailItem[]
  /** Any of them has a picture. */
  readonly pictured: boolean
  readonly compact: boolean
}

export interface ParcelView {
  /** Its number where there are several; they are counted from 1. */
  readonly number: number | undefined
  readonly of: number
  readonly carrier: string | undefined
  readonly reference: string | undefined
  /** Only if it is an address of the web. */
  readonly url: string | undefined
  /** In place of it where there are several. */
  readonly links: readonly { readonly reference: string; readonly url: string }[] | undefined
  readonly doneAt: Instant
  readonly items: ItemList | undefined
}

interface OthersView {
  readonly before: number
  readonly later: ItemList | undefined
  readonly laterOn: Instant | undefined
}

type DelayView = NonNullable<MailData['delay']> & {
  readonly place: 'here' | 'way'
  readonly time: 'first' | 'again'
  /** The buyer is asked to look at the address. */
  readonly addressInDoubt: boolean
}

interface WithdrawalView {
  readonly at: Instant
  readonly name: string | undefined
  /** The declaration, line by line. */
  readonly lines: readonly string[] | undefined
}

export function viewOf(kind: NotificationKind, data: MailData, locale: string): MailView {
  const { name, imprint, email, website, logoCid, color } = data.shop
  const steps = stepsOf(kind, data)
  return {
    locale,
    accent: accent(color ?? ''),
    logo: contentId(logoCid),
    shop: {
      name: line(name),
      imprint: lines(imprint),
      ...(email === undefined ? {} : { email: line(email) }),
      ...(website === undefined ? {} : { website: line(website) }),
    },
    order: { ...data.order, name: line(data.order.name) },
    recipient: { name: line(data.recipient.name) },
    steps: steps.length === 0 ? undefined : steps,
    items: itemList(data.items),
    amounts: amountsView(data.amounts, locale),
    address: someLines(data.address),
    parcels: parcelViews(data),
    several: (data.parcels?.length ?? 0) > 1 ? 'several' : undefined,
    others: othersView(data.others),
    delivery: data.delivery,
    payment: paymentView(data.payment),
    refund: refundView(data.refund),
    delay: delayView(data.delay),
    returned: data.returned === undefined ? undefined : { ...data.returned, document: line(data.returned.document) },
    withdrawal: withdrawalView(data.withdrawal),
    files: someLines(data.files),
    announced: {
      shipped: data.announces?.includes('shipped') === true,
      refund_issued: data.announces?.includes('refund_issued') === true,
    },
  }
}

/** The lines of a declaration as the mail shows them. */
export function declarationLines(text: string): string[] {
  return shorten(clean(text), DECLARATION_MAX_CHARS, '…')
    .split('\n')
    .map((each) => oneLine(each))
    .filter((each) => each !== '')
}

/** `140 × 220 cm`, `2 kg`: figures joined by a cross, and their unit, stay on one line where there is room. */
const MEASURE =
  /\d+(?:[.,]\d+)?(?: ?[×x] ?\d+(?:[.,]\d+)?)*(?: (?:mm|cm|dm|m|km|g|kg|ml|cl|l|W|V|Zoll|″))?(?![\p{L}\d])/gu
const wholeMeasures = (name: string): string => name.replaceAll(MEASURE, (found) => found.replaceAll(' ', '\u00a0'))

function itemList(items: readonly MailItem[]): ItemList | undefined {
  if (items.length === 0) return undefined
  const compact = items.length > ROOMY_LINES
  const rows = items.map(({ name, quantity, total, image }) => {
    const picture = compact ? undefined : contentId(image)
    return {
      name: wholeMeasures(line(name)),
      quantity,
      ...(total === undefined ? {} : { total }),
      ...(picture === undefined ? {} : { image: picture }),
    }
  })
  return { rows, compact, pictured: rows.some((row) => row.image !== undefined) }
}

function parcelViews({ parcel, parcels, items }: MailData): ParcelView[] {
  const all = parcels ?? (parcel === undefined ? [] : [{ parcel, items }])
  return all.map((one, at) => ({
    number: all.length > 1 ? at + 1 : undefined,
    of: all.length,
    carrier: someLine(one.parcel.carrier),
    reference: someLine(one.parcel.reference),
    url: webAddress(one.parcel.url),
    links: linkList(one.parcel.links),
    doneAt: one.parcel.doneAt,
    items: itemList(one.items),
  }))
}

function linkList(links: NonNullable<MailData['parcel']>['links']): ParcelView['links'] {
  const shown = (links ?? []).flatMap(({ reference, url }) => {
    const address = webAddress(url)
    return address === undefined ? [] : [{ reference: line(reference), url: address }]
  })
  return shown.length > 1 ? shown : undefined
}

function othersView(others: MailData['others']): OthersView | undefined {
  return others === undefined
    ? undefined
    : { before: others.before, later: itemList(others.later), laterOn: others.laterOn }
}

function amountsView(amounts: MailData['amounts'], locale: string): MailData['amounts'] {
  if (amounts === undefined) return undefined
  const rate = rateIn(locale)
  const taxes = (amounts.taxes ?? [])
    .map(({ name, percent, amount }) => ({
      name: percent === undefined ? line(name) : rate.format(percent / 100),
      amount,
    }))
    .filter(({ name, amount }) => name !== '' && amount.minor !== 0)
  return { ...amounts, taxes }
}

function paymentView(payment: MailData['payment']): MailView['payment'] {
  if (payment === undefined) return undefined
  const { amount, at, open } = payment
  if (open === undefined) return { amount, at, state: 'received' }
  return open.minor > 0 ? { amount, at, open, state: 'open' } : { amount, at, state: 'paid' }
}

function refundView(refund: MailData['refund']): MailView['refund'] {
  return refund === undefined
    ? undefined
    : { ...refund, document: line(refund.document), extent: refund.full ? 'full' : 'part' }
}

function delayView(delay: MailData['delay']): DelayView | undefined {
  return delay === undefined
    ? undefined
    : {
        ...delay,
        place: delay.onItsWay ? 'way' : 'here',
        time: delay.again ? 'again' : 'first',
        addressInDoubt: delay.reason === 'address',
      }
}

function withdrawalView(withdrawal: MailData['withdrawal']): WithdrawalView | undefined {
  if (withdrawal === undefined) return undefined
  const said = withdrawal.text === undefined ? [] : declarationLines(withdrawal.text)
  return { at: withdrawal.at, name: someLine(withdrawal.name), lines: said.length === 0 ? undefined : said }
}

/** Of the few colours there are. */
const accent = remembered(accentOf)

/** Making a formatter takes far longer than using it. */
const rateIn = remembered((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }))

const line = (text: string): string => shorten(oneLine(text), NAME_MAX_CHARS, '…')
const lines = (texts: readonly string[]): string[] => texts.map(line).filter((text) => text !== '')

function someLine(text: string | undefined): string | undefined {
  const shown = text === undefined ? '' : line(text)
  return shown === '' ? undefined : shown
}

function someLines(texts: readonly string[] | undefined): string[] | undefined {
  const shown = lines(texts ?? [])
  return shown.length === 0 ? undefined : shown
}

/** Address of a picture within the mail. */
const contentId = (cid: string | undefined): string | undefined =>
  cid !== undefined && /^[\w.@-]+$/.test(cid) ? `cid:${cid}` : undefined

function webAddress(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url)
  return parsed !== null && ['https:', 'http:'].includes(parsed.protocol) && parsed.username === ''
    ? parsed.href
    : undefined
}
