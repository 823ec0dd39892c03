import { sql } from 'kysely'
import * as binding from './binding.ts'
import { claimSome, type ClaimPorts } from './claims.ts'
import * as decisions from './decisions.ts'
import { giveUp } from './moves.ts'
import * as planning from './planning.ts'
import type { Claim, ClaimFilter, Outbox } from './ports.ts'
import { returned } from './returned.ts'
import { told } from './told.ts'
import * as questions from './questions.ts'
import * as receipts from './receipts.ts'
import { steps } from './steps.ts'
import { troubles } from './alarms.ts'
import type { Wake } from './wake.ts'

/** How often a worker that claims looks whether another one died. */
const RECLAIM_EVERY_MS = 5_000

export interface OutboxPorts extends Omit<ClaimPorts, 'onMoved' | 'steps'> {
  readonly wake: Wake
}

/** The outbox over a database. Whatever lets somebody go on wakes the workers of all processes. */
export function sqlOutbox({ wake: sleepers, ...ports }: OutboxPorts): Outbox {
  const { database, owner } = ports
  let reclaimedAt = performance.now()

  const wake = (): void => {
    sleepers.call()
    owner.announce()
  }
  const thenWake = <T>(result: T, changed = true): T => {
    if (changed) wake()
    return result
  }
  const claiming = { ...ports, steps: steps(database, ports.leases), onMoved: wake }

  async function reclaim(): Promise<number> {
    reclaimedAt = performance.now()
    const lost = await giveUp(database, sql`(lease_until <= ${database.now()} or ${owner.dead('owner')})`)
    return thenWake(lost, lost > 0)
  }

  async function some<Payload>(filter: ClaimFilter, most: number): Promise<readonly Claim<Payload>[]> {
    if (performance.now() - reclaimedAt > RECLAIM_EVERY_MS) await reclaim()
    return claimSome<Payload>(claiming, filter, most)
  }

  return {
    async plan(effects) {
      const added = await planning.plan(database, effects)
      return thenWake(added, added > 0)
    },
    async planNew(effects) {
      const added = await planning.planNew(database, effects)
      return thenWake(added, added.size > 0)
    },
    async claim<Payload>(filter: ClaimFilter) {
      return (await some<Payload>(filter, 1))[0]
    },
    claimSome: some,
    nextDue: (filter) => questions.nextDue(database, filter),
    findAll: (dedupeKeys) => questions.findAll(database, dedupeKeys),
    find: (dedupeKey) => questions.find(database, dedupeKey),
    effect: (id) => questions.effect(database, id),
    async replan(id, change) {
      const changed = await planning.replan(database, id, change)
      return thenWake(changed, changed)
    },
    tellAgain: (id) => receipts.tellAgain(database, id),
    list: (filter) => questions.list(database, filter),
    ofConversation: (account, conversation) => questions.ofConversation(database, account, conversation),
    counts: (account, flow) => questions.counts(database, account, flow),
    troubles: (limits) => troubles(database, limits),
    unboundReplies: (account, conversation, orders) => binding.unboundReplies(database, account, conversation, orders),
    bindMessage: (id, message) => binding.bindMessage(database, id, message),
    boundMessages: (account, messages, except) => binding.boundMessages(database, account, messages, except),
    openBefore: (effect) => binding.openBefore(database, effect),
    resolve: async (id, decision, by, ref) => thenWake(await decisions.resolve(database, id, decision, by, ref)),
    wasDecided: (id, ref) => decisions.wasDecided(database, id, ref),
    override: async (id, by, reason) => thenWake(await decisions.override(database, id, by, reason)),
    approve: async (ids, by, choice) => thenWake(await decisions.approve(database, ids, by, choice)),
    async returned(id, given) {
      const news = await returned(database, id, given)
      return thenWake(news, news)
    },
    told: async (rows) => thenWake(await told(database, rows)),
    pendingReceipts: (limit, except) => receipts.pendingReceipts(database, limit, except),
    receiptWritten: (id, attempt, outcome) => receipts.receiptWritten(database, id, attempt, outcome),
    reclaim,
    wake,
    waitForWork: (signal, maxMs) => sleepers.wait(signal, maxMs),
  }
}
