import type { LineId, MarketplaceLine } from './shipment.ts'

/** How an article is known on both sides. */
export interface Article {
  readonly sku: string | null
  readonly ean: string | null
}

/** What of an article leaves in a delivery. */
export interface LeavingItem extends Article {
  readonly name: string
  readonly quantity: number
  /** Article of the order's line, where another one leaves for it: a part of a kit, a substitute. */
  readonly sold?: Article | undefined
}

/** An article of the order as Odoo holds it. */
export interface OrderedArticle extends Article {
  readonly name: string
  readonly quantity: number
}

export interface Allocating {
  readonly items: readonly LeavingItem[]
  readonly ordered: readonly OrderedArticle[]
  readonly lines: readonly MarketplaceLine[]
  /** Lines that this delivery was given before. */
  readonly mine: ReadonlySet<LineId>
  /** Pieces of lines that other deliveries of the order were given. */
  readonly taken: ReadonlyMap<LineId, number>
  /** Tracking references of this delivery. */
  readonly references: readonly string[]
  /** The whole order leaves in this delivery. */
  readonly whole: boolean
  /** It was handed over before, though it is not known for which lines: those already sent come first. */
  readonly told: boolean
}

export interface AllocatedLine {
  readonly line: LineId
  /** Name of what leaves for it. */
  readonly article: string
  readonly quantity: number
}

export interface Allocation {
  readonly lines: readonly AllocatedLine[]
  /** Articles of the delivery for which no line can be told; they are never guessed. */
  readonly unmatched: readonly string[]
}

/**
 * Finds the lines of a marketplace's order that a delivery stands for: by the seller's number, else the EAN of the article; what is
 * left by elimination, where only one line or one article is left, or all leaves at once. Lines cancelled, returned or sent by the
 * marketplace are never taken, those of other deliveries only where Odoo has more pieces of the article than the marketplace.
 * The same question gives the same answer, also with the lines of an earlier answer as `mine`.
 */
export function allocate(asked: Allocating): Allocation {
  const usable = asked.lines.filter((line) => asked.mine.has(line.id) || canBeSent(line)).toSorted(byId)
  const parts = itemsByLines(asked.items, usable)
  const given = parts.map((part) => ({ part, lines: linesOf(part, usable, asked) }))
  return {
    lines: given.flatMap(({ part, lines }) => lines.map((one) => ({ ...one, article: nameOf(part) }))),
    unmatched: given.flatMap(({ part, lines }) => (lines.length === 0 ? part.items.map(({ name }) => name) : [])),
  }
}

const canBeSent = ({ state, sentByMarketplace }: MarketplaceLine): boolean =>
  !sentByMarketplace && (state === 'open' || state === 'sent')

/** Numbers as text: the shorter is the lower. */
function byId({ id: a }: MarketplaceLine, { id: b }: MarketplaceLine): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

/** Items that mean the same lines; those without a line together. */
interface Part {
  readonly items: readonly LeavingItem[]
  readonly candidates: readonly MarketplaceLine[]
  /** How many pieces of the marketplace's article leave; undefined = parts of kits, which cannot be counted. */
  readonly pieces: number | undefined
}

function itemsByLines(items: readonly LeavingItem[], usable: readonly MarketplaceLine[]): readonly Part[] {
  const found = items
    .filter(({ quantity }) => quantity > 0)
    .map((item) => {
      const own = linesOfArticle(item, usable)
      const bySold = own.length === 0 && item.sold !== undefined
      return { item, candidates: bySold ? linesOfArticle(item.sold, usable) : own, bySold }
    })
  const groups = Map.groupBy(found, ({ candidates }) => candidates.map(({ id }) => id).join('\n'))
  return [...groups.values()].map((group) => ({
    items: group.map(({ item }) => item),
    candidates: group[0]?.candidates ?? [],
    pieces: group.some(({ item, bySold, candidates }) => bySold || (candidates.length === 0 && item.sold !== undefined))
      ? undefined
      : sum(group.map(({ item }) => Math.ceil(item.quantity))),
  }))
}

function linesOf(
  part: Part,
  usable: readonly MarketplaceLine[],
  asked: Allocating,
): readonly Omit<AllocatedLine, 'article'>[] {
  const { candidates } = part
  if (candidates.length > 0) {
    const articles = asked.ordered.filter((article) => linesOfArticle(article, candidates).length > 0)
    return taken(candidates, wanted(part, candidates, asked), { asked, shared: areShared(part, articles, candidates) })
  }
  const strangers = asked.ordered.filter((article) => linesOfArticle(article, usable).length === 0)
  const known = [...asked.ordered, ...asked.items, ...asked.items.flatMap(({ sold }) => sold ?? [])]
  const claimed = new Set(known.flatMap((article) => linesOfArticle(article, usable)))
  const left = usable.filter((line) => !claimed.has(line))
  if (left.length > 1 && !asked.whole && !areAlike(part, strangers, left)) return []
  return taken(left, wanted(part, left, asked), { asked, shared: areShared(part, strangers, left) })
}

/** One article on one of the sides: then any of its pieces will do. */
function areAlike({ pieces }: Part, strangers: readonly OrderedArticle[], left: readonly MarketplaceLine[]): boolean {
  if (pieces === undefined) return false
  if (strangers.length === 1) return true
  return new Set(left.map(({ id, sku }) => sku ?? id)).size === 1 && piecesOf(strangers) === piecesOf(left)
}

/** Odoo has more pieces than the marketplace, or parts of one: several parcels belong to one line. */
function areShared(
  { pieces }: Part,
  articles: readonly OrderedArticle[],
  candidates: readonly MarketplaceLine[],
): boolean {
  return pieces === undefined || piecesOf(articles) > piecesOf(candidates)
}

/** How many pieces of these lines are wanted; undefined = it cannot be told. */
function wanted(
  { pieces, candidates }: Part,
  among: readonly MarketplaceLine[],
  { whole }: Allocating,
): number | undefined {
  if (pieces !== undefined && (candidates.length > 0 || !whole)) return pieces
  const all = piecesOf(among)
  return whole || all === 1 ? all : undefined
}

function taken(
  candidates: readonly MarketplaceLine[],
  pieces: number | undefined,
  { asked, shared }: { readonly asked: Allocating; readonly shared: boolean },
): readonly Omit<AllocatedLine, 'article'>[] {
  if (pieces === undefined) return []
  const given: { line: LineId; quantity: number }[] = []
  let left = pieces
  for (const line of candidates.toSorted((a, b) => rank(a, asked) - rank(b, asked) || byId(a, b))) {
    const room = line.quantity - (asked.taken.get(line.id) ?? 0)
    if (!asked.mine.has(line.id) && (left <= 0 || room <= 0)) continue
    const quantity = Math.max(1, Math.min(room, left))
    given.push({ line: line.id, quantity })
    left -= quantity
  }
  if (given.length > 0 || !shared) return given
  const others = (line: MarketplaceLine): number => asked.taken.get(line.id) ?? 0
  const least = candidates.toSorted((a, b) => others(a) - others(b) || byId(a, b))[0]
  return least === undefined ? [] : [{ line: least.id, quantity: 1 }]
}

/** Which lines come first. */
function rank(line: MarketplaceLine, { mine, references, told }: Allocating): number {
  if (mine.has(line.id)) return 0
  if (line.parcels?.some(({ reference }) => references.includes(reference)) === true) return 1
  return (line.state === 'open') === told ? 3 : 2
}

/** Lines of an article: by the seller's number, else by EAN. */
function linesOfArticle(article: Article, lines: readonly MarketplaceLine[]): readonly MarketplaceLine[] {
  const sku = article.sku?.trim() ?? ''
  if (sku !== '') {
    const exact = lines.filter((line) => line.sku?.trim() === sku)
    if (exact.length > 0) return exact
    const alike = lines.filter((line) => line.sku?.trim().toLowerCase() === sku.toLowerCase())
    if (alike.length > 0) return alike
  }
  const ean = bareEan(article.ean ?? '')
  return ean === '' ? [] : lines.filter(({ eans }) => eans.some((one) => bareEan(one) === ean))
}

/** The same number is written with 12, 13 or 14 digits. */
const bareEan = (ean: string): string => ean.replace(/\D/g, '').replace(/^0+/, '')

const piecesOf = (rows: readonly { readonly quantity: number }[]): number => sum(rows.map(({ quantity }) => quantity))
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const nameOf = ({ items }: Part): string => [...new Set(items.map(({ name }) => name))].join(', ')
