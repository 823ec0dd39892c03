import { randomUUID } from 'node:crypto'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Effect, EffectState, StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import { EDGES, toEffect } from './effects.ts'
import { violates } from './faults.ts'
import { LEASE_SECONDS, type Leases } from './leases.ts'
import { GIVEN_BACK, giveUp, type Move, move } from './moves.ts'
import type { Owner } from './owner.ts'
import type { Claim, ClaimFilter } from './ports.ts'
import type { EffectTable } from './schema.ts'
import type { Steps } from './steps.ts'
import { json } from './values.ts'

/** Two workers may go for two rows of one conversation; the loser looks again. */
const RACES = 10

const ENDS: readonly EffectState[] = ['done', 'suppressed', 'failed']

export interface ClaimPorts {
  readonly database: Database
  readonly owner: Owner
  readonly leases: Leases
  readonly steps: Steps
  readonly log: Logger
  /** A row moved: another of its conversation may be next, or it falls due at another time. */
  readonly onMoved: () => void
}

/** Condition on `effects e`: nobody has the row, and nothing of its conversation stands in front. It may be due later. */
export function claimable(filter: ClaimFilter): RawBuilder<boolean> {
  const account = filter.account === undefined ? sql`true` : sql`e.account = ${filter.account}`
  const kind = filter.kinds === undefined ? sql`true` : sql`e.kind in (${sql.join(filter.kinds)})`
  const stillToCome = filter.state === 'unknown' ? sql`e.not_before is not null` : sql`true`
  const earlier = sql`(o.order_at, coalesce(o.source_id, 0), o.id) < (e.order_at, coalesce(e.source_id, 0), e.id)`
  const holdsUp = sql`(o.state in ('planned', 'sending') or (o.state = 'unknown' and o.not_before is not null))`
  // To look whether something arrived does no harm: it waits for nothing but another hand on the conversation.
  const inFront =
    filter.state === 'unknown' ? sql`o.claim is not null` : sql`(o.claim is not null or (${earlier} and ${holdsUp}))`
  return sql<boolean>`e.flow = ${filter.flow} and ${account} and ${kind} and e.state = ${sql.lit(filter.state)} and e.claim is null and ${stillToCome}
    and (e.conversation is null or (
      select 1 from effects o where o.account = e.account and o.conversation = e.conversation and o.id <> e.id
        and o.state in ('planned', 'sending', 'unknown') and ${inFront} limit 1) is null)`
}

/** Claims the first due rows, in the order of what happened; none = none is due. */
export async function claimSome<Payload>(
  ports: ClaimPorts,
  filter: ClaimFilter,
  most: number,
): Promise<readonly Claim<Payload>[]> {
  for (let race = 0; race < RACES; race += 1) {
    try {
      // Two rows of one conversation cannot be had together: then one at a time.
      const rows = await take(ports, filter, race === 0 ? most : 1)
      for (const { claim } of rows) ports.leases.add(claim)
      return rows.map((row) => new HeldClaim<Payload>(ports, row.claim, toEffect<Payload>(row)))
    } catch (error) {
      if (!violates(error, 'effects_one_of_a_conversation')) throw error
    }
  }
  return []
}

type ClaimedRow = Selectable<EffectTable> & { readonly claim: string }

async function take(
  { database, owner }: ClaimPorts,
  filter: ClaimFilter,
  most: number,
): Promise<readonly ClaimedRow[]> {
  const { rows } = await database.write(
    'claim',
    (db) =>
      sql<ClaimedRow>`with candidate as materialized (
        select e.id from effects e
          where ${claimable(filter)} and (e.not_before is null or e.not_before <= ${database.now()})
          order by e.order_at, coalesce(e.source_id, 0), e.id limit ${most} for update of e skip locked)
        update effects set owner = ${owner.id}, claim = ${`${randomUUID()}.`} || effects.id, lease_until = ${database.inSeconds(LEASE_SECONDS)}
          from candidate where effects.id = candidate.id returning effects.*`.execute(db),
    (result) => result.rows.length > 0,
  )
  // What an update gives back comes in any order.
  const at = new Map(rows.map((row) => [row, Date.parse(row.order_at)]))
  return rows.toSorted(
    (a, b) =>
      (at.get(a) ?? 0) - (at.get(b) ?? 0) ||
      (a.source_id ?? 0) - (b.source_id ?? 0) ||
      Number(BigInt(a.id) - BigInt(b.id)),
  )
}

/** A claimed row. Every outcome is one statement that succeeds only while the claim is still ours. */
class HeldClaim<Payload> implements Claim<Payload> {
  readonly effect: Effect<Payload>
  private readonly ports: ClaimPorts
  private readonly token: string

  constructor(ports: ClaimPorts, token: string, effect: Effect<Payload>) {
    this.ports = ports
    this.token = token
    this.effect = effect
  }

  async renew(seconds: number): Promise<void> {
    await this.ports.leases.renew([this.token], seconds)
  }

  async sending(marker: Record<string, unknown>, verdict?: StoredVerdict): Promise<boolean> {
    // Whoever hands over a text that the guard stopped has made a mistake in the program: it goes no further.
    if (verdict?.allowed === false) throw new Error(`effect ${this.effect.id} was denied and cannot be sent`)
    const kept = verdict === undefined ? { result: marker } : { result: marker, verdict }
    const moved = await this.ports.steps.sending({ id: this.effect.id, claim: this.token, ...kept })
    if (!moved) await this.refuseWrongEdge('sending')
    return moved
  }

  async done(result: Record<string, unknown>): Promise<boolean> {
    return this.ended('done', () =>
      this.binds(result)
        ? this.stored({
            to: 'done',
            set: sql`${kept(result)}, reason = null, detail = null, not_before = null, bound_message = ${this.bound(result)}`,
            receipt: 'done',
          })
        : this.ports.steps.done({ id: this.effect.id, claim: this.token, result }),
    )
  }

  async suppress(
    reason: SuppressionReason,
    detail: string,
    verdict?: StoredVerdict,
    result: Record<string, unknown> = {},
  ): Promise<boolean> {
    return this.end({
      to: 'suppressed',
      set: sql`${kept(result, verdict)}, reason = ${reason}, detail = ${detail === '' ? null : detail}, not_before = null`,
      receipt: 'suppressed',
    })
  }

  async fail(reason: string, result: Record<string, unknown> = {}): Promise<boolean> {
    return this.end({
      to: 'failed',
      set: sql`${kept(result)}, reason = ${reason}, detail = null, not_before = null`,
      receipt: 'failed',
    })
  }

  async retry(notBefore: Instant, reason: string, options: { readonly systemic?: boolean } = {}): Promise<boolean> {
    const counted = options.systemic === true ? 0 : 1
    return this.end({
      to: 'planned',
      set: sql`reason = ${reason}, detail = null, not_before = ${notBefore}::timestamptz, attempts = attempts + ${counted}`,
    })
  }

  async postpone(notBefore: Instant, detail: string): Promise<boolean> {
    return this.end({
      to: 'planned',
      set: sql`reason = null, detail = ${detail}, not_before = ${notBefore}::timestamptz`,
    })
  }

  async unknown(reason: string, lookAgain?: Instant, result: Record<string, unknown> = {}): Promise<boolean> {
    return this.end({
      to: 'unknown',
      set: sql`${kept(result)}, reason = ${reason}, detail = null, not_before = ${lookAgain ?? null}::timestamptz`,
      // While it is still looked after, nobody is told.
      ...(lookAgain === undefined ? { receipt: 'unknown' } : {}),
    })
  }

  async release(): Promise<void> {
    const { database, leases, log, onMoved } = this.ports
    leases.drop(this.token)
    try {
      await giveUp(database, sql`claim = ${this.token}`)
      onMoved()
    } catch (error) {
      if (!isFault(error)) throw error
      // Nothing depends on it: the lease ends by itself.
      log.warn({ effect: this.effect.id, fault: error.kind }, 'a claim could not be given back; it ends with its lease')
    }
  }

  /** A move that gives the claim back. */
  private async end(change: Omit<Move, 'where'>): Promise<boolean> {
    return this.ended(change.to, () => this.stored(change))
  }

  private async ended(to: EffectState, store: () => Promise<boolean>): Promise<boolean> {
    try {
      const moved = await store()
      if (!moved) await this.refuseWrongEdge(to)
      // A row that stands alone and has ended was in nobody's way.
      else if (this.effect.conversation !== null || !ENDS.includes(to)) this.ports.onMoved()
      return moved
    } finally {
      // An outcome that could not be stored is not stored later: then the lease runs out and others take over.
      this.ports.leases.drop(this.token)
    }
  }

  private async stored({ set, ...change }: Omit<Move, 'where'>): Promise<boolean> {
    const where = sql<boolean>`id = ${this.effect.id} and claim = ${this.token}`
    const given = sql`${set}, ${GIVEN_BACK}`
    return (await move(this.ports.database, change.to, { ...change, set: given, where })) === 1
  }

  /** No row moved: either the claim is no longer ours, or the caller asks for what the states do not allow. */
  private async refuseWrongEdge(to: EffectState): Promise<void> {
    const row = await this.ports.database.read('state of a claim', (db) =>
      db.selectFrom('effects').select('state').where('claim', '=', this.token).executeTakeFirst(),
    )
    if (row === undefined || EDGES[row.state].includes(to)) return
    throw new Error(`effect ${this.effect.id} is ${row.state} and cannot become ${to}`)
  }

  /** A reply, or the words of a decision, is known by its message at the source. */
  private binds({ messageId }: Record<string, unknown>): boolean {
    const { flow } = this.effect
    return (flow === 'reply' || flow === 'returns') && typeof messageId === 'string'
  }

  /** Unless that one is another effect's already. */
  private bound({ messageId }: Record<string, unknown>): RawBuilder<unknown> {
    return sql`case when bound_message is not null or exists (select 1 from effects o
      where o.account = effects.account and o.bound_message = ${messageId}) then bound_message else ${messageId} end`
  }
}

/** What the row keeps of a step: its result grows, its verdict is the newest. */
function kept(result: Record<string, unknown>, verdict?: StoredVerdict): RawBuilder<unknown> {
  const grown = sql`result = result || ${json(result)}`
  return verdict === undefined ? grown : sql`${grown}, verdict = ${json(verdict)}`
}
