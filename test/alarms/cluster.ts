import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A PostgreSQL of our own, so that it can be stopped under a running service. */
export interface Cluster {
  readonly url: string
  start(): Promise<void>
  stop(mode: 'fast' | 'immediate'): Promise<void>
  /** Ends it and removes its files. */
  close(): Promise<void>
}

export async function startCluster(): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'care-postgres-'))
  const data = join(home, 'data')
  const port = String(await freePort())
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c fsync=off`

  /** The server refuses to run as root. */
  async function asServer(...[command = '', ...args]: string[]): Promise<void> {
    const [name, rest] = isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
      : [command, args]
    await run(name, rest, home)
  }
  const start = (): Promise<void> =>
    asServer(program('pg_ctl'), '-D', data, '-w', '-l', join(home, 'log'), '-o', settings, 'start')
  const stop = (mode: 'fast' | 'immediate'): Promise<void> =>
    asServer(program('pg_ctl'), '-D', data, '-w', '-m', mode, 'stop')

  async function close(): Promise<void> {
    if (existsSync(join(data, 'postmaster.pid'))) await stop('immediate')
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await create()
  } catch (error) {
    await close()
    throw error
  }
  return { url: `postgres://care@127.0.0.1:${port}/care`, start, stop, close }

  async function create(): Promise<void> {
    chmodSync(home, 0o700)
    if (isRoot) await run('chown', ['postgres', home], home)
    await asServer(program('initdb'), '-D', data, '-U', 'care', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync')
    await start()
    await asServer(program('createdb'), '-h', '127.0.0.1', '-p', port, '-U', 'care', 'care')
  }
}

const isRoot = process.getuid?.() === 0

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const [code] = (await once(spawn(command, args, { stdio: 'ignore', cwd }), 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}`)
}

function program(name: string): string {
  const [newest = ''] = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
  return `/usr/lib/postgresql/${newest}/bin/${name}`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
