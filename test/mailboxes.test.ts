import { expect, test } from 'vitest'
import type { MailboxSettings } from '../src/domain/account.ts'
import { accountName } from '../src/domain/ids.ts'
import type { OpenAccount } from '../src/flows/context.ts'
import { watchMailboxes } from '../src/mailboxes.ts'

const account = (name: string, more: object = {}): OpenAccount =>
  ({ account: { name: accountName(name) }, connector: {}, ...more }) as unknown as OpenAccount
const mailbox = { folders: ['INBOX'] } as unknown as MailboxSettings
const accounts = [account('shop', { mail: { mailbox } }), account('market')]

/** Mailboxes that tell of news when a test says so, and passes that end when they are told to. */
function listening() {
  const tell = new Map<string, () => void>()
  const stopped: string[] = []
  const started: string[] = []
  const ends: (() => void)[] = []
  const mailboxes = {
    watch: (owner: { account: { name: string } }, onNews: () => void) => {
      tell.set(owner.account.name, onNews)
      const stop = () => {
        stopped.push(owner.account.name)
        return Promise.resolve()
      }
      return { state: () => ({ listening: true, since: '2026-03-10T12:00:00.000Z' }), stop }
    },
  }
  const watches = watchMailboxes({ accounts, mailboxes } as never, (opened) => {
    started.push(opened.account.name)
    return new Promise((end) => ends.push(end))
  })
  const endFirst = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return { tell, stopped, started, watches, endFirst }
}

test('a thousand news start one pass, and one more for what came while it ran', async () => {
  const { tell, started, endFirst } = listening()
  for (let n = 0; n < 1000; n += 1) tell.get('shop')?.()
  expect(started).toEqual(['shop'])
  await endFirst()
  expect(started).toEqual(['shop', 'shop'])
  await endFirst()
  expect(started).toEqual(['shop', 'shop'])
  tell.get('shop')?.()
  expect(started).toHaveLength(3)
})

test('only accounts that are read by mail are listened to', () => {
  const { tell, watches } = listening()
  expect([...tell.keys()]).toEqual(['shop'])
  expect([...watches.states().keys()]).toEqual(['shop'])
})

test('the end waits for the pass under way, and starts none after it', async () => {
  const { tell, started, stopped, watches, endFirst } = listening()
  tell.get('shop')?.()
  tell.get('shop')?.()
  let ended = false
  const end = watches.stop().then(() => {
    ended = true
  })
  await new Promise(setImmediate)
  expect([stopped, ended]).toEqual([['shop'], false])
  await endFirst()
  await end
  tell.get('shop')?.()
  expect(started).toEqual(['shop'])
})
