import { sql } from 'kysely'
import type { Alarm } from '../domain/alarm.ts'
import type { Instant } from '../domain/time.ts'
import type { Database } from './database.ts'
import type { EffectTrouble } from './effect-counts.ts'
import type { AlarmChange, JobPass, JobState, Outbox } from './ports.ts'
import { json } from './values.ts'

const KEPT_DAYS = 90

export async function jobPassed(
  database: Database,
  job: string,
  passes: readonly JobPass[],
  at: Instant,
): Promise<void> {
  if (passes.length === 0) return
  await database.write('job passed', (db) =>
    db
      .insertInto('passes')
      .values(
        passes.map(({ account, ok, error }) =>
          ok
            ? { job, account, last_success: at, failing_since: null, error: null }
            : { job, account, last_success: null, failing_since: at, error: error ?? null },
        ),
      )
      .onConflict((conflict) =>
        conflict.columns(['job', 'account']).doUpdateSet({
          last_success: sql`coalesce(excluded.last_success, passes.last_success)`,
          // A clock that was put back must not leave a beginning in the future.
          failing_since: sql`case when excluded.failing_since is not null then least(passes.failing_since, excluded.failing_since) end`,
          error: sql`excluded.error`,
        }),
      )
      .execute(),
  )
}

export async function jobStates(database: Database): Promise<readonly JobState[]> {
  const rows = await database.read('job states', (db) => db.selectFrom('passes').selectAll().execute())
  return rows.map(({ job, account, last_success, failing_since, error }) => ({
    job,
    account,
    lastSuccess: last_success,
    failingSince: failing_since,
    error,
  }))
}

export async function alarms(database: Database): Promise<readonly Alarm[]> {
  const rows = await database.read('alarms', (db) =>
    db
      .selectFrom('alarms')
      .select(['id', 'key', 'since', 'opened', 'gone', 'cleared', 'finding', 'told'])
      .where('finished', 'is', null)
      .orderBy('since')
      .orderBy('id')
      .execute(),
  )
  return rows
}

export async function storeAlarms(database: Database, { put, drop }: AlarmChange): Promise<void> {
  if (put.length === 0 && drop.length === 0) return
  await database.inTransaction('store alarms', async (trx) => {
    if (drop.length > 0) await trx.deleteFrom('alarms').where('id', 'in', drop).execute()
    for (const { alarm, finished } of put) {
      const { id, key, since, opened, gone, cleared, finding, told } = alarm
      const { kind, account } = finding
      const now = { since, opened, gone, cleared, finished, finding: json(finding), told: json(told) }
      await trx
        .insertInto('alarms')
        .values({ id, key, kind, account, ...now })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(now))
        .execute()
    }
    if (put.some(({ finished }) => finished !== null)) {
      await trx
        .deleteFrom('alarms')
        .where('finished', '<', database.inSeconds(-KEPT_DAYS * 24 * 3600))
        .execute()
    }
  })
}

/**
 * When a planned row should have left. One that was tried and put off counts from when it was made, or let go by a person: each try
 * moves `not_before`.
 */
const DUE = sql`case when reason is null then greatest(coalesce(not_before, created), updated)
  else greatest(created, (select max(d.at) from decisions d where d.effect = effects.id)) end`

export async function troubles(
  database: Database,
  { failedDays, overdueSeconds }: Parameters<Outbox['troubles']>[0],
): Promise<readonly EffectTrouble[]> {
  const { rows } = await database.read('troubles', (db) =>
    sql<EffectTrouble & { count: string }>`
      select account, trouble, count(*) as count, min(at) as oldest, max(at) as newest,
        (array_agg(id::text order by id desc))[1:20] as effects
      from (
        select account, id, updated as at, state as trouble from effects
          where (state = 'unknown' and not_before is null)
            or (state = 'failed' and updated > ${database.inSeconds(-failedDays * 24 * 3600)})
        union all
        select account, id, updated, 'unsent' from effects
          where state = 'suppressed' and result ? 'must' and updated > ${database.inSeconds(-failedDays * 24 * 3600)}
        union all
        select account, id, ${DUE}, 'overdue' from effects
          where state = 'planned' and ${DUE} <= ${database.inSeconds(-overdueSeconds)}
      ) troubled group by account, trouble order by account, trouble`.execute(db),
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
