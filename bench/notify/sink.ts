/** A mail server in a process of its own that takes everything, reads it to its end and keeps nothing. Prints its port, then at SIGTERM how many it took. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

const taken = { mails: 0, bytes: 0 }
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, _session, answer) {
    stream.on('data', (chunk: Buffer) => {
      taken.bytes += chunk.length
    })
    stream.on('end', () => {
      taken.mails += 1
      answer(null)
    })
  },
})
const listener = server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (listener.address() as AddressInfo).port })
})
process.on('message', () => {
  process.send?.({ ...taken })
  taken.mails = 0
  taken.bytes = 0
})
process.on('disconnect', () => {
  process.exit(0)
})
