import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** When the proxy lets the watcher act: before a request reaches the server, or after the server has done it and before the client learns it. */
export type Moment = 'before' | 'after'

export interface Proxy {
  readonly port: number
  /**
   * Calls `act` at the n-th request from now on; the request (before) or its answer (after) is swallowed.
   * @param which only requests that begin so count; default all
   */
  arm(moment: Moment, n: number, act: () => void, which?: RegExp): void
  disarm(): void
  close(): Promise<void>
}

/** A TCP proxy that counts what clients send (an HTTP request or an SMTP line comes as one piece here) and can strike at the n-th. */
export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<Proxy> {
  let armed: { moment: Moment; left: number; act: () => void; which: RegExp } | undefined
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(target)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      // A killed client resets its connection: that is what this proxy is for.
      socket.on('error', () => socket.destroy())
    }
    let swallowing = false
    const strike = (): void => {
      const { act } = armed ?? {}
      armed = undefined
      swallowing = true
      act?.()
      client.destroy()
      upstream.end()
    }
    client.on('data', (chunk) => {
      if (armed?.which.test(chunk.toString('latin1')) === true && --armed.left === 0) {
        if (armed.moment === 'before') {
          strike()
          return
        }
        upstream.once('data', strike)
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (!swallowing) client.write(chunk)
    })
    client.on('close', () => upstream.end())
    upstream.on('close', () => client.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    arm(moment, n, act, which = /^/) {
      armed = { moment, left: n, act, which }
    },
    disarm() {
      armed = undefined
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
