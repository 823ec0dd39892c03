/** A list that comes in pages, by offset (`At` is a number) or by a mark of the source's own (`At` is text). */
export interface PagedList<Item, At> {
  /** Where the first page stands. */
  readonly first: At
  /** Reads one page; `next` = where the following one stands, undefined = this was the last. */
  read(at: At): Promise<{ readonly items: readonly Item[]; readonly next: At | undefined }>
  idOf(item: Item): string
}

/** A list that still brings something new after so many readings is left to the next pass. */
const SWEEPS_MAX = 5

/**
 * Reads a list whose entries may move while it is read: what comes to the front pushes others over a page's edge (they come twice), what
 * drops out pulls others over it (they would be missed). So a list of several pages is read again until a reading brings nothing new. A page
 * without anything new ends a reading: a source that ignores the position cannot keep us here for ever.
 * @returns each entry once, as it was last seen, in the order of its first appearance; and the first page of the first reading, by whose
 * newest entry a cursor is fixed
 */
export async function readMovingList<Item, At>(
  list: PagedList<Item, At>,
): Promise<{ readonly items: readonly Item[]; readonly firstPage: readonly Item[] }> {
  const items = new Map<string, Item>()
  let firstPage: readonly Item[] | undefined
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
    const before = items.size
    let pages = 0
    for await (const page of pagesOf(list)) {
      firstPage ??= page
      for (const item of page) items.set(list.idOf(item), item)
      pages += 1
    }
    if (pages <= 1 || (sweep > 0 && items.size === before)) break
  }
  return { items: [...items.values()], firstPage: firstPage ?? [] }
}

/** One reading from the first page to the last, or to one that brings nothing new. */
async function* pagesOf<Item, At>({ first, read, idOf }: PagedList<Item, At>): AsyncGenerator<readonly Item[]> {
  const seen = new Set<string>()
  let at: At | undefined = first
  while (at !== undefined) {
    const { items, next }: Awaited<ReturnType<typeof read>> = await read(at)
    yield items
    const known = seen.size
    for (const item of items) seen.add(idOf(item))
    if (seen.size === known) return
    at = next
  }
}
