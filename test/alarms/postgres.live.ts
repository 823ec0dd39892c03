import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve, type Served } from './service.ts'

/** A PostgreSQL of our own, so that it can be stopped under a running service. */
const soon = { timeout: 30_000, interval: 200 }
const home = mkdtempSync(join(tmpdir(), 'care-postgres-'))
let port = 0
let service: Served

beforeAll(async () => {
  port = await freePort()
  asServer('chmod', '0700', home)
  asServer(program('initdb'), '-D', join(home, 'data'), '-U', 'care', '-E', 'UTF8', '--locale=C', '--auth=trust')
  start()
  asServer(program('createdb'), '-h', '127.0.0.1', '-p', String(port), '-U', 'care', 'care')
  service = await serve({ DATABASE_URL: `postgres://care@127.0.0.1:${String(port)}/care` })
})
afterAll(async () => {
  await service.close()
  stop('immediate')
  rmSync(home, { recursive: true, force: true })
})

test('a PostgreSQL that is restarted is not worth an alarm, and work goes on', async () => {
  const before = service.buyerWrites('Vor dem Neustart')
  await expect.poll(() => service.ticketOf(before), soon).toBeDefined()
  stop('fast')
  start()
  const after = service.buyerWrites('Nach dem Neustart')
  await expect.poll(() => service.ticketOf(after), soon).toBeDefined()
  expect(service.told()).toEqual([])
})

test('a PostgreSQL that stays away is told; what happened meanwhile is done once when it is back, and the end is told', async () => {
  const known = service.buyerWrites('Wo bleibt mein Paket?')
  await expect.poll(() => service.ticketOf(known), soon).toBeDefined()
  stop('immediate')
  await service.agentAnswers(known, 'answer.away', 'Es ist unterwegs.')
  const meanwhile = service.buyerWrites('Ist jemand da?')
  await expect.poll(() => service.told(), soon).toEqual(['database_away open'])
  expect((await fetch(`${service.address}/health/ready`)).status).toBe(503)
  expect(await (await fetch(`${service.address}/metrics`)).text()).toContain('marketplace_care_database_up 0')
  start()
  await expect.poll(() => service.told(), soon).toEqual(['database_away open', 'database_away cleared'])
  await expect.poll(() => service.ticketOf(meanwhile), soon).toBeDefined()
  await expect.poll(() => service.answers(known), soon).toEqual(['Es ist unterwegs.'])
  await expect.poll(async () => (await fetch(`${service.address}/health/ready`)).status, soon).toBe(200)
  const tickets = new Set(await Promise.all([known, meanwhile].map((id) => service.ticketOf(id))))
  expect(tickets.size).toBe(2)
})

/** The server refuses to run as root. */
function asServer(...[command = '', ...args]: string[]): void {
  const isRoot = process.getuid?.() === 0
  if (isRoot && statSync(home).uid === 0) execFileSync('chown', ['postgres', home])
  const [name, rest] = isRoot
    ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
    : [command, args]
  execFileSync(name, rest, { stdio: 'ignore', cwd: home })
}

function program(name: string): string {
  const [newest = ''] = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
  return `/usr/lib/postgresql/${newest}/bin/${name}`
}

function start(): void {
  const settings = `-p ${String(port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c fsync=off`
  asServer(program('pg_ctl'), '-D', join(home, 'data'), '-w', '-l', join(home, 'log'), '-o', settings, 'start')
}

function stop(mode: 'fast' | 'immediate'): void {
  asServer(program('pg_ctl'), '-D', join(home, 'data'), '-w', '-m', mode, 'stop')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port: free } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return free
}
