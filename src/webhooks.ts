import type { App } from './app.ts'
import type { OpenAccount } from './flows/context.ts'
import type { BuiltJob } from './flows/passes.ts'
import type { WebhookLook } from './kit/connector.ts'
import type { WebhookPorts } from './server/ports.ts'

/** Which job reads what a push is about. */
const JOB_OF: Record<WebhookLook, BuiltJob> = { messages: 'mirror', cases: 'returns', orders: 'tracking' }

export interface Webhooks extends WebhookPorts {
  /** Resolves when no pass that a push has started is under way. */
  settled(): Promise<void>
}

/**
 * Pushes → passes that look now. However many pushes come, at most one pass of a job and account waits behind the one that runs: it
 * reads everything that was pushed until it starts.
 * @param pass one pass of a job over one account, already kept apart from others of its kind; reports its faults itself
 * @returns undefined where PUBLIC_URL is not set
 */
export function createWebhooks(
  { settings: { publicUrl }, accounts }: Pick<App, 'settings' | 'accounts'>,
  pass: (job: BuiltJob, opened: OpenAccount) => Promise<void>,
): Webhooks | undefined {
  if (publicUrl === undefined) return undefined
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()
  const takers = new Map(accounts.map((opened) => [opened.account.name as string, opened]))

  function start(job: BuiltJob, opened: OpenAccount): void {
    const key = `${job}:${opened.account.name}`
    if (running.has(key)) {
      again.add(key)
      return
    }
    const run = pass(job, opened).finally(() => {
      running.delete(key)
      if (again.delete(key)) start(job, opened)
    })
    running.set(key, run)
  }

  return {
    publicUrl,
    receive: (account, call) => takers.get(account)?.connector.webhooks?.receive(call),
    look(account, what) {
      const opened = takers.get(account)
      if (opened === undefined) return
      for (const job of new Set(what.map((one) => JOB_OF[one]))) start(job, opened)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

/** Where a marketplace reaches the webhook of an account. */
export const webhookUrl = (publicUrl: string, account: string): string => `${publicUrl}/webhooks/${account}`
