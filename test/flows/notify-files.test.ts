import { expect, test } from 'vitest'
import type { Account } from '../../src/domain/account.ts'
import { type FlowWorld, given } from './world.ts'

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const PDF = Buffer.from('%PDF-1.7\n%%EOF\n')

/** One order, confirmed and sent. */
async function soldAt(shop: Partial<Account>): Promise<FlowWorld> {
  const world = await given({ shop })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 5 })
  await world.clerk.customer({
    ...{ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
  await world.clerk.orderConfirmed({
    ...{ key: 'o.W1', customer: 'maria', clientOrderRef: 'W1' },
    lines: [{ product: 'pot', quantity: 1 }],
  })
  await world.pass('notify')
  await world.clerk.shipped({ key: 'p.W1', order: 'o.W1', carrier: 'DHL', trackingRef: '00340434161094042557' })
  await world.pass('notify')
  return world
}

const shape = (world: FlowWorld) =>
  world.sink
    .mails()
    .map(({ attachments }) => attachments.map(({ filename, mimeType, cid }) => [filename, mimeType, cid]))

test('terms and withdrawal notice go with the confirmation alone and are named in its text; the logo goes with every mail', async () => {
  const world = await soldAt({
    shop: { logo: '/shop/logo.gif', logoPicture: { mimeType: 'image/gif', bytes: GIF } },
    legalFiles: [
      { filename: 'AGB.pdf', mimeType: 'application/pdf', bytes: PDF },
      { filename: 'Widerruf www.shop.example.pdf', mimeType: 'application/pdf', bytes: PDF },
    ],
  })
  const logo = ['shop-logo.gif', 'image/gif', 'shop-logo']
  expect(shape(world)).toEqual([
    [logo, ['AGB.pdf', 'application/pdf', undefined], ['Widerruf www.shop.example.pdf', 'application/pdf', undefined]],
    [logo],
  ])
  const [confirmation] = world.sink.mails()
  expect(confirmation?.text).toContain('Dieser E-Mail liegen bei:\nAGB.pdf\nWiderruf www.shop.example.pdf\n')
  expect(confirmation?.html).toMatch(/<img class="logo" src="(?:cid:shop-logo|data:image\/gif)/)
})
