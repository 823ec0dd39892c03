import { describe, expect, test } from 'vitest'
import { readEnv } from '../../../scripts/odoo/kit.ts'
import { CASES } from './cases.ts'
import { subjectAt, type Address } from './subject.ts'

const HOW = 'Start one with: npm run odoo:up. Or name another by CARE_ODOO_URL, _DB, _USER, _PASSWORD and _APIKEY.'

/** The real Odoo to test against. @throws where there is none: a suite that tests nothing must not pass */
async function realOdoo(): Promise<Address> {
  const address = fromEnvironment() ?? fromKit()
  const health = await fetch(`${address.url}/web/health`).catch(() => undefined)
  if (health?.ok !== true) throw new Error(`No Odoo answers at ${address.url}. ${HOW}`)
  return address
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

function fromKit(): Address {
  try {
    const { addons, ...address } = readEnv()
    return { ...address, addon: addons }
  } catch (cause) {
    throw new Error(`There is no real Odoo here. ${HOW}`, { cause })
  }
}

const address = await realOdoo()

/**
 * What is Odoo's own is the same with and without addons: whoever tests both servers may name one transport for each
 * (CARE_ODOO_TRANSPORT); else it is tried over both.
 */
const chosen = (transport: string): boolean => (process.env['CARE_ODOO_TRANSPORT'] ?? transport) === transport

describe.each(['jsonrpc', 'json2'] as const)(`the real Odoo at ${address.url}, over %s`, (transport) => {
  const odoo = subjectAt(address, transport)

  test('has our addons where it says so', async () => {
    const domain = [['model', '=', 'marketplace.care.account']]
    expect(await odoo.rpc('ir.model', 'search_count', [], { domain })).toBe(address.addon ? 1 : 0)
  })

  const fitting = CASES.filter(
    ({ only, protocol }) =>
      (only === undefined ? chosen(transport) : (only === 'with the addon') === address.addon) &&
      (transport === 'jsonrpc' || protocol !== 'either'),
  )
  for (const { promise, run } of fitting) test(promise, () => run(odoo))
})
