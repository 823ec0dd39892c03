import type { Instant } from '../domain/time.ts'
import type { ImportRecord } from './load.ts'
import { storable } from './records.ts'

/** An activity is tied to its model by the external id of `ir.model`, which a user who cannot read `ir.model` may still use (tried). */
export const ACTIVITY_FIELDS = [
  'id',
  'res_model_id/id',
  'res_id',
  'user_id/.id',
  'activity_type_id/id',
  'summary',
  'note',
  'date_deadline',
]

const MODULE_OF: Readonly<Record<string, string>> = {
  'sale.order': 'sale',
  'stock.picking': 'stock',
  'account.move': 'account',
}

export interface ActivityToMake {
  readonly xmlid: string
  readonly model: string
  readonly flavour: 'oca' | 'enterprise' | 'none'
  readonly resId: number
  readonly userId: number
  readonly summary: string
  readonly noteHtml: string
  /** Due on this day, or on that of this moment in UTC. */
  readonly due: Instant | string
}

export function activityRecord(activity: ActivityToMake): ImportRecord {
  const helpdesk = activity.flavour === 'oca' ? 'helpdesk_mgmt' : 'helpdesk'
  const module = MODULE_OF[activity.model] ?? helpdesk
  return [
    [
      activity.xmlid,
      `${module}.model_${activity.model.replaceAll('.', '_')}`,
      activity.resId,
      String(activity.userId),
      'mail.mail_activity_data_todo',
      storable(activity.summary),
      activity.noteHtml === '' ? false : storable(activity.noteHtml),
      activity.due.slice(0, 10),
    ],
  ]
}
