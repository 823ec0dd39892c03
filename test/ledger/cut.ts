import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Cut {
  /** The server's address by way of this proxy. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** A proxy before a database server that can be cut off. */
export async function cuttable(serverUrl: string): Promise<Cut> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let port = 0
  let server = createServer()

  async function listen(): Promise<void> {
    server = createServer((socket) => {
      const upstream = connect(Number(target.port), target.hostname)
      for (const [side, other] of [[socket, upstream] as const, [upstream, socket] as const]) {
        sockets.add(side)
        side.on('error', () => side.destroy())
        side.on('close', () => {
          sockets.delete(side)
          other.destroy()
        })
        side.pipe(other)
      }
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  async function cut(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  await listen()
  const url = new URL(serverUrl)
  url.port = String(port)
  return { url: url.href, cut, mend: listen, close: cut }
}
