/** Words come again and again: what was worked out for one is kept, for so many of them. */
const KEPT_MAX = 10_000

/** The same function, which works out each word once; it must depend on nothing but the word. */
export function remembered<T>(work: (word: string) => T): (word: string) => T {
  const kept = new Map<string, T>()
  return (word) => {
    const known = kept.get(word)
    if (known !== undefined || kept.has(word)) return known as T
    const found = work(word)
    if (kept.size >= KEPT_MAX) kept.clear()
    kept.set(word, found)
    return found
  }
}
