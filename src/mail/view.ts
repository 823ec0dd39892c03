import { oneLine, shorten } from '../domain/text.ts'
import { accentOf, type Accent } from './colors.ts'
import type { MailData } from './ports.ts'

const NAME_MAX_CHARS = 200

/** What the templates see: the mail's data on single lines, without control characters, links that are links. */
export interface MailView extends Omit<MailData, 'shop' | 'parcel'> {
  readonly locale: string
  readonly accent: Accent
  /** Address of the logo's image. */
  readonly logo: string | undefined
  readonly shop: Omit<MailData['shop'], 'logoUrl' | 'logoCid' | 'color'>
  /** `url` only if it is an address of the web. */
  readonly parcel: MailData['parcel']
}

export function viewOf(data: MailData, locale: string): MailView {
  const { name, imprint, email, website, logoCid, logoUrl, color } = data.shop
  return {
    locale,
    accent: accentOf(color),
    logo: logoCid === undefined ? webAddress(logoUrl) : `cid:${logoCid}`,
    shop: {
      name: line(name),
      imprint: lines(imprint),
      ...(email === undefined ? {} : { email: line(email) }),
      ...(website === undefined ? {} : { website: line(website) }),
    },
    order: { ...data.order, name: line(data.order.name) },
    recipient: { name: line(data.recipient.name) },
    items: data.items.map((item) => ({ ...item, name: line(item.name) })),
    ...(data.amounts === undefined ? {} : { amounts: data.amounts }),
    ...(data.address === undefined ? {} : { address: lines(data.address) }),
    parcel: data.parcel === undefined ? undefined : parcelView(data.parcel),
    ...(data.delivery === undefined ? {} : { delivery: data.delivery }),
    ...(data.refund === undefined ? {} : { refund: { ...data.refund, document: line(data.refund.document) } }),
  }
}

function parcelView({
  carrier,
  reference,
  url,
  doneAt,
}: NonNullable<MailData['parcel']>): NonNullable<MailData['parcel']> {
  const address = webAddress(url)
  return {
    doneAt,
    ...(carrier === undefined ? {} : { carrier: line(carrier) }),
    ...(reference === undefined ? {} : { reference: line(reference) }),
    ...(address === undefined ? {} : { url: address }),
  }
}

const line = (text: string): string => shorten(oneLine(text), NAME_MAX_CHARS, '…')
const lines = (texts: readonly string[]): string[] => texts.map(line).filter((text) => text !== '')

function webAddress(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url)
  return parsed !== null && ['https:', 'http:'].includes(parsed.protocol) && parsed.username === ''
    ? parsed.href
    : undefined
}
