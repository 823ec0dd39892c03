import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { accountName } from '../../src/domain/ids.ts'
import { openStore } from '../../src/ledger/store.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { template } from './database.ts'
import { answer, conversation, mail, message, page } from './samples.ts'

/**
 * A worker that dies where it is told to: opens the store (a folder or a server), brings a reply and a mail into `sending`, says so,
 * and waits for its end. With a second argument it dies right after that commit instead.
 */
const [where = '', dieAfter] = process.argv.slice(2)
const account = accountName('kaufland-de')
const store = await openStore(
  where.startsWith('postgres:') ? { databaseUrl: where } : { dataDir: where, template: await template() },
  {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    onCommit(_number, name) {
      if (name === dieAfter) process.kill(process.pid, 'SIGKILL')
    },
  },
)
await store.ledger.record(account, { ...page(conversation('c1', [message('m1')])), cursor: { newest: 'T1' } })
await store.outbox.plan([answer(account, { dedupeKey: 'reply' }), mail(account, { dedupeKey: 'mail' })])
for (const flow of ['reply', 'notify'] as const) {
  const claim = await store.outbox.claim({ flow, account, state: 'planned' })
  await claim?.sending({ text: 'Hallo' })
}
console.log('sending')
await delay(600_000)
