/** `Re:` and its kin, also several and numbered. */
const PREFIX = /^(?:\s*(?:re|aw|antw|antwort|rif|ris|sv|odp|res|ref|réf|r|rv)\s*(?:\[\d+\]|\(\d+\))?\s*:\s*)+/iu
const ORDER_NOTE = /\s*\(([^()\d]{2,30}?)\s*:?\s*#?\s*\d{3}-\d{7}-\d{7}\s*\)\s*/u
const BUYER =
  /(?:Amazon-?\s?Kund(?:e|in|en)|Amazon customer|client(?:e)? (?:d'|de )?Amazon|cliente Amazon|Amazon-?\s?klant|klient(?:a|ka|ki)? Amazon|Amazon-?\s?kund)\s*/iu

/** Without `Re:` and the like. */
export const withoutPrefix = (subject: string): string => subject.replace(PREFIX, '').trim()

/** What an order is called in a subject, e.g. `Bestellung` of `… (Bestellung: 302-…)`. */
export const orderWord = (subject: string): string | undefined => ORDER_NOTE.exec(subject)?.[1]?.trim()

/** What a subject says besides the order: `Produktdetails: Größe`; undefined where it only says that a customer asks. */
export function topicOf(subject: string): string | undefined {
  const rest = withoutPrefix(subject).replace(ORDER_NOTE, ' ').replace(/\s+/gu, ' ').trim()
  return rest === '' || BUYER.test(rest) ? undefined : rest
}

const NAMED = new RegExp(`${BUYER.source}(.{1,80}?)\\s*(?:\\(|$)`, 'iu')

/** The buyer's name: from the sender's, without what Amazon adds, else from the subject. */
export function buyerName(name: string | undefined, subject: string): string | undefined {
  const own = (name ?? '')
    .replace(/\s*[-–—|]\s*amazon(?:\.[a-z.]{2,6})?(?:[\s-]+marketplace)?\s*$/iu, '')
    .replace(BUYER, '')
    .trim()
  if (own !== '' && !/amazon/iu.test(own) && !own.includes('@')) return own
  const named = NAMED.exec(withoutPrefix(subject))?.[1]?.trim()
  return named === undefined || named === '' ? undefined : named
}
