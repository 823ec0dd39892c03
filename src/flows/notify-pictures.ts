import type { OutgoingMail } from '../mail/ports.ts'
import type { FlowPorts } from './context.ts'
import type { MailFacts } from './notify-facts.ts'

/** More make a mail heavy, and nobody looks at them. */
const PICTURES_MAX = 10

/** Content id of a product's picture in a mail. */
export const pictureId = (productId: number): string => `item-${String(productId)}`

/** Pictures of the goods that the mail lists: one call right before it is written, none where nothing has a product. */
export async function withPictures(facts: MailFacts, { odoo }: Pick<FlowPorts, 'odoo'>): Promise<MailFacts> {
  const { order, picking, refund, returned, surroundings } = facts
  const goods: readonly { readonly productId?: number }[] =
    surroundings?.items ?? picking?.items ?? refund?.items ?? returned?.items ?? order.lines
  const products = [...new Set(goods.flatMap(({ productId }) => productId ?? []))].slice(0, PICTURES_MAX)
  if (products.length === 0) return facts
  return { ...facts, pictures: await odoo.parcels.pictures(products) }
}

/** The pictures as parts of the mail. */
export const inlinePictures = ({ pictures }: MailFacts): Pick<OutgoingMail, 'images'> =>
  pictures === undefined || pictures.size === 0
    ? {}
    : { images: [...pictures].map(([product, picture]) => ({ cid: pictureId(product), ...picture })) }
