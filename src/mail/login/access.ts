import type { MailboxSettings } from '../../domain/account.ts'
import { Misconfigured } from '../../domain/errors.ts'
import type { AccountName } from '../../domain/ids.ts'
import type { Clock } from '../../domain/time.ts'
import { createHttp, type HttpLog } from '../../kit/http-client.ts'
import { type TokenKeep, tokens } from '../../kit/tokens.ts'
import { type GrantPorts, renewed } from './grant.ts'
import { providerOf } from './providers.ts'

/** A token that lets the service into a mailbox now; with one that was refused, another in its place. */
export type AccessToken = (refused?: string) => Promise<string>

/** What granting access to an account's mailbox needs; undefined where it is let in by password. */
export function grantPorts(
  account: AccountName,
  { auth, oauth }: MailboxSettings,
  { clock, log }: { readonly clock: Clock; readonly log?: HttpLog },
): GrantPorts | undefined {
  if (auth === 'password') return undefined
  if (oauth === undefined) {
    throw new Misconfigured(
      `Account ${account}: MAIL_AUTH is ${auth}, and OAUTH_CLIENT_ID is not set. No mail is read there. Register the service at the provider and set it.`,
    )
  }
  const provider = providerOf(auth, oauth.tenant, oauth.url)
  const http = createHttp({
    account,
    allowedHosts: [provider.authorizeUrl, provider.tokenUrl].map((url) => new URL(url).hostname),
    baseUrl: provider.tokenUrl,
    clock,
    ...(log === undefined ? {} : { log }),
  })
  const client = { id: oauth.clientId, ...(oauth.clientSecret === undefined ? {} : { secret: oauth.clientSecret }) }
  return { http, clock, provider, client, account }
}

/** Tokens of an account's mailbox, renewed a minute before they end; undefined where it is let in by password. */
export function mailAccess(
  account: AccountName,
  mailbox: MailboxSettings,
  { keep, ...ports }: { readonly keep: TokenKeep; readonly clock: Clock; readonly log?: HttpLog },
): AccessToken | undefined {
  const grant = grantPorts(account, mailbox, ports)
  if (grant === undefined) return undefined
  const kept = tokens({
    keep,
    clock: ports.clock,
    by: { kind: 'token', marketplace: grant.provider.label, account, remedy: `marketplace-care authorize ${account}` },
    renew: (before) => renewed(grant, before ?? { access: '', expiresAt: ports.clock.now() }),
  })
  return (refused) => (refused === undefined ? kept.current() : kept.insteadOf(refused))
}
