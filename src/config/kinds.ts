import { nearest } from '../domain/nearest.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { list, value, Wrong } from './values.ts'

const known: readonly string[] = NOTIFICATION_KINDS

/** Kinds of notification, in the order of an order's life. */
export const notifyKinds = value((given): readonly NotificationKind[] | Wrong => {
  const kinds = [...new Set(list(given))]
  const stranger = kinds.find((kind) => !known.includes(kind))
  if (stranger !== undefined)
    return new Wrong('names a kind that does not exist', `Possible: ${known.join(', ')}.`, nearest(stranger, known))
  return NOTIFICATION_KINDS.filter((kind) => kinds.includes(kind))
})
