import type { App } from '../app.ts'
import type { OpenAccount } from '../flows/context.ts'
import type { ListedMail } from '../ledger/mail-ports.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

const STATES = ['kept', 'message', 'aside', 'report', 'unreadable'] as const
const LISTED_MAX = 1000

export const mailsCommand: AppCommand = {
  name: 'mails',
  needs: 'app',
  usage: `marketplace-care mails list <account> [--state ${STATES.join('|')}] [--json]
marketplace-care mails show <id> [--raw] [--json]
  list  what became of every mail, the newest first, and how many there are of each; aside = on no ticket, with the reason
  show  what became of one; --raw writes the mail as it came`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'list':
        return list(args, context)
      case 'show':
        return show(args, context)
      default:
        throw new UsageError('Say list or show.')
    }
  },
}

async function list(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { state: { type: 'string' }, json: { type: 'boolean', default: false } },
    { min: 1, max: 1 },
  )
  const { name } = mailAccountOf(positionals[0] ?? '', app).account
  const state = values.state === undefined ? undefined : stateOf(values.state)
  const { mails } = app.ports.ledger
  const listed = await mails.list(name, { ...(state === undefined ? {} : { state }), limit: LISTED_MAX })
  const counts = await mails.counts(name)
  if (values.json) {
    printJson(io, { mails: listed.map(toRow), counts })
    return 0
  }
  for (const mail of listed) io.stdout(line(mail))
  if (counts.length === 0) io.stdout('No mail was read yet.\n')
  for (const { state: one, reason, mails: number, copies } of counts) {
    const why = reason === null ? '' : ` (${reason})`
    const more = copies === 0 ? '' : `, and ${String(copies)} more copies`
    io.stdout(`${String(number).padStart(8)}  ${one}${why}${more}\n`)
  }
  return 0
}

async function show(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { raw: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    { min: 1, max: 1 },
  )
  const [id = ''] = positionals
  for (const { account } of app.accounts) {
    const kept = await app.ports.ledger.mails.mail(account.name, id)
    if (kept === undefined) continue
    if (values.raw) {
      if (io.bytes === undefined) io.stdout(Buffer.from(kept.bytes).toString('utf8'))
      else io.bytes(kept.bytes)
      return 0
    }
    const listed = await app.ports.ledger.mails.listed(account.name, id)
    if (listed === undefined) continue
    const row = { account: account.name, ...toRow(listed), bytes: kept.bytes.length }
    if (values.json) printJson(io, row)
    else
      for (const [name, value] of Object.entries(row))
        if (value !== null) io.stdout(`${name.padEnd(14)} ${String(value)}\n`)
    return 0
  }
  io.stderr(`There is no mail ${id}. Ids: marketplace-care mails list <account>\n`)
  return 1
}

/** @throws UsageError where it is none of those that are read by mail */
export function mailAccountOf(word: string, { accounts }: App): OpenAccount {
  const withMail = accounts.filter(({ mail }) => mail !== undefined)
  const found = withMail.find(({ account }) => account.name === word)
  if (found !== undefined) return found
  const names = withMail.map(({ account }) => account.name).join(' ')
  throw new UsageError(
    names === ''
      ? 'No account is read by mail: only what mailboxes gave is kept as it came.'
      : `${word} is no account that is read by mail. Those are: ${names}.`,
  )
}

function stateOf(word: string): ListedMail['state'] {
  const state = STATES.find((known) => known === word)
  if (state === undefined) throw new UsageError(`There is no state ${word}. States: ${STATES.join(' ')}.`)
  return state
}

const toRow = ({ id, folder, receivedAt, state, reason, detail, conversation, rung }: ListedMail) => ({
  id,
  folder,
  received: receivedAt,
  state,
  reason,
  detail: detail ?? null,
  conversation,
  rung,
})

function line({ id, folder, receivedAt, state, reason, detail, rung }: ListedMail): string {
  const why = [reason, detail, rung === null ? null : `by ${rung}`].filter((part) => part != null).join(', ')
  return `${id.padStart(8)}  ${receivedAt.slice(0, 16)}Z  ${folder.padEnd(12)} ${state.padEnd(10)} ${why}\n`
}
