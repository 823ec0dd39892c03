import { EFFECT_STATES, type Effect, type EffectState } from '../domain/effect.ts'
import { effectId } from '../domain/ids.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'
import type { App } from '../app.ts'

type Context = Parameters<AppCommand['run']>[0]

export const outboxCommand: AppCommand = {
  name: 'outbox',
  needs: 'app',
  usage: `marketplace-care outbox list [--state STATE] [--account NAME] [--json]
marketplace-care outbox resolve <id> sent|not-sent [--by NAME]
marketplace-care outbox approve <id>… [--by NAME]
marketplace-care outbox override <id> --by NAME --reason TEXT
  states: ${EFFECT_STATES.join(' ')}`,
  run(context) {
    const [action, ...args] = context.args
    switch (action) {
      case 'list':
        return list(args, context)
      case 'resolve':
        return resolve(args, context)
      case 'approve':
        return approve(args, context)
      case 'override':
        return override(args, context)
      default:
        throw new UsageError('Say list, resolve, approve or override.')
    }
  },
}

/** Enough for every open effect of a busy day; older done ones are in the console. */
const LISTED_MAX = 1000

async function list(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values } = readArgs(
    args,
    { state: { type: 'string' }, account: { type: 'string' }, json: { type: 'boolean', default: false } },
    { min: 0, max: 0 },
  )
  const state = values.state === undefined ? undefined : stateOf(values.state)
  const account = values.account === undefined ? undefined : accountOf(values.account, app)
  const effects = await app.ports.outbox.list({
    ...(state === undefined ? {} : { state }),
    ...(account === undefined ? {} : { account }),
    limit: LISTED_MAX,
  })
  if (values.json) printJson(io, effects.map(toRow))
  else if (effects.length === 0) io.stdout('Nothing is listed.\n')
  else for (const effect of effects) io.stdout(line(effect))
  return 0
}

async function resolve(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { by: { type: 'string', default: 'operator' }, json: { type: 'boolean', default: false } },
    { min: 2, max: 2 },
  )
  const [id = '', decision] = positionals
  if (decision !== 'sent' && decision !== 'not-sent') throw new UsageError('The decision is sent or not-sent.')
  const effect = await app.ports.outbox.resolve(effectId(id), decision, values.by)
  app.ports.outbox.wake()
  if (values.json) printJson(io, toRow(effect))
  else io.stdout(`${effect.id} is ${effect.state} now.\n`)
  return 0
}

async function approve(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(args, { by: { type: 'string', default: 'operator' } }, { min: 1, max: 1000 })
  const approved = await app.ports.outbox.approve(positionals.map(effectId), values.by)
  app.ports.outbox.wake()
  io.stdout(`${String(approved)} of ${String(positionals.length)} approved.\n`)
  return approved === positionals.length ? 0 : 1
}

async function override(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { by: { type: 'string' }, reason: { type: 'string' } },
    { min: 1, max: 1 },
  )
  if (values.by === undefined || values.reason === undefined)
    throw new UsageError('An override needs --by and --reason: both are kept.')
  const effect = await app.ports.outbox.override(effectId(positionals[0] ?? ''), values.by, values.reason)
  app.ports.outbox.wake()
  io.stdout(`${effect.id} is ${effect.state} now.\n`)
  return 0
}

function stateOf(word: string): EffectState {
  const state = EFFECT_STATES.find((known) => known === word)
  if (state === undefined) throw new UsageError(`There is no state ${word}. States: ${EFFECT_STATES.join(' ')}.`)
  return state
}

function accountOf(word: string, { accounts }: App) {
  const found = accounts.find(({ account }) => account.name === word)
  if (found === undefined)
    throw new UsageError(
      `There is no account ${word}. Accounts: ${accounts.map(({ account }) => account.name).join(' ')}.`,
    )
  return found.account.name
}

function toRow({
  id,
  account,
  flow,
  kind,
  state,
  reason,
  dedupeKey,
  source,
  attempts,
  notBefore,
  created,
  updated,
}: Effect) {
  return {
    id,
    account,
    flow,
    kind,
    state,
    reason,
    dedupe_key: dedupeKey,
    source: source === null ? null : { model: source.model, id: source.id },
    attempts,
    not_before: notBefore,
    created,
    updated,
  }
}

function line({ id, account, flow, kind, state, reason, updated }: Effect): string {
  return `${id.padStart(6)}  ${updated}  ${account.padEnd(16)} ${flow.padEnd(8)} ${kind.padEnd(16)} ${state.padEnd(10)} ${reason ?? ''}\n`
}
