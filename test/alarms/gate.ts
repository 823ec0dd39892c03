import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP way to a server of 127.0.0.1 that can be held up or shut from outside. */
export interface Gate {
  readonly port: number
  /** Takes connections and passes nothing on, as a server that hangs. */
  hold(): void
  /** What was held up goes on. */
  release(): void
  /** Refuses connections, as a server that is down. */
  shut(): Promise<void>
  /** Takes them again, on the same port. */
  open(): Promise<void>
  close(): Promise<void>
}

export async function startGate(targetPort: number): Promise<Gate> {
  const sockets = new Set<Socket>()
  let held = false
  let server: Server | undefined

  const pass = (client: Socket): void => {
    const upstream = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => from.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', (bytes) => to.write(bytes))
      if (held) from.pause()
    }
  }
  const listen = async (port: number): Promise<Server> => {
    const listening = createServer(pass).listen(port, '127.0.0.1')
    await once(listening, 'listening')
    return listening
  }
  server = await listen(0)
  const { port } = server.address() as AddressInfo

  async function shut(): Promise<void> {
    const ending = server
    server = undefined
    if (ending === undefined) return
    const closed = once(ending, 'close')
    ending.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  return {
    port,
    hold() {
      held = true
      for (const socket of sockets) socket.pause()
    },
    release() {
      held = false
      for (const socket of sockets) socket.resume()
    },
    shut,
    async open() {
      server ??= await listen(port)
    },
    close: shut,
  }
}
