import { type AccountName } from '../domain/ids.ts'
import { pause, pausesOf, resume } from '../flows/pauses.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

/** Holds notifications back at once, without a restart and in every process of this ledger. */
export const pauseCommand: AppCommand = {
  name: 'pause',
  needs: 'app',
  usage: `marketplace-care pause notify [account] --by NAME [--reason TEXT]
marketplace-care pause list [--json]
  notify  holds all notifications of the account back (without one: of all accounts) until "resume notify"; they are planned
          all the same, and what the law demands without delay waits too
  list    says what is held back, since when and by whom`,
  async run(context) {
    const [action, ...args] = context.args
    if (action === 'list') return list(args, context)
    if (action !== 'notify') throw new UsageError('Say pause notify or pause list.')
    const { io, app } = context
    const { values, positionals } = readArgs(
      args,
      { by: { type: 'string' }, reason: { type: 'string' } },
      { min: 0, max: 1 },
    )
    const { by, reason } = values
    if (by === undefined || by.trim() === '') throw new UsageError('A pause needs --by: the name is kept.')
    const accounts = chosen(positionals[0], context)
    const since = app.ports.clock.now()
    const kept = { by, since, ...(reason === undefined ? {} : { reason }) }
    await pause(
      accounts.map((account) => ({ account, ...kept })),
      app.ports.ledger,
    )
    io.stdout(`Notifications of ${accounts.join(', ')} are held back. Go on with: marketplace-care resume notify\n`)
    return 0
  },
}

export const resumeCommand: AppCommand = {
  name: 'resume',
  needs: 'app',
  usage: `marketplace-care resume notify [account]
  sends what was held back by "pause notify" with the next pass, as far as it is not too old by then`,
  async run(context) {
    const [action, ...args] = context.args
    if (action !== 'notify') throw new UsageError('Say resume notify.')
    const { positionals } = readArgs(args, {}, { min: 0, max: 1 })
    const accounts = chosen(positionals[0], context)
    await resume(accounts, context.app.ports.ledger)
    context.app.ports.outbox.wake()
    context.io.stdout(`Notifications of ${accounts.join(', ')} go on with the next pass.\n`)
    return 0
  },
}

async function list(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values } = readArgs(args, { json: { type: 'boolean', default: false } }, { min: 0, max: 0 })
  const pauses = await pausesOf(
    app.accounts.map(({ account }) => account.name),
    app.ports.ledger,
  )
  if (values.json) printJson(io, pauses)
  else if (pauses.length === 0) io.stdout('Nothing is held back.\n')
  else
    for (const { account, by, since, reason } of pauses)
      io.stdout(`${account.padEnd(18)} since ${since} by ${by}${reason === undefined ? '' : `: ${reason}`}\n`)
  return 0
}

function chosen(word: string | undefined, { app }: Context): readonly AccountName[] {
  const names = app.accounts.map(({ account }) => account.name)
  if (word === undefined) return names
  const one = names.find((name) => name === word)
  if (one === undefined) throw new UsageError(`There is no account ${word}. Accounts: ${names.join(' ')}.`)
  return [one]
}
