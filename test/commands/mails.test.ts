import { expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import type { AppCommand } from '../../src/commands/command.ts'
import { UsageError } from '../../src/commands/command.ts'
import { mailsCommand } from '../../src/commands/mails.ts'
import { reconcileCommand } from '../../src/commands/reconcile.ts'
import { replayCommand } from '../../src/commands/replay.ts'
import { exclusively } from '../../src/kit/exclusively.ts'
import type { MailReader } from '../../src/mail/ports.ts'
import { type MailWorld, mailWorld, reader, SHOP } from '../flows/mail-world.ts'

/** A command on a world's app: exit code and what it wrote. */
async function command(world: MailWorld, one: AppCommand, args: readonly string[], mailReader: MailReader = reader) {
  let stdout = ''
  let stderr = ''
  const app = { accounts: world.accounts, ports: { ...world.ports, mailReader }, jobs: exclusively() } as unknown as App
  const io = {
    stdout: (text: string) => void (stdout += text),
    bytes: (data: Uint8Array) => void (stdout += Buffer.from(data).toString()),
    stderr: (text: string) => void (stderr += text),
    stdin: () => Promise.resolve(''),
  }
  const code = await one.run({ args, io, app } as unknown as Parameters<AppCommand['run']>[0])
  return { code, stdout, stderr }
}

test('mails are listed with what became of each, counted by reason, and shown as they came', async () => {
  const world = await mailWorld()
  world.arrives({ text: 'Hallo' })
  world.arrives({ text: 'Ich bin nicht da', automatic: { kind: 'vacation', by: 'auto-submitted' } })
  await world.run('mirror')
  const { code, stdout } = await command(world, mailsCommand, ['list', 'shop', '--json'])
  expect(code).toBe(0)
  const document = JSON.parse(stdout) as { mails: { id: string; state: string; reason: string }[]; counts: unknown[] }
  expect(document.mails.map(({ state, reason }) => [state, reason])).toContainEqual(['aside', 'vacation'])
  expect(document.counts).toHaveLength(2)
  const aside = await command(world, mailsCommand, ['list', 'shop', '--state', 'aside'])
  expect(aside.stdout).toContain('vacation')
  const id = document.mails.find(({ state }) => state === 'message')?.id ?? ''
  const raw = await command(world, mailsCommand, ['show', id, '--raw'])
  expect(JSON.parse(raw.stdout)).toMatchObject({ text: 'Hallo' })
  expect((await command(world, mailsCommand, ['show', id])).stdout).toContain('message')
  expect((await command(world, mailsCommand, ['show', '999999'])).code).toBe(1)
})

test('wrong words are wrong use', async () => {
  const world = await mailWorld()
  for (const args of [['list', 'kaufland-de'], ['list', 'shop', '--state', 'x'], ['x']])
    await expect(command(world, mailsCommand, args)).rejects.toThrow(UsageError)
  await expect(command(world, replayCommand, ['shop', '--since', 'gestern'])).rejects.toThrow(UsageError)
  await expect(command(world, replayCommand, ['kaufland-de'])).rejects.toThrow(UsageError)
})

test('after a fix what could not be read becomes a message; what has a place keeps it, however often', async () => {
  const world = await mailWorld()
  world.arrives({ text: 'Hallo' })
  world.arrives({ broken: true, text: 'jetzt lesbar' })
  await world.run('mirror')
  const repaired: MailReader = {
    ...reader,
    read: (bytes, options) => {
      const mail = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
      delete mail['broken']
      return reader.read(Buffer.from(JSON.stringify(mail)), options)
    },
  }
  const { code, stdout } = await command(world, replayCommand, ['shop', '--json'], repaired)
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { again: 1, mirrored: 1, set_aside: 0 }])
  expect((await world.listed()).map(({ state }) => state)).toEqual(['message', 'message'])
  const again = await command(world, replayCommand, ['shop'], repaired)
  expect(again.stdout).toContain('No mail without a place')
  const shown = await world.rpc('mail.message', 'search_count', [[['message_type', '=', 'email']]])
  expect(shown).toBe(2)
})

test('a mail of a flood is shown where a person asks for it by its id', async () => {
  const world = await mailWorld()
  for (let n = 0; n < 101; n += 1) world.arrives({ text: `Nummer ${String(n)}` })
  await world.run('mirror')
  const [flooded] = await world.store.ledger.mails.list(SHOP, { state: 'aside', limit: 1 })
  expect(flooded?.reason).toBe('loop')
  expect((await command(world, replayCommand, ['shop'])).stdout).toContain('1 listed only')
  const { stdout } = await command(world, replayCommand, ['shop', '--message', flooded?.id ?? ''])
  expect(stdout).toContain('1 on tickets now')
})

test('what a marketplace holds and the ledger lacks is named; nothing to compare is said so', async () => {
  const world = await mailWorld()
  world.buyerWrites('Frage')
  await world.pass('mirror')
  const whole = await command(world, reconcileCommand, ['--json'])
  const document = JSON.parse(whole.stdout) as { accounts: { account: string; seen: number; missing: string[] }[] }
  expect(whole.code).toBe(0)
  expect(document.accounts).toMatchObject([
    { account: 'kaufland-de', seen: 1, mirrored: 1, missing: [] },
    { account: 'shop', seen: 0, missing: [] },
  ])
  await expect(command(world, reconcileCommand, ['nobody'])).rejects.toThrow(UsageError)
})
