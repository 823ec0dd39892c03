import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Misconfigured, Permanent, Unknown } from '../../src/domain/errors.ts'
import {
  type CommandHandler,
  type CommandRequest,
  type CommandServer,
  sendCommand,
  serveCommands,
} from '../../src/ledger/control.ts'
import { startChild } from './child.ts'

let folder: string
const servers: CommandServer[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'care-control-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  rmSync(folder, { recursive: true })
})

const request: CommandRequest = { argv: ['outbox', 'list', '--json'], stdin: 'Grüße\n', cwd: '/somewhere' }

async function serve(handle: CommandHandler, dataDir = folder): Promise<CommandServer> {
  const server = await serveCommands(dataDir, handle)
  servers.push(server)
  return server
}

/** Sends and keeps what came back, in order. */
async function send(what = request, dataDir = folder) {
  const said: string[] = []
  const exit = await sendCommand(dataDir, what, {
    stdout: (text) => said.push(`out: ${text}`),
    stderr: (text) => said.push(`err: ${text}`),
  })
  return { exit, said }
}

test('a command runs in the process that holds the folder, with its output in order and its exit code', async () => {
  const received: CommandRequest[] = []
  await serve(async (asked, io) => {
    received.push(asked)
    io.stderr('reading\n')
    io.stdout('[{"id":"1"}]\n')
    return 1
  })
  expect(await send()).toEqual({ exit: 1, said: ['err: reading\n', 'out: [{"id":"1"}]\n'] })
  expect(received).toEqual([request])
})

test('large output and input arrive whole', async () => {
  const large = 'ä'.repeat(3_000_000)
  await serve(async ({ stdin }, io) => {
    io.stdout(stdin)
    return 0
  })
  const { exit, said } = await send({ ...request, stdin: large })
  expect(exit).toBe(0)
  expect(said.join('')).toHaveLength(large.length + 'out: '.length)
})

test('several commands run beside each other', async () => {
  const both = Promise.withResolvers<undefined>()
  let running = 0
  await serve(async () => {
    running += 1
    if (running === 2) both.resolve(undefined)
    await both.promise
    return 0
  })
  const ends = await Promise.all([send(), send()])
  expect(ends.map(({ exit }) => exit)).toEqual([0, 0])
})

test('where nobody listens the caller learns so and may take the folder itself', async () => {
  expect((await send()).exit).toBeUndefined()
  const server = await serveCommands(folder, () => Promise.resolve(0))
  await server.close()
  expect((await send()).exit).toBeUndefined()
  expect((await send(request, join(folder, 'missing'))).exit).toBeUndefined()
})

test('only the owner can connect', async () => {
  await serve(() => Promise.resolve(0))
  expect(statSync(join(folder, 'care.sock')).mode & 0o777).toBe(0o600)
})

test('a fault is told as it would be at home: its sentence and its exit code', async () => {
  await serve(({ argv }) => {
    throw argv[0] === 'serve' ? new Misconfigured('Nothing is set.') : new Permanent('There is no effect 5.')
  })
  expect(await send()).toEqual({ exit: 1, said: ['err: There is no effect 5.\n'] })
  expect(await send({ ...request, argv: ['serve'] })).toEqual({ exit: 2, said: ['err: Nothing is set.\n'] })
})

test('a mistake in a command does not end the service and tells nothing of its inside', async () => {
  await serve(() => {
    throw new Error('buyer Jürgen wrote: secret')
  })
  const { exit, said } = await send()
  expect(exit).toBe(1)
  expect(said.join('')).not.toContain('secret')
  expect((await send()).exit).toBe(1)
})

test('what is no request is answered with exit 1, not with a crash', async () => {
  await serve(() => Promise.resolve(0))
  expect((await send({ argv: 'no list' } as never)).exit).toBe(1)
})

test('if the service dies in the middle, the command may have happened', async () => {
  const child = startChild('command-server.ts', folder)
  expect(await child.line()).toBe('listening')
  const said: string[] = []
  const io = { stdout: (text: string) => said.push(text), stderr: (text: string) => said.push(text) }
  await expect(sendCommand(folder, request, io)).rejects.toBeInstanceOf(Unknown)
  expect(said).toEqual(['begun outbox list --json\n'])
  await child.ended()
})

test('a socket that a killed service left behind is no obstacle', async () => {
  const child = startChild('command-server.ts', folder)
  expect(await child.line()).toBe('listening')
  await child.kill()
  expect(existsSync(join(folder, 'care.sock'))).toBe(true)
  expect((await send()).exit).toBeUndefined()
  await serve(() => Promise.resolve(0))
  expect((await send()).exit).toBe(0)
})

test('when the asking side goes away, the command is asked to end', async () => {
  const ended = Promise.withResolvers<undefined>()
  await serve(async (_request, io) => {
    io.stdout('begun\n')
    io.signal.addEventListener('abort', () => {
      ended.resolve(undefined)
    })
    await ended.promise
    return 1
  })
  const leaving = sendCommand(folder, request, {
    stdout() {
      throw new Error('Ctrl-C')
    },
    stderr: () => undefined,
  })
  await expect(leaving).rejects.toThrow('Ctrl-C')
  await ended.promise
})

test('a service that stops ends its commands first', async () => {
  const begun = Promise.withResolvers<undefined>()
  const server = await serveCommands(
    folder,
    (_request, io) =>
      new Promise((resolve) => {
        io.signal.addEventListener('abort', () => {
          resolve(1)
        })
        begun.resolve(undefined)
      }),
  )
  const sent = send()
  await begun.promise
  await server.close()
  expect((await sent).exit).toBe(1)
})

test('in a folder with a long path the socket lies in a private one that care.addr names', async () => {
  const deep = join(folder, 'a-rather-long-name-of-a-folder', 'x'.repeat(80))
  mkdirSync(deep, { recursive: true })
  const server = await serveCommands(deep, () => Promise.resolve(0))
  const address = readFileSync(join(deep, 'care.addr'), 'utf8').trim()
  expect(Buffer.byteLength(address)).toBeLessThanOrEqual(100)
  expect(statSync(dirname(address)).mode & 0o777).toBe(0o700)
  expect(statSync(join(deep, 'care.addr')).mode & 0o777).toBe(0o600)
  expect((await send(request, deep)).exit).toBe(0)
  await server.close()
  expect([existsSync(join(deep, 'care.addr')), existsSync(dirname(address))]).toEqual([false, false])
  expect((await send(request, deep)).exit).toBeUndefined()
})

test('of a killed service in a long path nothing stays behind', async () => {
  const deep = join(folder, 'x'.repeat(120))
  const child = startChild('command-server.ts', deep)
  expect(await child.line()).toBe('listening')
  await child.kill()
  const left = readFileSync(join(deep, 'care.addr'), 'utf8').trim()
  expect((await send(request, deep)).exit).toBeUndefined()
  await serve(() => Promise.resolve(0), deep)
  expect((await send(request, deep)).exit).toBe(0)
  expect(existsSync(dirname(left))).toBe(false)
})
