import { expect, test } from 'vitest'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import type { App } from '../../src/app.ts'
import { caseCommand } from '../../src/commands/case.ts'
import { UsageError } from '../../src/commands/command.ts'
import { decisionsThere, type ReturnWorld, withReturn } from '../flows/returns-world.ts'

/** A command line on the world's app; `answer` = what the person at the terminal says. */
async function called(world: ReturnWorld, args: readonly string[], answer?: boolean) {
  const said = { out: '', err: '' }
  const io = {
    stdout: (text: string) => void (said.out += text),
    stderr: (text: string) => void (said.err += text),
    stdin: () => Promise.resolve(''),
    ...(answer === undefined ? {} : { ask: () => Promise.resolve(answer) }),
  }
  const { accounts, ports } = world
  const app = { accounts, ports } as unknown as App
  const context = {
    args,
    io,
    registry: connectors,
    log: pino({ level: 'silent' }),
    cwd: '.',
    runs: 'here',
    app,
  } as const
  return { code: await caseCommand.run(context), ...said }
}

test('cases are listed with what can be decided, and a decision says what it does before it is planned', async () => {
  const world = await withReturn()
  await world.pass('returns')
  const listed = JSON.parse((await called(world, ['list', '--json'])).out) as Record<string, unknown>[]
  expect(listed).toEqual([
    {
      id: '1',
      account: 'kaufland-de',
      type: 'return',
      order: 'K1',
      ticket: await world.ticket(world.own),
      state: 'to_decide',
      reason: 'wrong_article',
      deadline: null,
      allowed: ['accept', 'clarify', 'reject', 'repair'],
    },
  ])
  expect(await called(world, ['decide', '1', 'accept'], false)).toMatchObject({ code: 1, out: '' })
  const decided = await called(world, ['decide', '1', 'accept', '--by', 'Anna'])
  expect(decided).toMatchObject({ code: 0 })
  expect(decided.err).toContain('The buyer gets the money back from Kaufland.')
  await world.pass('returns')
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
  expect((await called(world, ['list'])).out).toBe('Nothing is listed.\n')
  expect((await called(world, ['list', '--all'])).out).toContain('accepted')
})

test('what is not possible is refused by name, and words that the guard stops are told with the way out', async () => {
  const world = await withReturn()
  await world.pass('returns')
  for (const [args, word] of [
    [['decide', '1', 'clarify'], 'needs a text'],
    [['decide', '1', 'accept', '--text', 'Gern.'], 'takes no text'],
    [['decide', '1', 'burn'], 'no decision that exists'],
    [['decide', '99', 'accept'], 'There is no case 99'],
    [['list', '--account', 'nobody'], 'There is no account nobody'],
    [['forget'], 'Say list or decide'],
  ] as const) {
    const refused = called(world, args)
    await expect(refused, args.join(' ')).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(word)
  }
  const held = await called(world, ['decide', '1', 'reject', '--text', 'Rufen Sie an: +49 341 1234567'])
  expect(held).toMatchObject({ code: 1 })
  expect(held.err).toMatch(/outbox override \d+/)
  await world.pass('returns')
  expect(decisionsThere(world)).toEqual([])
})
