import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Misconfigured } from '../../src/domain/errors.ts'
import type { AccountName } from '../../src/domain/ids.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Token } from '../../src/kit/tokens.ts'
import { tokens } from '../../src/kit/tokens.ts'
import { openStore, type Store } from '../../src/ledger/store.ts'
import { type Child, startChild } from './child.ts'
import { emptyDatabase, emptyStore, lasting, onServer, onServerDo, silent } from './database.ts'
import { handClock } from './hand-clock.ts'
import { newAccount } from './samples.ts'

const SECRET = 'a-long-random-text-of-the-service'
let corner: AccountName
beforeEach(() => {
  corner = newAccount()
})
const clock = handClock()
const token: Token = { access: 'sesame-access', expiresAt: plusSeconds(clock.now(), 600), refresh: 'sesame-refresh' }

/** One database for all tests of this file, each with an account of its own; stores with other secrets come and go on it. */
let place: Parameters<typeof openStore>[0]
let onDatabase: (statement: string) => Promise<void>
let folder = ''
const cleanUp: (() => Promise<void> | void)[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'care-tokens-'))
  cleanUp.push(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  if (onServer) {
    const database = await emptyDatabase()
    cleanUp.push(() => database.drop())
    place = { databaseUrl: database.databaseUrl }
    onDatabase = (statement) => onServerDo(database.databaseUrl, statement)
    return
  }
  const pglite = await lasting()
  place = { memory: pglite }
  onDatabase = async (statement) => {
    await pglite.exec(statement)
  }
})
afterAll(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one()
})

const opened = (secret: string | undefined = SECRET, log = silent): Promise<Store> =>
  openStore(place, { clock, log, time: 'clock', ...(secret === '' ? {} : { secret }) })

async function withStore<Result>(
  work: (store: Store) => Promise<Result>,
  secret?: string,
  log?: Parameters<typeof opened>[1],
): Promise<Result> {
  const store = await opened(secret, log)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

test('a token outlives the process, for its account alone', async () => {
  const other = newAccount()
  await withStore((store) => store.tokens(corner).store(token))
  await withStore(async (store) => {
    expect(await store.tokens(corner).load()).toEqual(token)
    expect(await store.tokens(other).load()).toBeUndefined()
    const later = { access: 'next', expiresAt: token.expiresAt }
    await store.tokens(corner).store(later)
    expect(await store.tokens(corner).load()).toEqual(later)
  })
})

test('without SERVICE_SECRET an account with tokens says which setting is missing and how to make one', async () => {
  await withStore(async (store) => {
    const refusal = await store
      .tokens(corner)
      .load()
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Misconfigured)
    expect((refusal as Error).message).toMatch(/Account account-.* SERVICE_SECRET is not set.*openssl rand -hex 32/)
    await expect(store.tokens(corner).store(token)).rejects.toThrow('SERVICE_SECRET')
    // Everything else goes on.
    expect(await store.health()).toMatchObject({ ok: true })
  }, '')
})

/** As a connector does; `by` = how the marketplace renews. */
function supplied(store: Store, by: 'key' | 'token') {
  const asked: (Token | undefined)[] = []
  const supply = tokens({
    keep: store.tokens(corner),
    clock,
    by: by === 'key' ? { kind: 'key' } : { kind: 'token', marketplace: 'Corner Shop', account: corner },
    renew(before) {
      asked.push(before)
      return Promise.resolve({ ...token, access: `new-${String(asked.length)}` })
    },
  })
  return { supply, asked }
}

test('with another secret it cannot be read: the account’s key gets another one, and where it is not enough that is said', async () => {
  await withStore((store) => store.tokens(corner).store(token))
  await withStore(async (store) => {
    const chained = supplied(store, 'token')
    await expect(chained.supply.current()).rejects.toThrow(/Corner Shop: account account-.*SERVICE_SECRET was changed/)
    expect(chained.asked).toEqual([])
  }, 'another')
  // What could not be read was not lost either.
  await withStore(async (store) => {
    expect(await supplied(store, 'token').supply.current()).toBe(token.access)
  })
  await withStore(async (store) => {
    expect(await supplied(store, 'key').supply.current()).toBe('new-1')
    expect(await store.tokens(corner).load()).toMatchObject({ access: 'new-1' })
  }, 'another')
})

test('a chain of renewals asks with the token before', async () => {
  await withStore(async (store) => {
    await store.tokens(corner).store(token)
    const { supply, asked } = supplied(store, 'token')
    expect(await supply.insteadOf(token.access)).toBe('new-1')
    expect(asked).toEqual([token])
  })
})

test.each([
  ['a bit of it was turned', `set_byte(sealed, 20, get_byte(sealed, 20) # 1)`],
  ['its nonce was turned', `set_byte(sealed, 0, get_byte(sealed, 0) # 1)`],
  ['its tag was cut', `substring(sealed from 1 for length(sealed) - 4)`],
  ['almost nothing is left of it', `substring(sealed from 1 for 5)`],
  ['it is another account’s', `(select sealed from tokens where account = 'OTHER')`],
])('a row that was tampered with is not believed: %s', async (_how, sealed) => {
  const other = newAccount()
  await withStore(async (store) => {
    await store.tokens(other).store(token)
    await store.tokens(corner).store(token)
    await onDatabase(`update tokens set sealed = ${sealed.replace('OTHER', other)} where account = '${corner}'`)
    expect(await store.tokens(corner).load()).toBeUndefined()
    expect(await store.tokens(other).load()).toEqual(token)
  })
})

test('neither logs nor an exported ledger hold token or secret in clear, and the exported one works with the same secret', async () => {
  const logged: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const file = join(folder, 'ledger.gz')
  await withStore(
    async (store) => {
      await store.tokens(corner).store(token)
      await store.tokens(corner).load()
      await store.exportTo(file, () => undefined)
    },
    SECRET,
    log,
  )
  await withStore((store) => store.tokens(corner).load(), 'another', log)
  const clear = gunzipSync(readFileSync(file)).toString('utf8') + logged.join('')
  for (const word of [token.access, token.refresh ?? '', SECRET]) {
    expect(clear).not.toContain(word)
    expect(clear).not.toContain(Buffer.from(word).toString('hex'))
    expect(clear).not.toContain(Buffer.from(word).toString('base64').replace(/=+$/, ''))
  }
  expect(logged.join('')).toContain('cannot be read')
  const moved = await emptyStore({ secret: SECRET })
  try {
    await moved.importFrom(file, () => undefined)
    expect(await moved.tokens(corner).load()).toEqual(token)
  } finally {
    await moved.close()
  }
})

test('many who need a token at once in one process get one renewal', async () => {
  await withStore(async (store) => {
    const { supply, asked } = supplied(store, 'key')
    const got = await Promise.all(Array.from({ length: 20 }, () => supply.current()))
    expect([new Set(got), asked.length]).toEqual([new Set(['new-1']), 1])
  })
})

describe.runIf(onServer)('processes that share a server', () => {
  const children: Child[] = []
  let marketplace = ''
  beforeEach(() => {
    marketplace = join(folder, `marketplace-${corner}`)
    writeFileSync(marketplace, '')
  })
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill()
  })

  async function started(hangs: string): Promise<Child> {
    if (!('databaseUrl' in place)) throw new Error('no server')
    const child = startChild('renewer.ts', place.databaseUrl, SECRET, marketplace, corner, hangs)
    children.push(child)
    expect(await child.line()).toBe('ready')
    return child
  }
  const given = () => readFileSync(marketplace, 'utf8').split('\n').length - 1

  test('three that need a token at once renew once', async () => {
    const all = [await started('never'), await started('never'), await started('never')]
    for (const child of all) child.say('go')
    expect(await Promise.all(all.map((child) => child.line()))).toEqual(['t1', 't1', 't1'])
    expect(given()).toBe(1)
  })

  test.each([
    ['after the marketplace gave it and before it was stored: another one is asked for', 'before', 'given', 't2', 2],
    ['after it was stored: it is used', 'after', 'stored', 't1', 1],
  ] as const)('one was killed %s, and who waited goes on', async (_when, hangs, last, next, times) => {
    const dying = await started(hangs)
    dying.say('go')
    expect(await dying.line()).toBe(last)
    const waiting = await started('never')
    waiting.say('go')
    await dying.kill()
    expect(await waiting.line()).toBe(next)
    expect(given()).toBe(times)
  })
})
