import { z } from 'zod'
import { SILENT, type OdooBridge } from './bridge.ts'
import { id } from './records.ts'

/** Deletes activities of ours on these records. They are known by their external ids: an activity of a person's own is never taken. */
export async function takeActivities(
  bridge: OdooBridge,
  on: { readonly model: string; readonly ids: readonly number[] },
  isOver: (xmlid: string) => boolean,
): Promise<void> {
  const domain = [
    ['res_model', '=', on.model],
    ['res_id', 'in', on.ids],
    // Those of others are not ours to delete.
    ['create_uid', '=', await bridge.connect()],
  ]
  const activities = await bridge.rows('mail.activity', z.object({ id }), domain)
  if (activities.length === 0) return
  const names = z
    .record(z.string(), z.string())
    .parse(await bridge.call('mail.activity', 'get_external_id', [activities.map((activity) => activity.id)]))
  const over = Object.entries(names).flatMap(([activity, xmlid]) => (isOver(xmlid) ? [Number(activity)] : []))
  if (over.length > 0) await bridge.call('mail.activity', 'unlink', [over], { context: SILENT })
}
