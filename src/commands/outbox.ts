import {
  EFFECT_STATES,
  type Effect,
  type EffectState,
  SUPPRESSION_REASONS,
  type SuppressionReason,
} from '../domain/effect.ts'
import { guard } from '../domain/guard.ts'
import { type EffectId, effectId } from '../domain/ids.ts'
import { POLICY_KINDS } from '../domain/policy.ts'
import { mustFirst } from '../flows/modes.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'
import type { App } from '../app.ts'

type Context = Parameters<AppCommand['run']>[0]

export const outboxCommand: AppCommand = {
  name: 'outbox',
  needs: 'app',
  usage: `marketplace-care outbox list [--state STATE] [--reason REASON] [--account NAME] [--json]
marketplace-care outbox resolve <id> sent|not-sent [--by NAME]
marketplace-care outbox approve <id>… [--by NAME] [--reason WORD]
marketplace-care outbox override <id> --by NAME --reason TEXT
  states: ${EFFECT_STATES.join(' ')}
  reasons: ${Object.keys(SUPPRESSION_REASONS).join(' ')}
  resolve   what is unknown or failed; not-sent also where the address was missing or refused, sent also where the law demands a mail that
            could not be sent and the buyer was told another way
  approve   lets go what is proposed, and what was held back (reason shadow) of an account that is live now
  override  releases what the guard stopped (reasons linter, policy_deny), never against a rule that is certain (C in marketplace-care policy)`,
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
    {
      state: { type: 'string' },
      reason: { type: 'string' },
      account: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    { min: 0, max: 0 },
  )
  const state = values.state === undefined ? undefined : stateOf(values.state)
  const account = values.account === undefined ? undefined : accountOf(values.account, app)
  const reason = values.reason === undefined ? undefined : reasonOf(values.reason)
  const listed = await app.ports.outbox.list({
    ...(state === undefined ? {} : { state }),
    ...(reason === undefined ? {} : { reason }),
    ...(account === undefined ? {} : { account }),
    limit: LISTED_MAX,
  })
  const effects = reason === 'shadow' ? mustFirst(listed, app.accounts, app.ports) : listed
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
  const { values, positionals } = readArgs(
    args,
    { by: { type: 'string', default: 'operator' }, reason: { type: 'string' } },
    { min: 1, max: 1000 },
  )
  const ids: EffectId[] = []
  for (const id of positionals.map(effectId)) {
    const effect = await app.ports.outbox.effect(id)
    if (values.reason !== undefined) requireReason(effect, values.reason, app)
    const word = await refusal(effect, app)
    if (word === undefined) ids.push(id)
    else io.stderr(`${id}: ${word}\n`)
  }
  const choice = values.reason === undefined ? {} : { reason: values.reason }
  const approved = await app.ports.outbox.approve(ids, values.by, choice)
  app.ports.outbox.wake()
  io.stdout(`${String(approved)} of ${String(positionals.length)} approved.\n`)
  return approved === positionals.length ? 0 : 1
}

/** Each marketplace has its own words for why money goes back. */
function requireReason(effect: Effect | undefined, word: string, { accounts }: App): void {
  const reasons = accounts.find(({ account }) => account.name === effect?.account)?.manifest.moneyReasons
  const known = effect?.kind === 'refund' ? reasons?.refund : effect?.kind === 'cancel' ? reasons?.cancel : undefined
  if (effect === undefined || known?.includes(word) === true) return
  if (known === undefined) throw new UsageError(`${effect.id} is no money that goes back: it takes no --reason.`)
  throw new UsageError(`There is no reason ${word} for ${effect.id}. Reasons: ${known.join(' ')}.`)
}

/** Why a row cannot be let go; undefined = it can. */
async function refusal(effect: Effect | undefined, { accounts, ports }: App): Promise<string | undefined> {
  if (effect === undefined) return 'there is no such effect.'
  if (effect.state === 'proposed') return undefined
  if (effect.state !== 'suppressed' || effect.reason !== 'shadow')
    return `is ${effect.state}${effect.reason === null ? '' : ` (${effect.reason})`}; only what is proposed or was held back (shadow) can be approved.`
  const set = accounts.find(({ account }) => account.name === effect.account)?.account.mode
  const ran = (await ports.ledger.accountStates()).find(({ account }) => account === effect.account)?.mode
  if (set === 'live' && ran === 'live') return undefined
  return set === 'live'
    ? `account ${effect.account} did not run live yet: first marketplace-care run or serve.`
    : `account ${effect.account} is not live: it would be held back again. Set MODE=live first.`
}

async function override(args: readonly string[], { io, app }: Context): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    { by: { type: 'string' }, reason: { type: 'string' } },
    { min: 1, max: 1 },
  )
  if (values.by === undefined || values.reason === undefined)
    throw new UsageError('An override needs --by and --reason: both are kept.')
  const id = effectId(positionals[0] ?? '')
  const never = await certainDenial(await app.ports.outbox.effect(id), app)
  if (never !== undefined) {
    io.stderr(`${never}\n`)
    return 2
  }
  const effect = await app.ports.outbox.override(id, values.by, values.reason)
  app.ports.outbox.wake()
  io.stdout(`${effect.id} is ${effect.state} now.\n`)
  return 0
}

/** Why nobody may release it: the guard says no to it even where a person decided otherwise. Undefined = a person may. */
async function certainDenial(effect: Effect | undefined, { accounts, ports }: App): Promise<string | undefined> {
  const owner = accounts.find(({ account }) => account.name === effect?.account)
  // What cannot be overridden at all is refused by the outbox, with what is possible.
  if (effect?.state !== 'suppressed' || owner === undefined) return undefined
  if (effect.reason !== 'policy_deny' && effect.reason !== 'linter') return undefined
  const kind = effect.flow === 'reply' ? 'reply' : POLICY_KINDS.find((known) => known === effect.kind)
  if (kind === undefined) return undefined
  const { account, manifest } = owner
  const released = { text: '', rules: manifest.textRules, knownLinks: [], overridden: true }
  const verdict = guard({ marketplace: account.connector, kind, ...released }, ports.policy)
  if (verdict.kind === 'allowed') return undefined
  return `Effect ${effect.id} cannot be released, by nobody: ${manifest.label} certainly does not allow it (${verdict.policy}), and nothing was changed.`
}

function stateOf(word: string): EffectState {
  const state = EFFECT_STATES.find((known) => known === word)
  if (state === undefined) throw new UsageError(`There is no state ${word}. States: ${EFFECT_STATES.join(' ')}.`)
  return state
}

function reasonOf(word: string): SuppressionReason {
  if (word in SUPPRESSION_REASONS) return word as SuppressionReason
  throw new UsageError(`There is no reason ${word}. Reasons: ${Object.keys(SUPPRESSION_REASONS).join(' ')}.`)
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
  detail,
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
    detail: detail ?? null,
    dedupe_key: dedupeKey,
    source: source === null ? null : { model: source.model, id: source.id },
    attempts,
    not_before: notBefore,
    created,
    updated,
  }
}

function line({ id, account, flow, kind, state, reason, detail, updated }: Effect): string {
  const why = [reason, detail].filter((word) => word != null && word !== '').join(': ')
  return `${id.padStart(6)}  ${updated}  ${account.padEnd(16)} ${flow.padEnd(8)} ${kind.padEnd(16)} ${state.padEnd(10)} ${why}\n`
}
