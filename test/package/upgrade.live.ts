import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type KauflandSandbox, startSandbox } from '../../connectors/kaufland/sandbox.ts'
import { copyAddons, installAddons, readRecord } from '../../scripts/odoo/databases.ts'
import { defaultHome, openHome } from '../../scripts/odoo/home.ts'
import { ADDON_SOURCE, freshDatabase, removeDatabase } from '../../scripts/odoo/kit.ts'
import { ensureServer, stopServer } from '../../scripts/odoo/server.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { good, install, type Installed, root, settings } from './installed.ts'

/** The last commit of version 0.1.0 as it was first used: without deadlines, alarms and moves. */
const BEFORE = '0abf170'
const DB = 'care_upgrade'
const BUYER = { id: '21000001', name: 'Anna Weber' }
const ORDER = 'MUPGRD1'

let base: string
let installed: Installed
let marketplace: KauflandSandbox

const known = await good('git', ['cat-file', '-t', BEFORE], root).then(
  () => true,
  () => false,
)
const kit = existsSync(path.join(defaultHome(), 'postgres'))

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'mc-upgrade-'))
  if (!known) return
  await good('git', ['clone', '--quiet', '--shared', '--no-checkout', root, path.join(base, 'before')], base)
  await good('git', ['checkout', '--quiet', BEFORE], path.join(base, 'before'))
  symlinkSync(path.join(root, 'node_modules'), path.join(base, 'before', 'node_modules'))
  installed = await install()
})

afterAll(() => {
  if (known) installed.remove()
  rmSync(base, { recursive: true, force: true })
})

interface OdooLogin {
  readonly url: string
  readonly db: string
  readonly user: string
  readonly password: string
}

/** A seller's folder, and the two versions of the program that work in it one after the other. */
async function shop(odoo: OdooLogin, name: string) {
  marketplace = await startSandbox({})
  const folder = path.join(base, name)
  mkdirSync(folder)
  settings(
    folder,
    {
      ODOO_URL: odoo.url,
      ODOO_DB: odoo.db,
      ODOO_USER: odoo.user,
      ODOO_PASSWORD: odoo.password,
      READBACK_WAIT: '0s',
      LOG_LEVEL: 'error',
    },
    { 'my-kaufland': { CONNECTOR: 'kaufland', MODE: 'live', BASE_URL: marketplace.baseUrl, ...marketplace.settings } },
  )
  const bridge = new OdooBridge({ ...odoo, clock: systemClock })
  const node = path.join(root, 'node_modules', '.bin', 'node')
  return {
    before: (...args: string[]) => good(node, [path.join(base, 'before', 'src', 'cli.ts'), ...args], folder),
    now: (...args: string[]) => good(installed.command, args, folder),
    async answers(text: string): Promise<void> {
      const [ticket] = await tickets()
      await bridge.execute_kw('helpdesk.ticket', 'message_post', [
        [[ticket]],
        { body: text, message_type: 'comment', subtype_xmlid: 'mail.mt_comment' },
      ])
    },
    tickets,
    async messages(): Promise<number> {
      const domain = [
        ['model', '=', 'helpdesk.ticket'],
        ['res_id', 'in', await tickets()],
        ['message_type', '=', 'email'],
      ]
      return z.number().parse(await bridge.execute_kw('mail.message', 'search_count', [[domain], {}]))
    },
    async close(): Promise<void> {
      bridge.close()
      await marketplace.close()
    },
  }

  async function tickets(): Promise<number[]> {
    const found = await bridge.execute_kw('helpdesk.ticket', 'search', [[[['name', 'like', ORDER]]], {}])
    return z.array(z.number()).parse(found)
  }
}

const buyerWrites = (text: string, conversation?: string): string =>
  marketplace.writes({
    order: ORDER,
    buyer: BUYER,
    role: 'buyer',
    text,
    ...(conversation === undefined ? {} : { conversation }),
  })

const sellerSaid = (): string[] =>
  marketplace
    .conversations()
    .flatMap(({ messages }) => messages.filter(({ role }) => role === 'seller').map(({ text }) => text))

const counts = z.object({
  jobs: z.array(
    z.object({
      accounts: z.array(
        z.object({ mirrored: z.number(), delivered: z.number(), failed: z.number(), unknown: z.number() }),
      ),
    }),
  ),
})

/** One question answered by the version before; a second question and answer by this one; between them what the callback does. */
async function upgraded(odoo: OdooLogin, name: string, upgradeOdoo: () => Promise<void>): Promise<void> {
  const seller = await shop(odoo, name)
  try {
    await seller.before('setup')
    const conversation = buyerWrites('Wann kommt mein Paket?')
    await seller.before('run', 'mirror')
    await seller.answers('Morgen.')
    await seller.before('run', 'reply')
    expect(sellerSaid()).toEqual(['Morgen.'])
    const effects = await seller.before('outbox', 'list', '--json')

    await upgradeOdoo()
    await seller.now('setup')
    const again = counts.parse(JSON.parse(await seller.now('run', 'all', '--json')))
    const sums = again.jobs.flatMap(({ accounts }) => accounts)
    expect(sums.map(({ mirrored, delivered, failed, unknown }) => mirrored + delivered + failed + unknown)).toEqual(
      sums.map(() => 0),
    )
    const id = z.array(z.object({ id: z.string(), state: z.string() }))
    const sameId = (text: string): unknown => id.parse(JSON.parse(text)).map((row) => [row.id, row.state])
    expect(sameId(await seller.now('outbox', 'list', '--json'))).toEqual(sameId(effects))
    expect([await seller.tickets(), await seller.messages(), sellerSaid()]).toEqual([
      [expect.any(Number)],
      1,
      ['Morgen.'],
    ])

    buyerWrites('Und am Vormittag?', conversation)
    await seller.now('run', 'mirror')
    await seller.answers('Ja, vor zwölf.')
    await seller.now('run', 'reply')
    await seller.now('run', 'all')
    expect([await seller.tickets(), await seller.messages(), sellerSaid()]).toEqual([
      [expect.any(Number)],
      2,
      ['Morgen.', 'Ja, vor zwölf.'],
    ])
  } finally {
    await seller.close()
  }
}

describe.skipIf(!known)(`upgrade from the version before (${BEFORE}; skipped where the history lacks it)`, () => {
  test('a data folder of the version before is taken over: nothing lost, nothing doubled', async () => {
    const odoo = await startOdooSandbox()
    try {
      await upgraded(odoo, 'sandbox', () => Promise.resolve())
    } finally {
      await odoo.close()
    }
  })

  test.skipIf(!kit)(
    'the addon of the version before is updated under a running shop (needs npm run odoo:up)',
    async () => {
      const home = openHome(defaultHome())
      const port = await freePort()
      await freshDatabase(DB, { addon: 'none' })
      const serve = async (source: string): Promise<void> => {
        const addons = copyAddons(home, source)
        if (addons === undefined) throw new Error(`There are no addons in ${source}.`)
        await stopServer(home, port)
        installAddons(home, DB, addons)
        await ensureServer(home, port, { db: DB, addons: addons.dir, smtpPort: 9 })
      }
      try {
        await serve(path.join(base, 'before', 'odoo-addon'))
        const odoo = { url: `http://127.0.0.1:${String(port)}`, db: DB, user: 'admin', password: 'admin' }
        await upgraded(odoo, 'server', () => serve(ADDON_SOURCE))
        expect(readRecord(home, DB)?.addons).toBe(copyAddons(home, ADDON_SOURCE)?.hash)
      } finally {
        await removeDatabase(DB)
      }
    },
  )
})

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  })
}
