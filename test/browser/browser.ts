import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

/** Screenshots for people to look at. */
const SHOTS = path.join(import.meta.dirname, '../../.ci/out/screenshots')

export const WIDTHS = { wide: 1280, narrow: 390 } as const

export interface Browser {
  readonly context: BrowserContext
  /** What pages complained about: refused files, scripts and styles, failed requests. */
  readonly complaints: string[]
  open(url: string, width?: number): Promise<Page>
  close(): Promise<void>
}

/** Headless Chromium with an empty profile that calls nobody. */
export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(path.join(tmpdir(), 'marketplace-care-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  context.on('weberror', (error) => complaints.push(error.error().message))
  return {
    context,
    complaints,
    async open(url, width = WIDTHS.wide) {
      const page = await context.newPage()
      await page.setViewportSize({ width, height: 900 })
      await page.goto(url)
      return page
    },
    close: () => context.close(),
  }
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true })
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
