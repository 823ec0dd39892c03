import { expect, test } from 'vitest'
import { legalFilesWith, logoOf, shownPictureType } from '../../src/domain/shop-files.ts'

const png = Buffer.from('89504e470d0a1a0a00', 'hex')
const picture = { mimeType: 'image/png', bytes: png }

test("the account's logo goes before the company's; a web address leaves the shop's name", () => {
  expect(logoOf({ shop: { logo: '/x.png', logoPicture: picture } }, null)).toBe(picture)
  expect(logoOf({ shop: { logo: 'https://shop.example/x.png' } }, picture)).toBeUndefined()
  expect(logoOf({ shop: {} }, picture)).toBe(picture)
  expect(logoOf({ shop: {} }, null)).toBeUndefined()
})

test('what some mail programs do not show is no logo: drawings and WebP', () => {
  const svg = { mimeType: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }
  const webp = { mimeType: 'image/webp', bytes: Buffer.from('RIFF0000WEBP') }
  expect([logoOf({ shop: {} }, svg), logoOf({ shop: {} }, webp)]).toEqual([undefined, undefined])
  expect([png, Buffer.from('ffd8ffe0', 'hex'), Buffer.from('GIF89a')].map(shownPictureType)).toEqual([
    'image/png',
    'image/jpeg',
    'image/gif',
  ])
})

test('legal files go with the confirmation of the order alone', () => {
  const legalFiles = [{ filename: 'AGB.pdf', mimeType: 'application/pdf', bytes: png }] as const
  expect(legalFilesWith('order_confirmed', { legalFiles })).toBe(legalFiles)
  expect(legalFilesWith('shipped', { legalFiles })).toEqual([])
  expect(legalFilesWith('order_confirmed', {})).toEqual([])
})
