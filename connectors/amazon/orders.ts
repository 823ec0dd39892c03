import { type OrderRef, orderRef } from '../../src/domain/ids.ts'

const ORDER = /(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])/g
/** Nobody writes of more orders in one mail. */
const ORDERS_MAX = 20
const LOOKED_AT_CHARS = 400_000

/** Order numbers in texts, each once, in the order given: the surest text first. */
export function ordersIn(...texts: readonly string[]): OrderRef[] {
  const found = texts.flatMap((text) => text.slice(0, LOOKED_AT_CHARS).match(ORDER) ?? [])
  return [...new Set(found)].slice(0, ORDERS_MAX).map(orderRef)
}

export interface NamedArticle {
  readonly title: string | null
  readonly asin: string
}

const ARTICLE = /^(?:[^\S\n]*\d{1,3}[^\S\n]*\/)?([^\n]{0,400}?)\[?\bASIN:?[^\S\n]*([A-Z0-9]{10})\b/gmu

/** Articles as Amazon names them above a message: `1 / Title [ASIN: B0EXAMPLE1]`. */
export function articlesIn(text: string): NamedArticle[] {
  return Array.from(text.slice(0, LOOKED_AT_CHARS).matchAll(ARTICLE), ([, title = '', asin = '']) => ({
    title: title.trim() === '' ? null : title.trim(),
    asin,
  }))
}
