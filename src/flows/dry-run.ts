import type { SuppressionReason } from '../domain/effect.ts'
import type { EffectId, OdooRecord } from '../domain/ids.ts'
import { type Instant, msBetween } from '../domain/time.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { type AccountCount, countOpen, emptyCount } from './count.ts'
import { stopPass } from './faults.ts'
import { wouldReadMails } from './mail-dry-run.ts'
import { countWould, wouldNotify } from './notify-dry-run.ts'
import type { WouldWatch } from './notify-dry-watch.ts'
import type { BuiltJob } from './passes.ts'
import { reconcileAll } from './reconcile.ts'
import { newAnswers } from './reply.ts'
import { wouldReturn } from './returns-dry-run.ts'
import { wouldTrack } from './tracking-dry-run.ts'

/** What a mirror run would read now: counts only; writes nothing, fetches no file. */
export async function wouldMirror(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<readonly AccountCount[]> {
  return Promise.all(
    accounts.map(async (opened) => {
      const { account, connector } = opened
      const count = emptyCount(account.name)
      try {
        count.received += await wouldReadMails(opened, ports)
        const cursor = await ports.ledger.cursor(account.name, 'messages')
        const start = { cursor, goLive: await startLine(account, ports), startFrom: account.startFrom }
        for await (const page of connector.messages?.pull(start) ?? []) {
          const ids = page.conversations.flatMap(({ messages }) => messages.map(({ id }) => id))
          count.received += ids.length + page.unreadable.length
          count.duplicates += (await ports.ledger.knownMessages(account.name, ids)).size
        }
      } catch (error) {
        stopPass(account, error, count, ports.log)
      }
      return count
    }),
  )
}

/** What a reply run would find: answers that wait already, and those it would plan; writes nothing. */
export async function wouldReply(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<readonly AccountCount[]> {
  const answers = await newAnswers(accounts, ports)
  const counts: AccountCount[] = []
  for (const { account } of accounts) {
    const count = emptyCount(account.name)
    count.planned = answers.filter((name) => name === account.name).length
    await countOpen(account.name, 'reply', count, ports.outbox)
    counts.push(count)
  }
  return counts
}

/** What a run would do about one happening. */
export interface Would {
  /** null = the order belongs to no account. */
  readonly account: string | null
  readonly kind: string
  readonly source: Pick<OdooRecord, 'model' | 'id'>
  /** `m***@example.org`; null = not known or not reached. */
  readonly to_masked: string | null
  /** fail = it cannot be sent as it stands; `sentence` says why. */
  readonly verdict: 'send' | 'later' | 'suppress' | 'done' | 'fail'
  readonly reason: SuppressionReason | null
  readonly sentence?: string
  /** `later`: from when on; absent = not before a person lets it go. */
  readonly until?: Instant
  /** Of a row that waits in the outbox already. */
  readonly id?: EffectId
}

/** A dry run's document: the counts of what would happen, and for notifications and parcels each of them. */
export interface DryRun {
  readonly job: BuiltJob
  readonly dry_run: true
  readonly accounts: readonly AccountCount[]
  readonly seconds: number
  readonly would?: readonly Would[]
  /** notify: what the watch over parcels would do. */
  readonly watch?: WouldWatch
}

/** What a run of this job would do now. */
export async function dryRun(job: BuiltJob, accounts: readonly OpenAccount[], ports: FlowPorts): Promise<DryRun> {
  const started = ports.clock.now()
  const found = await DRY_STEPS[job](accounts, ports)
  const seconds = Math.round(msBetween(started, ports.clock.now()) / 100) / 10
  return { job, dry_run: true, ...found, seconds }
}

const DRY_STEPS: Record<
  BuiltJob,
  (accounts: readonly OpenAccount[], ports: FlowPorts) => Promise<Pick<DryRun, 'accounts' | 'would' | 'watch'>>
> = {
  mirror: async (accounts, ports) => ({ accounts: await wouldMirror(accounts, ports) }),
  reply: async (accounts, ports) => ({ accounts: await wouldReply(accounts, ports) }),
  notify: async (accounts, ports) => {
    const { would, watch } = await wouldNotify(accounts, ports)
    return { accounts: accounts.map(({ account }) => countWould(account.name, would)), would, watch }
  },
  tracking: (accounts, ports) => wouldTrack(accounts, ports),
  returns: async (accounts, ports) => ({ accounts: await wouldReturn(accounts, ports) }),
  // It writes nothing anyway.
  reconcile: async (accounts, ports) => ({ accounts: await reconcileAll(accounts, ports) }),
}
