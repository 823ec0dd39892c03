/** A shop of Amazon, as far as its mails tell it. */
export interface Site {
  /** Domain of the shop; buyers' relay addresses lie at `marketplace.` before it. */
  readonly domain: string
  readonly marketplaceId: string
  /** Language of its buyers; Belgium has several, CLDR's likely one stands here. */
  readonly language: string
  /** Where a day ends for it. */
  readonly timeZone: string
}

/** The European shops: BEHAVIOR.md, addresses. */
export const SITES: readonly Site[] = [
  { domain: 'amazon.de', marketplaceId: 'A1PA6795UKMFR9', language: 'de', timeZone: 'Europe/Berlin' },
  { domain: 'amazon.fr', marketplaceId: 'A13V1IB3VIYZZH', language: 'fr', timeZone: 'Europe/Paris' },
  { domain: 'amazon.it', marketplaceId: 'APJ6JRA9NG5V4', language: 'it', timeZone: 'Europe/Rome' },
  { domain: 'amazon.es', marketplaceId: 'A1RKKUPIHCS9HS', language: 'es', timeZone: 'Europe/Madrid' },
  { domain: 'amazon.nl', marketplaceId: 'A1805IZSGTT6HS', language: 'nl', timeZone: 'Europe/Amsterdam' },
  { domain: 'amazon.pl', marketplaceId: 'A1C3SOZRARQ6R3', language: 'pl', timeZone: 'Europe/Warsaw' },
  { domain: 'amazon.se', marketplaceId: 'A2NODRKZP88ZB9', language: 'sv', timeZone: 'Europe/Stockholm' },
  { domain: 'amazon.com.be', marketplaceId: 'AMEN7PMS3EDWL', language: 'nl', timeZone: 'Europe/Brussels' },
  { domain: 'amazon.co.uk', marketplaceId: 'A1F83G8C2ARO7P', language: 'en', timeZone: 'Europe/London' },
  { domain: 'amazon.ie', marketplaceId: 'A28R8C7NBKEWEA', language: 'en', timeZone: 'Europe/Dublin' },
]

/** Further domains of Amazon's own shops. Notices to sellers of European shops come from amazon.com as well. */
const ELSEWHERE: readonly string[] = ['com ca com.mx com.br com.tr com.au co.jp co.za ae eg in sa sg'].flatMap((line) =>
  line.split(' ').map((ending) => `amazon.${ending}`),
)

/** Every domain that is Amazon's. What is not here is a stranger's, whatever its name. */
export const OWN_DOMAINS: readonly string[] = [...SITES.map(({ domain }) => domain), ...ELSEWHERE]

/** Whether a host is Amazon's own or below it, label by label: `marketplace.amazon.de.evil.example` is not. */
export const isAmazonHost = (host: string): boolean =>
  OWN_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))

/** Whether a host is a relay for buyers' addresses. */
export const isRelayHost = (host: string): boolean => OWN_DOMAINS.some((domain) => host === `marketplace.${domain}`)

/**
 * The shop a mail is about.
 * @param marketplaceId header X-Marketplace-ID, which is surer than an address: notices come from amazon.com for all of Europe
 * @param host domain of the sender
 */
export function siteOf(marketplaceId: string | undefined, host: string): Site | undefined {
  const named = SITES.find((site) => site.marketplaceId === marketplaceId?.trim().toUpperCase())
  return named ?? SITES.find(({ domain }) => host === domain || host.endsWith(`.${domain}`))
}
