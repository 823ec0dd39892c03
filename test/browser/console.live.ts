import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountName, accountName } from '../../src/domain/ids.ts'
import { given, NOW, workingDay, type World } from '../server/world.ts'
import { overflow, shoot, startBrowser, WIDTHS, type Browser } from './browser.ts'

const PASSWORD = 'correct horse battery staple'
let world: World
let base: string
let browser: Browser
let held: AccountName[] = []

beforeAll(async () => {
  world = await given({
    held: workingDay(),
    consolePassword: PASSWORD,
    runNow: async () => undefined,
    jobs: ['notify'],
    holds: {
      accounts: ['shop', 'market-de'],
      list: () =>
        Promise.resolve(
          held.map((account) => ({ account, by: 'Anna', since: NOW, reason: 'The logo is the wrong one.' })),
        ),
      hold: (account) => {
        held.push(accountName(account))
        return Promise.resolve()
      },
      release: (account) => {
        held = held.filter((one) => one !== account)
        return Promise.resolve()
      },
    },
  })
  base = await world.server.listen({ host: '127.0.0.1', port: 0 })
  browser = await startBrowser()
})

afterAll(async () => {
  await browser.close()
  await world.server.close()
})

test('a person logs in with the password and not without', async () => {
  const page = await browser.open(`${base}/console`)
  await page.getByLabel('Password of the console').fill('wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  expect(await page.getByRole('alert').innerText()).toBe('That is not the password.')
  await page.getByLabel('Password of the console').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  expect(await page.locator('.verdict').innerText()).toBe('All is well')
  // The refused login is the only thing a browser complained about.
  expect(browser.complaints.splice(0)).toEqual([expect.stringContaining('401')])
})

test('a person holds notifications back from the card of an account, and lets them go', async () => {
  const page = await browser.open(`${base}/console`)
  const card = page.locator('article', { has: page.getByRole('heading', { name: 'shop', exact: true }) })
  await card.getByText('Hold notifications back').click()
  await card.getByLabel('Your name').fill('Anna')
  await card.getByLabel('Why').fill('The logo is the wrong one.')
  await shoot(page, 'console-hold')
  await card.getByRole('button', { name: 'Hold back now' }).click()
  expect(await page.getByRole('status').innerText()).toContain('nothing of this account is sent')
  expect(await card.innerText()).toMatch(/held back\s+by Anna/i)
  await shoot(page, 'console-held')
  await page.setViewportSize({ width: WIDTHS.narrow, height: 900 })
  expect(await overflow(page)).toBe(0)
  await shoot(page, 'console-held-narrow')
  await card.getByRole('button', { name: 'Let the notifications go' }).click()
  expect(await card.getByText('Hold notifications back').isVisible()).toBe(true)
  expect(browser.complaints.splice(0)).toEqual([])
  await page.close()
})

const PAGES = {
  overview: '/console',
  effects: '/console/effects?view=all',
  unclear: '/console/effects/311',
  held: '/console/effects/301',
  runs: '/console/runs',
} as const

for (const [name, path] of Object.entries(PAGES)) {
  for (const [size, width] of Object.entries(WIDTHS)) {
    test(`the page ${name} fits a ${size} window and everything on it may load`, async () => {
      const page = await browser.open(base + path, width)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await shoot(page, `console-${name}-${size}-${colorScheme}`)
      }
      expect(await overflow(page)).toBe(0)
      expect(browser.complaints.splice(0)).toEqual([])
      await page.close()
    })
  }
}

test('a decision is taken with one button', async () => {
  const page = await browser.open(`${base}/console/effects/311`)
  await page.getByRole('button', { name: 'Mark as done' }).click()
  expect(await page.getByRole('status').innerText()).toBe('Noted: it counts as done.')
  expect(world.held.effects.find(({ id }) => id === '311')?.state).toBe('done')
})

test('logging out closes the console', async () => {
  const page = await browser.open(`${base}/console`)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.goto(`${base}/console/runs`)
  expect(page.url()).toBe(`${base}/console/login`)
})
