import { expect, test } from 'vitest'
import { accountName } from '../src/domain/ids.ts'
import type { OpenAccount } from '../src/flows/context.ts'
import { createWebhooks } from '../src/webhooks.ts'

const opened = { account: { name: accountName('market-de') }, connector: {} } as unknown as OpenAccount

/** Passes that end when they are told to. */
function passes() {
  const started: string[] = []
  const ends: (() => void)[] = []
  const run = (job: string): Promise<void> => {
    started.push(job)
    return new Promise((end) => ends.push(end))
  }
  const endFirst = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return { started, run, endFirst }
}

const settings = { publicUrl: 'https://care.example.org' }

test('a thousand pushes start one pass, and one more for what came while it ran', async () => {
  const { started, run, endFirst } = passes()
  const webhooks = createWebhooks({ settings, accounts: [opened] } as never, run)
  for (let n = 0; n < 1000; n += 1) webhooks?.look('market-de', ['cases', 'cases'])
  expect(started).toEqual(['returns'])
  await endFirst()
  expect(started).toEqual(['returns', 'returns'])
  await endFirst()
  expect(started).toEqual(['returns', 'returns'])
  await webhooks?.settled()
})

test('a push that comes when all is quiet is looked after at once', async () => {
  const { started, run, endFirst } = passes()
  const webhooks = createWebhooks({ settings, accounts: [opened] } as never, run)
  webhooks?.look('market-de', ['messages', 'orders'])
  await endFirst()
  await endFirst()
  webhooks?.look('market-de', ['messages'])
  expect(started).toEqual(['mirror', 'tracking', 'mirror'])
})

test('nobody looks for an account that does not exist', () => {
  const { started, run } = passes()
  createWebhooks({ settings, accounts: [opened] } as never, run)?.look('other', ['cases'])
  expect(started).toEqual([])
})
