import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFullSwing, onStage, type Stage } from '../demo/pages/stage.ts'
import { overflow, shoot, startBrowser, WIDTHS, type Browser } from './browser.ts'

let stage: Stage
let base: string
let browser: Browser

beforeAll(async () => {
  stage = await onStage()
  base = await stage.server.listen({ host: '127.0.0.1', port: 0 })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await stage.close()
})

test('a buyer writes with a photo, and the answer appears without reloading', async () => {
  const page = await browser.open(`${base}/demo/buyer`)
  await page.getByLabel('Message').fill('Der Topf hat einen Sprung.')
  await page
    .getByLabel('A photo or file')
    .setInputFiles({ name: 'sprung.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([255, 216, 255]) })
  await page.getByRole('button', { name: 'Send' }).click()
  expect(await page.locator('.bubble.buyer').innerText()).toContain('sprung.jpg')

  const [conversation] = stage.sandbox.conversations()
  stage.sandbox.writes({
    conversation: conversation?.id ?? '',
    order: 'MCDEMO01',
    buyer: { id: 'b1', name: 'Lena Vogt' },
    role: 'seller',
    text: 'Wir senden Ihnen einen neuen.',
  })
  await page.locator('.bubble.agent', { hasText: 'Wir senden Ihnen einen neuen.' }).waitFor()
  await page.close()
})

test('what is being typed survives the refreshing', async () => {
  inFullSwing(stage)
  const page = await browser.open(`${base}/demo/agent`)
  await page.getByLabel('Your words').fill('Ihr Paket')
  stage.tickets[1]?.messages.push({
    author: 'Lena Vogt',
    kind: 'buyer',
    html: '<p>Hallo?</p>',
    at: '2026-11-22T10:06:00Z',
    files: [],
  })
  await page.locator('.bubble', { hasText: 'Hallo?' }).waitFor()
  expect(await page.getByLabel('Your words').inputValue()).toBe('Ihr Paket')
  await page.getByRole('button', { name: 'Send to the buyer' }).click()
  expect(stage.asked.at(-1)).toBe('answer 5: Ihr Paket')
  // Chromium may never close a page that is still loading the next one.
  await page.waitForLoadState('networkidle')
  await page.close()
})

test('a mail is seen as the buyer sees it, and its scripts stay dead', async () => {
  const page = await browser.open(`${base}/demo/orders`)
  const mail = page.frameLocator('iframe')
  expect(await mail.getByRole('heading').innerText()).toBe('Ihr Paket zu DEMO-0001 ist unterwegs')
  expect(browser.complaints.splice(0)).toEqual([expect.stringContaining('Blocked script execution')])
  await page.close()
})

for (const [name, path] of Object.entries({ start: '', buyer: '/buyer', agent: '/agent', orders: '/orders' })) {
  for (const [size, width] of Object.entries(WIDTHS)) {
    test(`the page ${name} fits a ${size} window`, async () => {
      const page = await browser.open(`${base}/demo${path}`, width)
      await shoot(page, `demo-${name}-${size}`)
      expect(await overflow(page)).toBe(0)
      expect(browser.complaints.splice(0).filter((words) => !words.includes('Blocked script execution'))).toEqual([])
      await page.close()
    })
  }
}
