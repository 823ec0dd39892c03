import { Misconfigured } from '../domain/errors.ts'
import type { Token } from '../kit/tokens.ts'
import { grantPorts } from '../mail/login/access.ts'
import { byBrowser } from '../mail/login/browser.ts'
import { byDeviceCode, type GrantPorts } from '../mail/login/grant.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, printJson, UsageError } from './command.ts'

/** How long somebody may take at the provider's page. */
const BROWSER_MINUTES = 15

export const authorizeCommand: AppCommand = {
  name: 'authorize',
  needs: 'app',
  usage: `marketplace-care authorize <account> [--browser] [--port N] [--json]
Lets the service into a mailbox whose provider wants tokens in place of a password (MAIL_AUTH=microsoft or google), and
keeps the token in the ledger, encrypted. It is renewed by itself until somebody withdraws it.
  Microsoft  shows a code to type at the page it names, on any device
  Google     shows a page to open in the browser of this machine; from elsewhere: ssh -L N:127.0.0.1:N, and --port N
  --browser  the same way for Microsoft`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      {
        json: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        port: { type: 'string' },
      },
      { min: 1, max: 1 },
    )
    const [name] = positionals
    const opened = app.accounts.find(({ account }) => account.name === name)
    if (opened === undefined) {
      const names = app.accounts.map(({ account }) => account.name).join(', ')
      throw new UsageError(`There is no account ${String(name)}. Accounts: ${names}.`)
    }
    const { account } = opened
    const grant = account.mailbox === undefined ? undefined : grantPorts(account.name, account.mailbox, app.ports)
    if (grant === undefined || account.mailbox === undefined) {
      throw new Misconfigured(
        `Account ${account.name} is let in by the password in its file: there is nothing to authorize. For tokens set MAIL_AUTH=microsoft or google.`,
      )
    }
    const keep = app.store.tokens(account.name)
    // Before a person goes to a page: a token that cannot be kept would be asked for in vain.
    await keep.load()
    const browser = values.browser || grant.provider.deviceUrl === undefined
    const token = browser
      ? await inBrowser(grant, account.mailbox.user, portOf(values.port), io)
      : await byDeviceCode(grant, {
          show: ({ code, page, seconds }) => {
            io.stderr(asked(page, code, seconds))
          },
          wait: (ms) => app.ports.clock.sleep(ms),
        })
    await keep.alone(() => keep.store(token))
    if (values.json)
      printJson(io, {
        account: account.name,
        ok: true,
        expires: token.expiresAt,
        renewable: token.refresh !== undefined,
      })
    else io.stdout(kept(account.name, grant, token))
    return token.refresh === undefined ? 1 : 0
  },
}

async function inBrowser(grant: GrantPorts, user: string, port: number, io: CommandIo): Promise<Token> {
  return byBrowser(grant, {
    user,
    port,
    show: (page) => {
      io.stderr(
        `Open this page in the browser of this machine, within ${String(BROWSER_MINUTES)} minutes:\n\n  ${page}\n\nWaiting …\n`,
      )
    },
    signal: AbortSignal.timeout(BROWSER_MINUTES * 60_000),
  })
}

const asked = (page: string, code: string, seconds: number): string =>
  `Open ${page} on any device, and type this code within ${String(Math.floor(seconds / 60))} minutes:\n\n  ${code}\n\nLog in as the mailbox of this account. Waiting …\n`

const kept = (account: string, { provider }: GrantPorts, token: Token): string =>
  token.refresh === undefined
    ? `${provider.label} gave a token that cannot be renewed: it ends at ${token.expiresAt}, and mails stop then. Allow the client offline access, then authorize ${account} again.\n`
    : `The service is let into the mailbox of ${account}. Try it: marketplace-care doctor --account ${account}\n`

function portOf(given: string | undefined): number {
  if (given === undefined) return 0
  const port = Number(given)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError('--port is a number from 1 to 65535.')
  return port
}
