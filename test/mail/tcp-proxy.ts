import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** Connections so far. */
  readonly connections: () => number
  /** Bytes that came from the server so far. */
  readonly received: () => number
  /** Ends every connection at once. */
  cut(): void
  /** From now on the server's bytes are held back; those of later connections too. */
  stall(): void
  /** What is held back goes on. */
  flow(): void
  /** After so many more bytes from the server the connection is cut, once. */
  cutAfter(bytes: number): void
  /** The server's bytes come at this speed. */
  slow(bytesPerSecond: number | undefined): void
  /** New connections are ended at once, until `accept`. */
  refuse(): void
  accept(): void
  close(): Promise<void>
}

/** A TCP proxy before a real server that loses, holds back and slows down what passes. */
export async function tcpProxy(target: { readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<{ readonly client: Socket; readonly upstream: Socket }>()
  let connections = 0
  let received = 0
  let refusing = false
  let stalled = false
  let speed: number | undefined
  let left: number | undefined

  const server = createServer((client) => {
    connections += 1
    if (refusing) {
      client.destroy()
      return
    }
    const upstream = connect(target.port, '127.0.0.1')
    const pair = { client, upstream }
    pairs.add(pair)
    const end = (): void => {
      client.destroy()
      upstream.destroy()
      pairs.delete(pair)
    }
    for (const socket of [client, upstream]) {
      socket.on('error', end)
      socket.once('close', end)
    }
    client.on('data', (bytes) => upstream.write(bytes))
    upstream.on('data', (bytes) => {
      received += bytes.length
      if (left !== undefined && (left -= bytes.length) <= 0) {
        left = undefined
        client.write(bytes.subarray(0, Math.floor(bytes.length / 2)), end)
        return
      }
      client.write(bytes)
      if (stalled) upstream.pause()
      if (speed === undefined) return
      upstream.pause()
      setTimeout(() => !stalled && upstream.resume(), (bytes.length / speed) * 1000)
    })
    if (stalled) upstream.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const { client, upstream } of pairs) {
      client.destroy()
      upstream.destroy()
    }
  }
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    received: () => received,
    cut,
    stall() {
      stalled = true
      for (const { upstream } of pairs) upstream.pause()
    },
    flow() {
      stalled = false
      for (const { upstream } of pairs) upstream.resume()
    },
    cutAfter(bytes) {
      left = bytes
    },
    slow(bytesPerSecond) {
      speed = bytesPerSecond
    },
    refuse() {
      refusing = true
      cut()
    },
    accept() {
      refusing = false
    },
    close() {
      cut()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}
