import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Misconfigured, Retryable } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import { instant } from '../domain/time.ts'
import { exclusively } from '../kit/exclusively.ts'
import type { Token, TokenKeep } from '../kit/tokens.ts'
import type { Database } from './database.ts'
import type { Owner } from './owner.ts'
import { sealing } from './sealed.ts'

/** Where an account's token lives; the same one for all processes and replicas of a ledger. */
export type Tokens = (account: AccountName) => TokenKeep

const AGAIN_MS = 100
/** Longer than any renewal takes: calls end by 30 s. */
const WAIT_MS_MAX = 90_000

const stored = z.object({
  access: z.string(),
  expiresAt: z.string().transform(instant),
  refresh: z.string().optional(),
})

/**
 * Tokens in the ledger, encrypted with a key derived from SERVICE_SECRET.
 * @param secret undefined = not set: every use of a token says so
 */
export function sqlTokens(
  database: Database,
  owner: Owner,
  { secret, log }: { readonly secret: string | undefined; readonly log: Logger },
): Tokens {
  const sealerFor = secret === undefined ? undefined : sealing(secret)
  const inTurn = exclusively()
  return (account) => {
    const sealer = (): ReturnType<NonNullable<typeof sealerFor>> => {
      if (sealerFor === undefined) throw secretMissing(account)
      return sealerFor(account)
    }
    return {
      async load() {
        const { open } = sealer()
        const row = await database.read('token', (db) =>
          db.selectFrom('tokens').select('sealed').where('account', '=', account).executeTakeFirst(),
        )
        if (row === undefined) return undefined
        const token = tokenOf(open(row.sealed))
        if (token === undefined)
          log.warn({ account }, 'The kept token cannot be read: SERVICE_SECRET was changed, or the row was.')
        return token
      },
      async store(token) {
        const sealed = sealer().seal(JSON.stringify(token))
        await database.write('store token', (db) =>
          db
            .insertInto('tokens')
            .values({ account, sealed, stored: database.now() })
            .onConflict((conflict) => conflict.column('account').doUpdateSet({ sealed, stored: database.now() }))
            .execute(),
        )
      },
      alone: (renewal) => inTurn([account], () => aloneAmongProcesses(`token:${account}`, owner, database, renewal)),
    }
  }
}

/** A name is free the moment its holder ends, however it ends. */
async function aloneAmongProcesses<Result>(
  name: string,
  owner: Owner,
  database: Database,
  renewal: () => Promise<Result>,
): Promise<Result> {
  const until = performance.now() + WAIT_MS_MAX
  for (;;) {
    const free = await owner.takeName(name)
    if (free !== undefined) {
      try {
        return await renewal()
      } finally {
        await free()
      }
    }
    if (performance.now() > until) {
      throw new Retryable(
        `Another process on ${database.where} has been renewing the same token for long. It is tried again by itself.`,
        { systemic: true },
      )
    }
    await setTimeout(AGAIN_MS)
  }
}

function tokenOf(text: string | undefined): Token | undefined {
  if (text === undefined) return undefined
  const { access, expiresAt, refresh } = stored.parse(JSON.parse(text))
  return { access, expiresAt, ...(refresh === undefined ? {} : { refresh }) }
}

const secretMissing = (account: AccountName): Misconfigured =>
  new Misconfigured(
    `Account ${account} is let in by tokens that are kept encrypted, and SERVICE_SECRET is not set. Nothing is read or sent there until it is. Set SERVICE_SECRET (or SERVICE_SECRET_FILE) to what this prints, and keep it: openssl rand -hex 32`,
  )
