/** A number written in groups, as on a label: at least three of them, none longer than this. */
const GROUP_MAX_CHARS = 5
const GROUPS_MIN = 3

/**
 * Tracking references as one field of Odoo holds them: commas, semicolons, bars and line breaks stand between them, and so do blanks,
 * unless these only group the signs of one number (`0034 0434 1610 9404 2557`), which is then taken without them.
 * @returns each once, in the order in which they stand
 */
export function trackingReferences(field: string | null): readonly string[] {
  const parts = (field ?? '').split(/[,;|\r\n]+/)
  return [...new Set(parts.flatMap(referencesIn))]
}

function referencesIn(part: string): string[] {
  const words = part.split(/\s+/u).filter((word) => word !== '')
  const grouped = words.length >= GROUPS_MIN && words.every((word) => word.length <= GROUP_MAX_CHARS)
  return grouped ? [words.join('')] : words
}
