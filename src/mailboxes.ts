import type { App } from './app.ts'
import type { AccountName } from './domain/ids.ts'
import type { OpenAccount } from './flows/context.ts'
import { boxOwner } from './flows/mail-fetch.ts'
import type { Watch, WatchState } from './mail/imap/ports.ts'

export interface MailboxWatches {
  /** By account; missing = it has no mailbox. */
  states(): ReadonlyMap<AccountName, WatchState>
  /** Ends listening and waits for passes that news have started. */
  stop(): Promise<void>
}

/**
 * News in mailboxes → passes that read them now. However many mails come, at most one pass of an account waits behind the one that runs:
 * it reads everything that came until it starts. Polling goes on beside it.
 * @param pass one pass over one account, already kept apart from others of its kind; reports its faults itself
 */
export function watchMailboxes(
  { accounts, mailboxes }: Pick<App, 'accounts' | 'mailboxes'>,
  pass: (opened: OpenAccount) => Promise<void>,
): MailboxWatches {
  const running = new Map<AccountName, Promise<void>>()
  const again = new Set<AccountName>()
  const watches = new Map<AccountName, Watch>()
  let stopped = false

  function start(opened: OpenAccount): void {
    const { name } = opened.account
    if (stopped) return
    if (running.has(name)) {
      again.add(name)
      return
    }
    const run = pass(opened).finally(() => {
      running.delete(name)
      if (again.delete(name)) start(opened)
    })
    running.set(name, run)
  }

  for (const opened of accounts) {
    const owner = boxOwner(opened)
    if (owner === undefined) continue
    const watch = mailboxes.watch(owner, () => {
      start(opened)
    })
    watches.set(opened.account.name, watch)
  }

  return {
    states: () => new Map([...watches].map(([name, watch]) => [name, watch.state()])),
    async stop() {
      stopped = true
      await Promise.all([...watches.values()].map((watch) => watch.stop()))
      await Promise.allSettled(running.values())
    },
  }
}
