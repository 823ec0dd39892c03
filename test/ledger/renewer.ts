import { appendFileSync, readFileSync } from 'node:fs'
import { pino } from 'pino'
import { accountName } from '../../src/domain/ids.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { tokens } from '../../src/kit/tokens.ts'
import { openStore } from '../../src/ledger/store.ts'

/**
 * A process that needs a token: waits for "go", asks for one, and names it. The marketplace is a file that holds what it gave, a line
 * each. `hangs` = it stops for good: while the marketplace answers, before the token is stored, or after it.
 */
const [databaseUrl = '', secret = '', marketplace = '', name = '', hangs = 'never'] = process.argv.slice(2)
const store = await openStore(
  { databaseUrl },
  {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    secret,
  },
)
const keep = store.tokens(accountName(name))
const forGood = (name: string) => {
  console.log(name)
  return new Promise<never>(() => undefined)
}
const supply = tokens({
  clock: systemClock,
  keep: {
    ...keep,
    async store(token) {
      if (hangs === 'before') await forGood('given')
      await keep.store(token)
      if (hangs === 'after') await forGood('stored')
    },
  },
  renew() {
    const given = readFileSync(marketplace, 'utf8').split('\n').length
    appendFileSync(marketplace, `t${String(given)}\n`)
    return Promise.resolve({ access: `t${String(given)}`, expiresAt: plusSeconds(systemClock.now(), 600) })
  },
})
console.log('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
console.log(await supply.current())
await store.close()
process.exit()
