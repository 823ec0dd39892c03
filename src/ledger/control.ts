import { chmodSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { isFault, Misconfigured, Unknown } from '../domain/errors.ts'
import { findAddress, makeAddress } from './control-address.ts'

/** A command as it was typed elsewhere. */
export interface CommandRequest {
  readonly argv: readonly string[]
  readonly stdin: string
  readonly cwd: string
}

export interface CommandOutput {
  stdout(text: string): void
  stderr(text: string): void
}

/** Runs a command in the process that holds the data folder; resolves to its exit code. The signal fires when the asking side is gone or the service stops. */
export type CommandHandler = (
  request: CommandRequest,
  io: CommandOutput & { readonly signal: AbortSignal },
) => Promise<number>

export interface CommandServer {
  /** Takes no more commands, asks the running ones to end, and waits for them. */
  close(): Promise<void>
}

const requestSchema = z.object({ argv: z.array(z.string()), stdin: z.string(), cwd: z.string() })
const frameSchema = z.union([
  z.object({ stdout: z.string() }),
  z.object({ stderr: z.string() }),
  z.object({ exit: z.number().int() }),
])
type Frame = z.infer<typeof frameSchema>

/** Where nobody listens. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR'])

/**
 * Listens in the data folder for commands of other processes. The socket is an address, not a lock: only who holds the folder's
 * lock may call this.
 */
export async function serveCommands(dataDir: string, handle: CommandHandler): Promise<CommandServer> {
  const address = makeAddress(dataDir)
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const server = createServer((socket) => {
    const run = answer(socket, handle, stopping.signal)
    running.add(run)
    void run.finally(() => running.delete(run))
  })
  await listen(server, address.path)
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      stopping.abort(new Error('the service stops'))
      await Promise.all(running)
      await closed
      address.remove()
    },
  }
}

/**
 * Has a command run by the process that holds the data folder.
 * @returns its exit code; undefined = nobody listens
 * @throws Unknown when that process ended before it told how the command went
 */
export async function sendCommand(
  dataDir: string,
  request: CommandRequest,
  io: CommandOutput,
): Promise<number | undefined> {
  const address = findAddress(dataDir)
  const socket = address === undefined ? undefined : await dial(address)
  if (socket === undefined) return undefined
  // A broken connection ends the lines below.
  socket.on('error', () => socket.destroy())
  try {
    socket.write(`${JSON.stringify(request)}\n`)
    for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
      const frame = frameSchema.parse(JSON.parse(line))
      if ('exit' in frame) return frame.exit
      if ('stdout' in frame) io.stdout(frame.stdout)
      else io.stderr(frame.stderr)
    }
  } finally {
    socket.destroy()
  }
  throw new Unknown(
    'The running service ended before the command did. It may have been done, in part or whole. Look at the outcome before you repeat it.',
  )
}

async function answer(socket: Socket, handle: CommandHandler, stopping: AbortSignal): Promise<void> {
  const gone = new AbortController()
  socket.on('close', () => {
    gone.abort(new Error('the asking side is gone'))
  })
  // A broken connection ends in `close`; there is nobody left to tell.
  socket.on('error', () => socket.destroy())
  const send = (frame: Frame): void => {
    if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`)
  }
  const request = await firstLine(socket)
  if (request === undefined) {
    socket.destroy()
    return
  }
  const exit = await exitCode(request, handle, {
    stdout: (text) => send({ stdout: text }),
    stderr: (text) => send({ stderr: text }),
    signal: AbortSignal.any([gone.signal, stopping]),
  })
  send({ exit })
  socket.end()
}

async function exitCode(line: string, handle: CommandHandler, io: Parameters<CommandHandler>[1]): Promise<number> {
  try {
    return await handle(requestSchema.parse(JSON.parse(line)), io)
  } catch (error) {
    io.stderr(`${isFault(error) ? error.message : 'The command broke off; the log of the service says where.'}\n`)
    return error instanceof Misconfigured ? 2 : 1
  }
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  const lines = createInterface({ input: socket, crlfDelay: Infinity })
  return new Promise((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => {
      resolve(undefined)
    })
  })
}

/** Nobody but its owner may connect, from the first moment on. */
async function listen(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
  })
  const mask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  await listening
  chmodSync(path, 0o600)
}

async function dial(path: string): Promise<Socket | undefined> {
  const socket = connect(path)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return socket
  } catch (error) {
    if (NOBODY.has(errorCode(error) ?? '')) return undefined
    throw new Misconfigured(
      `The running service cannot be reached by ${path} (${errorCode(error) ?? 'unknown error'}). The command did not run. Use the user that runs the service.`,
      { cause: error },
    )
  }
}

function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
