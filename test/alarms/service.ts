import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { type KauflandSandbox, startSandbox } from '../../connectors/kaufland/sandbox.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Rpc } from '../../src/demo/clerk/steps.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { type Hook, startHook } from './hook.ts'

const CLI = resolve('src/cli.ts')

/** A service in a process of its own, between a stand-in of Kaufland, a small Odoo and whoever is told. */
export interface Served {
  readonly marketplace: KauflandSandbox
  readonly odoo: OdooSandbox
  readonly hook: Hook
  readonly beat: Hook
  /** Its web address. */
  readonly address: string
  buyerWrites(text: string): string
  /** An agent answers on the conversation's ticket; `key` makes it unique. */
  agentAnswers(conversation: string, key: string, text: string): Promise<void>
  /** Ticket of a conversation, once it is there. */
  ticketOf(conversation: string): Promise<number | undefined>
  /** The marketplace's copy of the seller's answers. */
  answers(conversation: string): readonly string[]
  /** `alarm state`, in the order in which the webhook was called. */
  told(): readonly string[]
  /** Another command in the same folder; resolves to its exit code. */
  command(...args: readonly string[]): Promise<number>
  /** Waits for the process to end by itself; resolves to its exit code. */
  ended(): Promise<number | null>
  stderr(): string
  close(): Promise<void>
}

/** ALERT_AFTER of these services. */
const AFTER = '6s'

export async function serve(settings: Readonly<Record<string, string>>): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'care-alarms-'))
  const [marketplace, odoo, hook, beat] = await Promise.all([
    startSandbox({}),
    startOdooSandbox(),
    startHook(),
    startHook(),
  ])
  const { url, db, user, password } = odoo
  mkdirSync(join(folder, 'accounts'))
  write(join(folder, '.env'), {
    ODOO_URL: url,
    ODOO_DB: db,
    ODOO_USER: user,
    ODOO_PASSWORD: password,
    HTTP_PORT: '0',
    POLL_SECONDS: '0.5',
    ALERT_AFTER: AFTER,
    ALERT_WEBHOOK: hook.url,
    HEARTBEAT_URL: beat.url,
    LOG_LEVEL: 'warn',
    ...settings,
  })
  write(join(folder, 'accounts', 'kaufland-de.env'), {
    CONNECTOR: 'kaufland',
    MODE: 'live',
    BASE_URL: marketplace.baseUrl,
    MESSAGE_POLL_SECONDS: '1',
    START_FROM: '2026-01-01T00:00:00Z',
    ...marketplace.settings,
  })
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder }
  const options = { cwd: folder, env: environment }
  await expectGood(options, ['setup'])
  const child = spawn(process.execPath, [CLI, 'serve'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const { address, stderr } = await listening(child)
  const caller = new OdooBridge({ url, db, user, password, clock: systemClock })
  const rpc: Rpc = (model, method, args, kwargs) => caller.execute_kw(model, method, [args, kwargs ?? {}])
  const clerk = createClerk(rpc)
  const written = new Map<string, string>()
  const ticketOf = async (conversation: string): Promise<number | undefined> => {
    const domain = [
      ['model', '=', 'helpdesk.ticket'],
      ['body', 'ilike', written.get(conversation)],
    ]
    const rows = (await rpc('mail.message', 'search_read', [domain], { fields: ['res_id'] })) as { res_id: number }[]
    if (rows.length > 1) throw new Error(`a message of ${conversation} stands ${String(rows.length)} times in Odoo`)
    return rows[0]?.res_id
  }
  return {
    marketplace,
    odoo,
    hook,
    beat,
    address,
    stderr,
    ticketOf,
    buyerWrites(text) {
      const buyer = { id: '77', name: 'Jonas Keller' }
      const conversation = marketplace.writes({ order: 'K1', buyer, role: 'buyer', text })
      written.set(conversation, text)
      return conversation
    },
    async agentAnswers(conversation, key, text) {
      await clerk.answers({ key, ticketId: (await ticketOf(conversation)) ?? 0, html: `<p>${text}</p>` })
    },
    answers: (conversation) =>
      (marketplace.conversations().find(({ id }) => id === conversation)?.messages ?? [])
        .filter(({ role }) => role === 'seller')
        .map(({ text }) => text),
    told: () =>
      hook
        .calls()
        // On a busy machine a job may well have no success for the few seconds of ALERT_AFTER here.
        .filter(({ body }) => body['alarm'] !== 'no_success')
        .map(({ body }) => `${String(body['alarm'])} ${String(body['state'])}`),
    command: (...args) => exitCode(options, args),
    ended: () => endOf(child),
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await endOf(child)
      }
      caller.close()
      await Promise.all([marketplace.close(), odoo.close(), hook.close(), beat.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function write(file: string, lines: Readonly<Record<string, string>>): void {
  writeFileSync(
    file,
    Object.entries(lines)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
      .join(''),
  )
}

interface Place {
  readonly cwd: string
  readonly env: Record<string, string>
}

const exitCode = (place: Place, args: readonly string[]): Promise<number> =>
  new Promise((done) => {
    const child = execFile(process.execPath, [CLI, ...args], place, () => {
      done(child.exitCode ?? -1)
    })
  })

async function expectGood(place: Place, args: readonly string[]): Promise<void> {
  expect(await exitCode(place, args)).toBe(0)
}

async function listening(child: ChildProcess): Promise<{ address: string; stderr: () => string }> {
  let said = ''
  const { promise, resolve: found, reject } = Promise.withResolvers<string>()
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString()
    const address = /listens on (http:\/\/\S+),/.exec(said)?.[1]
    if (address !== undefined) found(address)
  })
  child.once('exit', (code) => {
    reject(new Error(`serve ended with ${String(code)}: ${said}`))
  })
  return { address: await promise, stderr: () => said }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}
