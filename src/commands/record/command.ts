import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { openAccount } from '../../app.ts'
import type { Settings } from '../../config/settings.ts'
import { duration } from '../../config/values.ts'
import { plusSeconds } from '../../domain/time.ts'
import { systemClock } from '../../kit/system-clock.ts'
import { VERSION } from '../../version.ts'
import { readArgs } from '../args.ts'
import { type SettingsCommand, UsageError } from '../command.ts'
import { toldToStop } from '../serve.ts'
import { listen } from './listen.ts'
import { startTape } from './tape.ts'

const OPTIONS = { for: { type: 'string', default: '10m' }, out: { type: 'string' } } as const

export const recordCommand: SettingsCommand = {
  name: 'record',
  needs: 'settings',
  usage: `marketplace-care record <account> [--for 10m] --out DIR
  Reads the account's conversations and cases as the service does, writes nothing anywhere, and keeps what the marketplace
  answers in DIR (which must not exist), to help to mend its connector. Names, addresses, texts, numbers and secrets are
  replaced by stand-ins; files of buyers are not fetched. Look through DIR before you give it away. Ctrl-C ends it early.`,
  async run({ args, io, registry, log, cwd, settings }) {
    const { values, positionals } = readArgs(args, OPTIONS, { min: 1, max: 1 })
    const account = accountOf(settings, positionals[0] ?? '')
    const seconds = duration.safeParse(values.for)
    if (!seconds.success) throw new UsageError(`--for ${values.for} is no duration. Write e.g. 90s, 10m or 1h.`)
    if (values.out === undefined) throw new UsageError('Say where to: --out DIR.')
    const folder = resolve(cwd, values.out)
    if (existsSync(folder)) throw new UsageError(`${values.out} exists already. Name a new folder.`)

    const clock = systemClock
    const startedAt = clock.now()
    const baseUrl = account.baseUrl ?? registry.find(({ name }) => name === account.connector)?.manifest.baseUrl
    if (baseUrl === undefined) throw new UsageError(`Account ${account.name} has no address that could be listened to.`)
    const tape = startTape(folder)
    const { connector, manifest } = openAccount(account, registry, {
      clock,
      log,
      tapped: (http) => tape.tapped(http, baseUrl),
    })
    const stop = new AbortController()
    void toldToStop().then(() => {
      stop.abort()
    })
    io.stderr(`Listening to ${manifest.label} as account ${account.name} for ${values.for}. Ctrl-C ends it.\n`)
    const heard = await listen({
      connector,
      startFrom: account.startFrom,
      clock,
      until: plusSeconds(startedAt, seconds.data),
      pauseSeconds: account.messagePollSeconds,
      signal: stop.signal,
      tell: io.stderr,
    })
    tape.end({ connector: account.connector, version: VERSION, startedAt, ...heard })
    io.stdout(`${values.out}: ${String(heard.conversations)} conversations, ${String(heard.messages)} messages, ${String(heard.cases)} cases.
Replaced by stand-ins: ids, names, mail and other addresses, telephone numbers, texts, amounts from 1000 on. Left out: headers that say who
calls, files of buyers. Kept: times, the marketplace's own words such as "opened", small numbers. No machine knows every form that a person's
data may take: look through the folder before you give it away.
`)
    return heard.passes > 0 ? 0 : 1
  },
}

function accountOf({ accounts }: Settings, name: string): Settings['accounts'][number] {
  const found = accounts.find((account) => account.name === name)
  if (found !== undefined) return found
  throw new UsageError(`There is no account ${name}. Accounts: ${accounts.map((account) => account.name).join(', ')}.`)
}
