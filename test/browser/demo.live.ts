import pino from 'pino'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { demoPorts } from '../../src/demo/interactive.ts'
import { registerDemoPages } from '../../src/demo/pages/pages.ts'
import { playScenario } from '../../src/demo/scenario.ts'
import { startWorld, type World } from '../../src/demo/world.ts'
import { type Service, startService } from '../../src/service.ts'
import { overflow, shoot, startBrowser, WIDTHS, type Browser } from './browser.ts'

let world: World
let service: Service
let browser: Browser

beforeAll(async () => {
  const log = pino({ level: 'silent' })
  world = await startWorld({ registry: connectors, log, httpPort: 0, pollSeconds: 1 })
  await playScenario(world, () => undefined)
  service = await startService(world.app, {
    register: (server) => {
      registerDemoPages(server, demoPorts(world))
    },
    links: [{ href: '/demo', text: 'Demo' }],
  })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await service.stop()
  await world.close()
})

const open = (path: string): Promise<Page> => browser.open(service.address + path)

const QUESTION = 'Passt der Topf auch in eine kleine Küche?'
const REFUSED = 'Rufen Sie uns gern an: 030 90182736'
const ANSWER = 'Ja, er ist 22 Zentimeter breit.'

test('a person writes as the buyer, answers as the agent, and the answer arrives', async () => {
  const buyer = await open('/demo/buyer')
  await buyer.getByLabel('Message').fill(QUESTION)
  await buyer.getByRole('button', { name: 'Send' }).click()

  const agent = await open('/demo/agent')
  await agent.locator('.choices a').first().waitFor()
  await expect
    .poll(
      async () => {
        await agent.goto(`${service.address}/demo/agent`)
        return agent.locator('.talk').innerText()
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toContain(QUESTION)

  await agent.getByLabel('Your words').fill(REFUSED)
  await agent.getByRole('button', { name: 'Send to the buyer' }).click()
  await agent.locator('.bubble.note').last().waitFor()
  await agent.getByLabel('Your words').fill(ANSWER)
  await agent.getByRole('button', { name: 'Send to the buyer' }).click()

  await buyer.locator('.bubble.agent', { hasText: ANSWER }).waitFor({ timeout: 30_000 })
  expect(await buyer.getByText(REFUSED).count()).toBe(0)
  await shoot(buyer, 'demo-played-buyer')
  await shoot(agent, 'demo-played-agent')
})

test('a person drives an order and reads its mails', async () => {
  const page = await open('/demo/orders')
  const before = world.sink.mails().length
  await page.getByRole('button', { name: 'Confirm a new order' }).click()
  await page.getByRole('button', { name: 'Ship' }).first().click()
  await page.getByRole('button', { name: 'Refund' }).first().click()
  await expect.poll(() => world.sink.mails().length, { timeout: 30_000, interval: 500 }).toBeGreaterThan(before + 2)
  await page.goto(`${service.address}/demo/orders`)
  expect(await page.frameLocator('iframe').locator('body').innerText()).toContain('Lindenhof')
  await page.locator('iframe').scrollIntoViewIfNeeded()
  await shoot(page, 'demo-played-orders')
})

test.each(['/console', '/console/effects?view=all', '/console/runs', '/demo/agent', '/demo/orders'])(
  'after it all %s is whole at every width',
  async (path) => {
    for (const [size, width] of Object.entries(WIDTHS)) {
      const page = await browser.open(service.address + path, width)
      expect(await overflow(page)).toBe(0)
      await shoot(page, `played${path.replaceAll(/\W+/g, '-')}-${size}`)
      await page.close()
    }
    expect(browser.complaints.splice(0)).toEqual([])
  },
)
