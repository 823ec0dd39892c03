import type { App } from '../app.ts'
import { CASE_ACTIONS } from '../domain/case.ts'
import { caseNumber, type StoredCase } from '../ledger/case-ports.ts'
import { decideCase, fitDecision } from '../flows/case-decide.ts'
import { caseTitle, caseWords } from '../flows/case-words.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Context = Parameters<AppCommand['run']>[0]

export const caseCommand: AppCommand = {
  name: 'case',
  needs: 'app',
  usage: `marketplace-care case list [--account NAME] [--all] [--json]
marketplace-care case decide <id> ${CASE_ACTIONS.join('|')} [--text TEXT] [--by NAME] [--yes] [--json]
  list    returns, claims and disputes that are open; --all also those that are over
  decide  says what it does, at a terminal asks (--yes does not), and plans it; it is sent with the next pass
  --text  words to the buyer, where the marketplace wants them; they pass the same guard as answers`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'list':
        return list(args, context)
      case 'decide':
        return decide(args, context)
      default:
        throw new UsageError('Say list or decide.')
    }
  },
}

const LISTED_MAX = 1000
/** Commands speak English, whatever the accounts' languages are. */
const LANGUAGE = 'en'

async function list(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values } = readArgs(
    args,
    {
      account: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    { min: 0, max: 0 },
  )
  const cases = await app.ports.ledger.cases.list({
    ...(values.account === undefined ? {} : { account: accountOf(values.account, app) }),
    which: values.all ? 'all' : 'open',
    limit: LISTED_MAX,
  })
  if (values.json) printJson(io, cases.map(toRow))
  else if (cases.length === 0) io.stdout('Nothing is listed.\n')
  else for (const one of cases) io.stdout(line(one))
  return 0
}

async function decide(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    {
      text: { type: 'string' },
      by: { type: 'string', default: 'operator' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    { min: 2, max: 2 },
  )
  const [number = '', action = ''] = positionals
  const stored = await app.ports.ledger.cases.find(caseNumber(number))
  if (stored === undefined) throw new UsageError(`There is no case ${number}. "case list" shows them.`)
  const opened = app.accounts.find(({ account }) => account.name === stored.account)
  if (opened === undefined)
    throw new UsageError(`Case ${number} belongs to account ${stored.account}, which has no file.`)
  const wish = { action, text: values.text ?? null, by: values.by, language: LANGUAGE }
  const fit = fitDecision(stored, wish, opened, app.ports)
  if ('refused' in fit) throw new UsageError(`${fit.refused}${possible(stored)}`)

  const t = caseWords(opened, app.ports.texts, LANGUAGE)
  io.stderr(`${caseTitle(stored.facts, t)}\n${t(`action.${fit.action}`)}: ${fit.consequence}\n`)
  if (opened.account.mode !== 'live') io.stderr(`Account ${stored.account} is not live: nothing is sent.\n`)
  if (!values.yes && io.ask !== undefined && !(await io.ask(`${t(`action.${fit.action}`)}?`))) {
    io.stderr('Nothing was decided.\n')
    return 1
  }
  const decided = await decideCase(stored, wish, opened, app.ports)
  if (decided.kind === 'refused') throw new UsageError(decided.sentence)
  const { effect, kind, sentence } = decided
  if (values.json) printJson(io, { case: stored.number, action: fit.action, effect: effect.id, state: effect.state })
  else io.stdout(`${sentence}\n`)
  if (kind === 'planned') return 0
  io.stderr(
    `${values.json ? `${sentence}\n` : ''}Decide again with other words, or release these: marketplace-care outbox override ${effect.id} --by NAME --reason TEXT\n`,
  )
  return 1
}

function possible({ facts }: StoredCase): string {
  return facts.allowed.length === 0
    ? ' Nothing can be decided on it now.'
    : ` Possible now: ${facts.allowed.join(' ')}.`
}

function accountOf(word: string, { accounts }: App) {
  const found = accounts.find(({ account }) => account.name === word)
  if (found !== undefined) return found.account.name
  const names = accounts.map(({ account }) => account.name).join(' ')
  throw new UsageError(`There is no account ${word}. Accounts: ${names}.`)
}

function toRow({ number, account, facts, ticket }: StoredCase) {
  return {
    id: number,
    account,
    type: facts.type,
    order: facts.order,
    ticket: ticket?.id ?? null,
    state: facts.state,
    reason: facts.reason,
    deadline: facts.decideBy,
    allowed: facts.allowed,
  }
}

function line({ number, account, facts, ticket }: StoredCase): string {
  const place = ticket === null ? 'no ticket' : `ticket ${String(ticket.id)}`
  const deadline = facts.decideBy === null ? '' : `  by ${facts.decideBy.slice(0, 16)}Z`
  const allowed = facts.allowed.length === 0 ? '' : `  (${facts.allowed.join(' ')})`
  return `${number.padStart(6)}  ${account.padEnd(16)} ${facts.type.padEnd(12)} ${facts.order.padEnd(12)} ${place.padEnd(14)} ${facts.state.padEnd(10)} ${facts.reason ?? ''}${deadline}${allowed}\n`
}
