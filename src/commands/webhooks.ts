import type { App } from '../app.ts'
import { isFault, Misconfigured } from '../domain/errors.ts'
import type { OpenAccount } from '../flows/context.ts'
import type { OpenConnector, Subscription, SyncedSubscription } from '../kit/connector.ts'
import { webhookUrl } from '../webhooks.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'

type Webhooks = NonNullable<OpenConnector['webhooks']>
type Context = Parameters<AppCommand['run']>[0]

export const webhooksCommand: AppCommand = {
  name: 'webhooks',
  needs: 'app',
  usage: `marketplace-care webhooks list|sync|remove [account] [--json]
  list    what is subscribed at the marketplace, ours or not
  sync    makes what is missing and renews what was switched off; the marketplace calls the service at once to check
          the address, so \`serve\` must run and be reachable under PUBLIC_URL
  remove  removes what points to this service
Without an account: all whose marketplace pushes anything. Needs PUBLIC_URL; sync also ALERT_MAIL, which is told when pushes fail.`,
  async run(context) {
    const { values, positionals } = readArgs(
      context.args,
      { json: { type: 'boolean', default: false } },
      { min: 1, max: 2 },
    )
    const [action = '', name] = positionals
    const act = ACTIONS[action]
    if (act === undefined) throw new UsageError('Say list, sync or remove.')
    const publicUrl = context.app.settings.publicUrl
    if (publicUrl === undefined) {
      throw new Misconfigured(
        'PUBLIC_URL is not set: no marketplace can reach this service. Nothing was changed. Set the address under which it can, e.g. PUBLIC_URL=https://care.example.com.',
      )
    }
    const results: Result[] = []
    for (const { opened, webhooks } of takers(context.app, name)) {
      const { account } = opened
      context.io.stderr(`${account.name} …\n`)
      results.push(await attempt(account.name, () => act(webhooks, webhookUrl(publicUrl, account.name), context)))
    }
    if (values.json) printJson(context.io, { accounts: results })
    else for (const result of results) context.io.stdout(lines(result))
    return results.every(({ ok }) => ok) ? 0 : 1
  },
}

interface Row {
  readonly event: string
  readonly storefront?: string
  /** What was done, or for `list` whether it works. */
  readonly outcome: SyncedSubscription['outcome'] | 'active' | 'switched off'
  readonly url?: string
  readonly ours?: boolean
}

interface Result {
  readonly account: string
  readonly ok: boolean
  readonly error?: string
  readonly webhooks: readonly Row[]
}

const ACTIONS: Readonly<
  Record<string, (webhooks: Webhooks, url: string, context: Context) => Promise<readonly Row[]>>
> = {
  list: async (webhooks, url) => (await webhooks.list()).map((subscription) => listed(subscription, url)),
  sync: (webhooks, url, { app }) => webhooks.sync({ url, contact: contactOf(app) }),
  remove: (webhooks, url) => webhooks.remove(url),
}

function listed({ event, storefront, callbackUrl, active }: Subscription, url: string): Row {
  return {
    event,
    ...(storefront === undefined ? {} : { storefront }),
    outcome: active ? 'active' : 'switched off',
    url: callbackUrl,
    ours: callbackUrl === url,
  }
}

function contactOf({ settings: { alerts } }: App): string {
  if (alerts.mail !== undefined) return alerts.mail
  throw new Misconfigured(
    'ALERT_MAIL is not set: the marketplace wants an address that it tells when pushes fail. Nothing was changed. Set ALERT_MAIL.',
  )
}

/** @throws UsageError where the named account does not exist or its marketplace pushes nothing */
function takers({ accounts }: App, name: string | undefined) {
  const named = name === undefined ? accounts : accounts.filter(({ account }) => account.name === name)
  if (named.length === 0 && name !== undefined) {
    throw new UsageError(
      `There is no account ${name}. Accounts: ${accounts.map(({ account }) => account.name).join(', ')}.`,
    )
  }
  const found = named.flatMap((opened) => {
    const { webhooks } = opened.connector
    return webhooks === undefined ? [] : [{ opened, webhooks }]
  })
  if (found.length === 0) throw new UsageError(reasons(named))
  return found
}

const reasons = (named: readonly OpenAccount[]): string =>
  named
    .map(
      ({ account, manifest }) =>
        `${account.name}: ${manifest.missing['webhook.verify'] ?? `${manifest.label} pushes nothing.`}`,
    )
    .join('\n')

async function attempt(account: string, act: () => Promise<readonly Row[]>): Promise<Result> {
  try {
    return { account, ok: true, webhooks: await act() }
  } catch (error) {
    if (!isFault(error) || error instanceof Misconfigured) throw error
    return { account, ok: false, error: error.message, webhooks: [] }
  }
}

function lines({ account, error, webhooks }: Result): string {
  if (error !== undefined) return `${account}\n  ${error}\n`
  if (webhooks.length === 0) return `${account}\n  nothing is subscribed\n`
  const rows = webhooks.map(({ event, storefront, outcome, url, ours }) => {
    const where = url === undefined ? '' : ours === true ? '  this service' : `  ${url}`
    return `  ${event.padEnd(28)} ${(storefront ?? '').padEnd(4)} ${outcome}${where}\n`
  })
  return `${account}\n${rows.join('')}`
}
