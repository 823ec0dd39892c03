import { pino } from 'pino'
import { accountName } from '../../src/domain/ids.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { openStore } from '../../src/ledger/store.ts'

/** A worker of a server: waits for "go", then sends whatever is due until nothing is left, and names what it sent. */
const [databaseUrl = ''] = process.argv.slice(2)
const store = await openStore({ databaseUrl }, { clock: systemClock, log: pino({ level: 'silent' }) })
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
const sent: string[] = []
for (;;) {
  const claim = await store.outbox.claim({ flow: 'reply', account: accountName('kaufland-de'), state: 'planned' })
  if (claim === undefined) {
    // A conversation may be in another worker's hand just now.
    const { waiting } = await store.outbox.counts(accountName('kaufland-de'), 'reply')
    if (waiting === 0) break
    continue
  }
  if (!(await claim.sending({}))) throw new Error('a fresh claim was lost')
  sent.push(claim.effect.id)
  if (!(await claim.done({}))) throw new Error('a send was lost')
}
console.log(JSON.stringify(sent))
await store.close()
process.exit()
