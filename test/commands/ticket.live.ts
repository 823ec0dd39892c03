import { expect, test } from 'vitest'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import type { App } from '../../src/app.ts'
import { UsageError } from '../../src/commands/command.ts'
import { ticketCommand } from '../../src/commands/ticket.ts'
import { account, type ReturnWorld, withReturn } from '../flows/returns-world.ts'

async function called(world: ReturnWorld, ...args: readonly string[]) {
  const said = { out: '', err: '' }
  const io = {
    stdout: (text: string) => void (said.out += text),
    stderr: (text: string) => void (said.err += text),
    stdin: () => Promise.resolve(''),
  }
  const { accounts, ports } = world
  const app = { accounts, ports } as unknown as App
  const log = pino({ level: 'silent' })
  const code = await ticketCommand.run({ args, io, registry: connectors, log, cwd: '.', runs: 'here', app })
  return { code, ...said }
}

test('an order is named by its number or its name, and its ticket’s address is printed', async () => {
  const world = await withReturn({ asked: 'nothing' })
  const unread = await called(world, 'open', 'K1')
  expect(unread.code).toBe(1)
  expect(unread.err).toContain('run mirror')
  await world.pass('mirror')
  const made = JSON.parse((await called(world, 'open', 'K1', '--json')).out) as Record<string, unknown>
  const ticket = await world.ticket(world.own)
  expect(made).toEqual({ account, order: 'K1', ticket, url: expect.stringContaining(String(ticket)), made: true })
  const name = String(world.odoo.state.rows('sale.order')[0]?.['name'])
  const again = await called(world, 'open', name, '--account', account)
  expect(again).toMatchObject({ code: 0 })
  expect(again.out).toBe(`There is a ticket for order K1 already.\n${String(made['url'])}\n`)
})

test('what cannot be is said by name', async () => {
  const world = await withReturn({ asked: 'nothing' })
  await world.pass('mirror')
  for (const [args, word] of [
    [['open', 'K9'], 'There is no order K9'],
    [['open', 'K1', '--account', 'nobody'], 'There is no account nobody. Accounts: kaufland-de shop.'],
    [['open', 'K1', '--account', 'shop'], 'belongs to account kaufland-de, not to shop'],
    [['close', 'K1'], 'Say ticket open'],
    [['open'], 'Something is missing'],
  ] as const) {
    const refused = called(world, ...args)
    await expect(refused, args.join(' ')).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(word)
  }
  const both = await withReturn({ asked: 'nothing', shop: { ordersRef: /^(K[0-9]+)$/ } })
  await expect(called(both, 'open', 'K1')).rejects.toThrow('The rules of several accounts claim order')
})

test('while the account is being mirrored it is waited for a while', async () => {
  const world = await withReturn({ asked: 'nothing' })
  await world.pass('mirror')
  const busy = await world.ports.ledger.alone(`mirror:${account}`, () => called(world, 'open', 'K1'))
  expect(busy?.result).toMatchObject({ code: 1 })
  expect(busy?.result.err).toContain('being read just now')
})
