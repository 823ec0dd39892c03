/**
 * Whether a mail address lies at a marketplace's relay, which takes answers, and besides them only what the policy table allows there as a message.
 * @param address bare, or with a name before it (`Kim <kim@example.com>`)
 * @param patterns domains; `*` stands for one label or more (`marketplace.amazon.*` covers `.co.uk`); subdomains count as well
 */
export function isRelayAddress(address: string, patterns: readonly string[]): boolean {
  const at = address.lastIndexOf('@')
  if (at === -1) return false
  // Mail programs write full-width and other dressed letters as plain ones before they look a domain up.
  const labels = address
    .slice(at + 1)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s>.]+$/, '')
    .trim()
    .split('.')
  return patterns.some((pattern) => endsLike(labels, pattern.toLowerCase().split('.')))
}

/** Compares label by label, so that `notallegromail.pl` never passes for `allegromail.pl`. */
function endsLike(labels: readonly string[], pattern: readonly string[]): boolean {
  return labels.some((_, start) => matches(labels.slice(start), pattern))
}

function matches(labels: readonly string[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return labels.length === 0
  if (labels.length === 0) return false
  if (first !== '*') return labels[0] === first && matches(labels.slice(1), rest)
  return labels.some((_, index) => matches(labels.slice(index + 1), rest))
}

/** A marketplace whose messages are mails, each to an address that it has made for this buyer or order. */
export const carriesByRelay = (marketplace: {
  readonly transport?: string
  readonly relayDomains: readonly string[]
}): boolean => marketplace.transport === 'mail' && marketplace.relayDomains.length > 0
