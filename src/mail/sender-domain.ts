import { Resolver } from 'node:dns/promises'

/** Text records of a name, each in one piece; null = the name has none. Throws where nobody answers. */
export type ResolveTxt = (name: string) => Promise<readonly string[] | null>

/** Whom a domain lets send in its name, and what receivers do with others' mails. */
export interface SenderDomain {
  readonly domain: string
  /** RFC 7208: more than one record counts as none. */
  readonly spf: { readonly records: number; readonly all: '-' | '~' | '?' | '+' | null; readonly redirects: boolean }
  /** RFC 7489; looked for at the organisation's domain too. */
  readonly dmarc: { readonly records: number; readonly policy: 'none' | 'quarantine' | 'reject' | null }
  /** Selectors with a key (RFC 6376); which one signs, only a mail shows. */
  readonly dkim: readonly string[]
}

/** What mail providers and servers call their keys unless told otherwise. */
export const USUAL_SELECTORS = [
  ...['default', 'dkim', 'mail', 'smtp', 'email', 'key1', 'key2', 's1', 's2', 'k1', 'k2', 'k3'],
  ...['selector1', 'selector2', 'google', 'mx', 'odoo', 'sendgrid', 'mandrill', 'zoho', 'protonmail', 'fm1', 'fm2'],
  ...[
    's1-ionos',
    's2-ionos',
    'strato-dkim-0002',
    'hostingermail-a',
    'mxvault',
    'mailjet',
    'brevo1',
    'ovhmo1-selector1',
  ],
]

const LIMIT = { timeout: 2_000, tries: 2 }

/** Asks the name servers of this machine. */
export function systemTxt(): ResolveTxt {
  const resolver = new Resolver(LIMIT)
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
      throw error
    }
  }
}

/** Names that nobody owns (RFC 2606, RFC 6761): there is nothing to look up. */
export const isReserved = (domain: string): boolean =>
  /(^|\.)(test|example|invalid|localhost|local|example\.(com|net|org))$/.test(domain) || !domain.includes('.')

/** @throws what the resolver throws where nobody answers */
export async function senderDomain(domain: string, resolve: ResolveTxt): Promise<SenderDomain> {
  const [own, dmarc, dkim] = await Promise.all([
    resolve(domain),
    dmarcRecords(domain, resolve),
    Promise.all(USUAL_SELECTORS.map((selector) => hasKey(domain, selector, resolve))),
  ])
  return { domain, spf: spfOf(own ?? []), dmarc: dmarcOf(dmarc), dkim: dkim.filter((found) => found !== undefined) }
}

function spfOf(records: readonly string[]): SenderDomain['spf'] {
  const spf = records.filter((record) => /^v=spf1(\s|$)/i.test(record))
  const [record = ''] = spf
  const all = /(?:^|\s)([-~?+]?)all(?:\s|$)/i.exec(record)
  return {
    records: spf.length,
    // No sign before a mechanism means the same as a plus (RFC 7208 4.6.2).
    all: all === null ? null : ((all[1] === '' ? '+' : all[1]) as '-' | '~' | '?' | '+'),
    redirects: /(?:^|\s)redirect=/i.test(record),
  }
}

async function dmarcRecords(domain: string, resolve: ResolveTxt): Promise<readonly string[]> {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const found = (await resolve(`_dmarc.${name}`))?.filter((record) => /^v=DMARC1(\s|;|$)/i.test(record)) ?? []
    if (found.length > 0) return found
  }
  return []
}

function dmarcOf(records: readonly string[]): SenderDomain['dmarc'] {
  const policy = /;\s*p\s*=\s*(none|quarantine|reject)/i.exec(records[0] ?? '')?.[1]?.toLowerCase()
  return { records: records.length, policy: (policy as 'none' | 'quarantine' | 'reject' | undefined) ?? null }
}

/** An empty key is one that was taken back (RFC 6376 3.6.1). */
async function hasKey(domain: string, selector: string, resolve: ResolveTxt): Promise<string | undefined> {
  const records = await resolve(`${selector}._domainkey.${domain}`)
  return records?.some((record) => /(?:^|;)\s*p\s*=\s*[A-Za-z0-9+/]/.test(record)) === true ? selector : undefined
}
