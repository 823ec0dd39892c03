import type { Account } from './domain/account.ts'
import type { Clock } from './domain/time.ts'
import type { HttpLog } from './kit/http-client.ts'
import type { Tokens } from './ledger/tokens.ts'
import { mailAccess } from './mail/login/access.ts'

/** An account whose mailbox is let in by token: reading and sending ask for one whenever they log in. Others stay as they are. */
export function withMailAccess(
  account: Account,
  { tokens, ...ports }: { readonly tokens: Tokens; readonly clock: Clock; readonly log: HttpLog },
): Account {
  const { mailbox, smtp, name } = account
  if (mailbox === undefined) return account
  const accessToken = mailAccess(name, mailbox, { keep: tokens(name), ...ports })
  if (accessToken === undefined) return account
  // A mail server with a password of its own is another one than the provider's.
  const sending = smtp !== undefined && smtp.password === undefined
  return {
    ...account,
    mailbox: { ...mailbox, accessToken },
    ...(sending ? { smtp: { ...smtp, user: smtp.user ?? mailbox.user, accessToken } } : {}),
  }
}
