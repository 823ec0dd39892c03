import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectors } from '../../../connectors/index.ts'
import type { CommandIo } from '../../../src/commands/command.ts'
import { UsageError } from '../../../src/commands/command.ts'
import { recordCommand } from '../../../src/commands/record/command.ts'
import type { RecordedExchange, RecordFacts } from '../../../src/commands/record/tape.ts'
import type { Settings } from '../../../src/config/settings.ts'
import { accountName } from '../../../src/domain/ids.ts'
import { promised } from '../../acceptance/world.ts'
import { silent } from '../../ledger/database.ts'

const kaufland = promised(connectors.find(({ name }) => name === 'kaufland'))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** An account at Kaufland's stand-in, to which somebody has written. */
async function listening() {
  const sandbox = await (await promised(kaufland.sandbox)())({})
  onTestFinished(() => sandbox.close())
  sandbox.writes({
    order: 'MB7UWLD',
    buyer: { id: '21631426', name: 'Tom Schröder' },
    role: 'buyer',
    text: 'Meine Nummer ist 0171 5550123',
    files: [{ filename: 'tom.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }],
  })
  const account = {
    ...{ name: accountName('kaufland-de'), connector: kaufland.name, baseUrl: sandbox.baseUrl, messagePollSeconds: 30 },
    own: kaufland.config.parse(sandbox.settings),
  }
  let said = ''
  const io: CommandIo = {
    stdout: (text) => void (said += text),
    stderr: (text) => void (said += text),
    stdin: () => Promise.resolve(''),
  }
  const settings = { accounts: [account] } as unknown as Settings
  const run = (...args: string[]) =>
    recordCommand.run({ ...{ args, io, settings, registry: connectors, log: silent, cwd: folder }, runs: 'here' })
  return { sandbox, run, said: () => said }
}

test('what the marketplace answers is kept, masked, without files; nothing is written there', async () => {
  const { sandbox, run, said } = await listening()
  expect(await run('kaufland-de', '--for', '0s', '--out', 'one')).toBe(0)
  const facts = JSON.parse(readFileSync(join(folder, 'one', 'record.json'), 'utf8')) as RecordFacts
  expect(facts).toMatchObject({ connector: 'kaufland', passes: 1, conversations: 1, messages: 1, cases: 0, faults: [] })
  const text = readFileSync(join(folder, 'one', 'exchanges.jsonl'), 'utf8')
  const exchanges = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedExchange)
  expect(exchanges.length).toBe(sandbox.requests().length)
  expect(sandbox.requests().filter((request) => !request.startsWith('GET ') || request.includes('/files/'))).toEqual([])
  const all = text + JSON.stringify(facts)
  const real = ['MB7UWLD', '21631426', 'Tom', 'Schr', '0171', '5550123', 'tom.jpg', 'Nummer', '0011000001']
  expect(
    [...real, ...Object.values(sandbox.settings).filter((value) => value.length > 2)].filter((piece) =>
      all.includes(piece),
    ),
  ).toEqual([])
  expect(said()).toContain('look through the folder before you give it away')
})

test('a marketplace that refuses is kept too, and told', async () => {
  const { sandbox, run, said } = await listening()
  sandbox.fail({ path: /./, times: 9, how: { kind: 'status', status: 403 } })
  expect(await run('kaufland-de', '--for', '0s', '--out', 'refused')).toBe(1)
  expect(readFileSync(join(folder, 'refused', 'exchanges.jsonl'), 'utf8')).toContain('"status":403')
  expect(said()).toContain('refuses the key')
})

test.each([
  [['kaufland-de', '--out', 'there'], 'exists already'],
  [['kaufland-de'], '--out'],
  [['kaufland-de', '--for', 'soon', '--out', 'x'], 'no duration'],
  [['ebay', '--out', 'x'], 'There is no account ebay. Accounts: kaufland-de.'],
  [[], 'missing'],
])('wrong use is named: %j', async (args, words) => {
  mkdirSync(join(folder, 'there'), { recursive: true })
  const { run } = await listening()
  const refusal = await run(...args).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(UsageError)
  expect(String(refusal)).toContain(words)
})
