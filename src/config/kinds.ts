import { BUILT_KINDS, type BuiltKind, NOTIFICATION_KINDS } from '../domain/notification.ts'
import { nearest } from '../domain/nearest.ts'
import { list, value, Wrong } from './values.ts'

const built: readonly string[] = BUILT_KINDS
const known: readonly string[] = NOTIFICATION_KINDS

/** Kinds of notification that are sent today; one that is known but not built yet is refused with that word. */
export const notifyKinds = value((given): readonly BuiltKind[] | Wrong => {
  const kinds = [...new Set(list(given))]
  const possible = `Possible: ${built.join(', ')}.`
  const stranger = kinds.find((kind) => !known.includes(kind))
  if (stranger !== undefined) return new Wrong('names a kind that does not exist', possible, nearest(stranger, known))
  const early = kinds.filter((kind) => !built.includes(kind))
  if (early.length > 0) return new Wrong(`names ${early.join(', ')}, known but not built yet`, possible)
  return BUILT_KINDS.filter((kind) => kinds.includes(kind))
})
