import { describe, expect, test } from 'vitest'
import { readEnv } from '../../../scripts/odoo/kit.ts'
import { CASES } from './cases.ts'
import { subjectAt, type Address } from './subject.ts'

const HOW = 'Start one with: npm run odoo:up. Or name another by CARE_ODOO_URL, _DB, _USER, _PASSWORD and _APIKEY.'

/** The real Odoos to test against. @throws where there is none: a suite that tests nothing must not pass */
async function realOdoos(): Promise<readonly Address[]> {
  const named = fromEnvironment()
  const addresses = named === undefined ? fromKit() : [named]
  for (const { url } of addresses) {
    const health = await fetch(`${url}/web/health`).catch(() => undefined)
    if (health?.ok !== true) throw new Error(`No Odoo answers at ${url}. ${HOW}`)
  }
  return addresses
}

function fromEnvironment(): Address | undefined {
  const { CARE_ODOO_URL: url } = process.env
  if (url === undefined) return undefined
  const named = (name: string): string => {
    const value = process.env[`CARE_ODOO_${name}`]
    if (value === undefined || value === '') throw new Error(`CARE_ODOO_URL is set, CARE_ODOO_${name} is not. ${HOW}`)
    return value
  }
  return {
    url,
    db: named('DB'),
    user: named('USER'),
    password: named('PASSWORD'),
    apiKey: named('APIKEY'),
    addon: process.env['CARE_ODOO_ADDON'] === 'yes',
  }
}

/** The server with our addons, and the one without them where it is named. */
function fromKit(): readonly Address[] {
  const plain = process.env['CARE_ODOO_PLAIN_PORT']
  try {
    return [readEnv(), ...(plain === undefined ? [] : [readEnv({ port: Number(plain) })])].map(
      ({ addons, ...address }) => ({ ...address, addon: addons }),
    )
  } catch (cause) {
    throw new Error(`There is no real Odoo here. ${HOW}`, { cause })
  }
}

const subjects = (await realOdoos()).flatMap((address) =>
  (['jsonrpc', 'json2'] as const).map((transport) => ({
    address,
    transport,
    title: `the real Odoo at ${address.url} ${address.addon ? 'with' : 'without'} our addons, over ${transport}`,
  })),
)

describe.each(subjects)('$title', ({ address, transport }) => {
  const odoo = subjectAt(address, transport)

  test('has our addons where it says so', async () => {
    const domain = [['model', '=', 'marketplace.care.account']]
    expect(await odoo.rpc('ir.model', 'search_count', [], { domain })).toBe(address.addon ? 1 : 0)
  })

  const fitting = CASES.filter(
    ({ only, protocol }) =>
      (only === undefined || (only === 'with the addon') === address.addon) &&
      (transport === 'jsonrpc' || protocol !== 'either'),
  )
  for (const { promise, run } of fitting) test(promise, () => run(odoo))
})
