import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Summary } from '../../src/demo/summary.ts'
import { readEnv, type OdooEnv } from '../../scripts/odoo/kit.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { systemClock } from '../../src/kit/system-clock.ts'

/** The demo as a user calls it. */
function demo(args: readonly string[]): Promise<Summary> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli.ts', 'demo', '--once', '--json', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Summary)
      else reject(new Error(`demo ended with ${String(code)}:\n${errors}`))
    })
  })
}

const counts = ({ messages, tickets, replies, notifications, tracking, returns }: Summary) => ({
  messages,
  tickets,
  replies,
  notifications,
  tracking,
  returns,
})

function address({ url, db, user, password, apiKey }: OdooEnv, by: 'jsonrpc' | 'json2'): string[] {
  const login = ['--odoo', url, '--db', db, '--user', user, '--password', password]
  return by === 'json2' ? [...login, '--api-key', apiKey] : login
}

/** What stands in Odoo: tickets, messages on them, and mails to anybody who is a buyer of the demo's marketplace. */
async function standing(env: OdooEnv) {
  const odoo = new OdooBridge({ url: env.url, db: env.db, user: env.user, password: env.password, clock: systemClock })
  const find = async (model: string, domain: unknown[]): Promise<number[]> =>
    (await odoo.execute_kw(model, 'search', [[domain], { context: { active_test: false } }])) as number[]
  try {
    const tickets = await find('helpdesk.ticket', [['name', 'like', 'MCDEMO']])
    const ours = ['|', ['message_id', '=like', '<kaufland-demo.%'], ['message_id', '=like', '<webshop-demo.%']]
    const mails = await find('mail.mail', [
      ['model', '=', 'helpdesk.ticket'],
      ['res_id', 'in', tickets],
    ])
    return { tickets: tickets.length, messages: (await find('mail.message', ours)).length, buyerMails: mails.length }
  } finally {
    odoo.close()
  }
}

let embedded: Summary
beforeAll(async () => {
  const played = process.env['CARE_DEMO_SUMMARY']
  embedded = played === undefined ? await demo([]) : (JSON.parse(readFileSync(played, 'utf8')) as Summary)
})

const env = readEnv()
/** Everything is made by one protocol and found by the other. */
const [making, finding] = ['jsonrpc', 'json2'] as const

describe(`the whole scenario on a real Odoo 19 ${env.addons ? 'with' : 'without'} the addon`, () => {
  test(`gives the counts of the embedded demo, by ${making}`, async () => {
    const first = await demo(address(env, making))
    expect(first.odoo.kind).toBe('server')
    expect(counts(first)).toEqual(counts(embedded))
    expect((await standing(env)).buyerMails).toBe(0)
  })

  // That is of the service, not of the addon: the longest story is not played twice on both servers.
  test.runIf(env.addons)(`again, by ${finding}, gives the same counts and adds nothing`, async () => {
    const before = await standing(env)
    const dataDir = mkdtempSync(path.join(tmpdir(), 'mc-scenario-'))
    try {
      const repeated = await demo([...address(env, finding), '--data-dir', path.join(dataDir, 'data')])
      expect(counts(repeated)).toEqual(counts(embedded))
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
    expect(before.tickets).toBeGreaterThan(0)
    expect(await standing(env)).toEqual(before)
  })
})
