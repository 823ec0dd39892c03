import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Where on its way a mail meets the fault. */
export type Place = 'greeting' | 'before-data' | 'inside-data' | 'after-final-dot'

export interface FaultProxy {
  readonly port: number
  /** The next connection that reaches this place is cut there, or nothing passes any more. */
  next(place: Place, how: 'cut' | 'stall'): void
  close(): Promise<void>
}

/** A TCP proxy before a plain SMTP server that cuts or stalls a connection at a named place of the protocol. */
export async function faultProxy(target: { port: number }): Promise<FaultProxy> {
  let planned: { place: Place; how: 'cut' | 'stall' } | undefined
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      socket.on('error', () => socket.destroy())
    }
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => client.destroy())

    let stalled = false
    let inData = false
    let afterDot = false
    /** The final dot may come in a piece of its own. */
    let tail = ''
    const strike = (place: Place): boolean => {
      if (planned?.place !== place) return false
      const { how } = planned
      planned = undefined
      stalled = true
      if (how === 'cut') {
        client.destroy()
        upstream.destroy()
      }
      return true
    }
    client.on('data', (bytes) => {
      if (stalled) return
      const text = bytes.toString('latin1')
      if (inData) {
        if (strike('inside-data')) return
        tail = `${tail}${text}`.slice(-5)
        if (tail === '\r\n.\r\n') afterDot = true
      } else if (/(^|\n)DATA\r\n/i.test(text) && strike('before-data')) return
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      if (stalled) return
      if (text.startsWith('220') && strike('greeting')) return
      if (afterDot && strike('after-final-dot')) return
      if (/(^|\n)354/.test(text)) {
        inData = true
        tail = ''
      } else if (afterDot) inData = afterDot = false
      client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    next(place, how) {
      planned = { place, how }
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}
