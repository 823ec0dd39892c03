import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { contrast } from '../../src/mail/colors.ts'
import type { MailData } from '../../src/mail/ports.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'
import { ADDRESSES, played, SCENES } from '../mail/scenes.ts'
import { overflow, shoot, startBrowser, type Browser } from './browser.ts'

const renderer = createRenderer()
let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const DOT = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="56" height="56"/>')}`

const unusual: Partial<MailData> = {
  recipient: { name: '<b>שלום</b> {{order}} 👨‍👩‍👧 Donaudampfschifffahrtsgesellschaftskapitänswitwe' },
  items: [
    {
      name: `[FURN_0096] ${'Rindfleischetikettierungsüberwachungs'.repeat(3)}`,
      quantity: 12.5,
      total: { minor: 1_234_567, currency: 'EUR' },
      image: 'item-1',
    },
    { name: 'ساعة يد <script>alert(1)</script>', quantity: 1, total: { minor: 0, currency: 'EUR' } },
  ],
  address: ['Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu 12a'],
  shop: {
    name: 'Sonnenblumen & Söhne Gartenbedarfsgroßhandelsgesellschaft',
    color: '#ffd400',
    imprint: ['x'.repeat(120)],
  },
}

/** The languages that most buyers get are looked at in every view. */
const READ = ADDRESSES.filter(([locale]) => ['de', 'en', 'pl'].includes(locale))
const VIEWS = [
  [640, 'light'],
  [375, 'light'],
  [640, 'dark'],
  [375, 'dark'],
] as const

const firstScenes = SCENES.filter(({ kind }, at) => SCENES.findIndex((scene) => scene.kind === kind) === at)
const inLanguages = (addresses: typeof ADDRESSES) =>
  addresses.flatMap(([locale, formality]) =>
    firstScenes.map((scene) => ({
      name: `${scene.kind}-${locale}-${formality}`,
      html: played(scene, locale, formality).html,
    })),
  )
const unusualMails = NOTIFICATION_KINDS.map((kind) => ({
  name: `${kind}-unusual`,
  html: renderer
    .render({
      kind,
      locale: 'de',
      formality: 'sie',
      timeZone: 'Europe/Berlin',
      data: { ...sampleData(kind, 'de'), ...unusual },
    })
    .html.replaceAll('cid:item-1', DOT),
}))
const wanted = [...inLanguages(READ), ...unusualMails]

describe.each(VIEWS)('%i pixels wide, %s', (width, colorScheme) => {
  looksWell(wanted, width, colorScheme)
})

describe('in every language', () => {
  looksWell(inLanguages(ADDRESSES.filter((address) => !READ.includes(address))), 375, 'light')
})

function looksWell(
  mails: readonly { readonly name: string; readonly html: string }[],
  width: number,
  colorScheme: 'light' | 'dark',
): void {
  let page: Page
  const requests: string[] = []
  beforeAll(async () => {
    page = await browser.context.newPage()
    await page.setViewportSize({ width, height: 700 })
    await page.emulateMedia({ colorScheme })
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) requests.push(request.url())
    })
  })
  afterAll(() => page.close())

  test.each(mails)('$name fits, is legible and fetches nothing', async ({ name, html }) => {
    await page.setContent(html)
    await shoot(page, `mail-${name}-${String(width)}-${colorScheme}`)
    expect(await overflow(page)).toBe(0)
    const seen = await page.evaluate<SeenText[]>(SEEN_BY_READER)
    expect(seen.length).toBeGreaterThan(10)
    for (const { text, color, background } of seen) {
      expect(contrast(rgb(color), rgb(background)), text).toBeGreaterThanOrEqual(4.5)
    }
    expect(requests).toEqual([])
  })
}

interface SeenText {
  readonly text: string
  /** As the browser computed it: `rgb(36, 39, 43)`. */
  readonly color: string
  readonly background: string
}

const rgb = (color: string) => (color.match(/\d+/g) ?? []).slice(0, 3).map(Number) as [number, number, number]

/** Runs in the page: every visible piece of text with its colour and the colour behind it. */
const SEEN_BY_READER = `(() => {
  const behind = (element) => {
    if (element === null) return 'rgb(255, 255, 255)'
    const color = getComputedStyle(element).backgroundColor
    return color === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : color
  }
  const seen = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent.trim()
    if (text === '' || element.closest('div[style*="display:none"]') !== null) continue
    seen.push({ text, color: getComputedStyle(element).color, background: behind(element) })
  }
  return seen
})()`
