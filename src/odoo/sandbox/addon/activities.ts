import { unlink } from '../crud.ts'
import type { Env } from '../env.ts'
import { known } from './service.ts'

const ACTIVITY = 'mail.activity'

interface Row {
  readonly xmlid: string
  readonly model: string
  readonly res_id: number
}

/** Takes away activities of the service that are over; gives how many. */
export function activitiesTake(su: Env, rows: unknown): number {
  const over = (rows as readonly Row[]).flatMap(({ xmlid, model, res_id: on }) => {
    const activity = su.row(ACTIVITY, known(su, ACTIVITY, xmlid) ?? 0)
    return activity !== undefined && activity['res_model'] === model && activity['res_id'] === on ? [activity.id] : []
  })
  if (over.length > 0) unlink(su, ACTIVITY, over)
  return over.length
}
