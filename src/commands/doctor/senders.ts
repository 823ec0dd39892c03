import { type CompanyDatum, missingCompanyData } from '../../domain/company-data.ts'
import type { OpenAccount } from '../../flows/context.ts'
import { isReserved, type SenderDomain, senderDomain } from '../../mail/sender-domain.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import { onOdoo, type Patient, shownAccounts } from './patient.ts'

const AREA = 'Senders'

/** What receivers look up of the domains that accounts send from, and what answers from own mailboxes say of the company. */
export function senderProbes(patient: Patient): readonly Probe[] {
  const senders = shownAccounts(patient).filter(({ account }) => account.smtp !== undefined)
  const domains = Map.groupBy(senders, ({ account }) => domainOf(account.mailFrom) ?? '')
  const looked = [...domains.keys()]
    .filter((domain) => domain !== '' && !isReserved(domain))
    .map((domain): Probe => ({
      area: AREA,
      title: domain,
      name: `sender ${domain}`,
      run: () => lookUp(domain, patient),
    }))
  const signing = senders.filter(signs)
  if (signing.length === 0) return looked
  const place = { area: AREA, title: 'signatures' }
  const signatures: Probe = { ...place, run: () => onOdoo(patient, place, () => companyFindings(signing, patient)) }
  return [...looked, signatures]
}

/** Answers from the seller's own mailbox or shop are business letters of his; marketplaces' rules allow the name only. */
const signs = ({ manifest, mail }: OpenAccount): boolean =>
  mail !== undefined && manifest.textRules.mailAddresses === 'allowed'

async function lookUp(domain: string, { resolveTxt }: Patient): Promise<Finding[]> {
  let found: SenderDomain
  try {
    found = await senderDomain(domain, resolveTxt)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no answer'
    return [report(AREA).note(domain, `not looked up: no name server answers (${code})`, { name: `sender ${domain}` })]
  }
  return [spfFinding(found), dmarcFinding(found), dkimFinding(found)]
}

function spfFinding({ domain, spf }: SenderDomain): Finding {
  const { good, doubtful } = report(AREA)
  const words = { name: `sender ${domain} SPF` }
  const title = `${domain} SPF`
  const remedy = `Let ${domain} have exactly one TXT record v=spf1 that names the servers in SMTP_URL and ends in -all or ~all.`
  if (spf.records === 0) {
    return doubtful(title, 'no record: receivers and marketplaces may take the mails for forged', remedy, words)
  }
  if (spf.records > 1) {
    return doubtful(title, `${String(spf.records)} records, which counts as none (RFC 7208)`, remedy, words)
  }
  if (spf.all === '+') return doubtful(title, 'lets everybody send in its name', remedy, words)
  if (spf.all === null && !spf.redirects) {
    return doubtful(title, 'does not say what becomes of mails from other servers', remedy, words)
  }
  return good(title, 'one record', words)
}

function dmarcFinding({ domain, dmarc }: SenderDomain): Finding {
  const { good, doubtful } = report(AREA)
  const words = { name: `sender ${domain} DMARC` }
  const title = `${domain} DMARC`
  const remedy = `Let _dmarc.${domain} have one TXT record, to begin with: v=DMARC1; p=none`
  if (dmarc.records !== 1 || dmarc.policy === null) {
    const detail = dmarc.records === 0 ? 'no record' : 'not one record with a policy, which counts as none'
    return doubtful(title, `${detail}: large providers ask senders for one`, remedy, words)
  }
  return good(title, `p=${dmarc.policy}`, words)
}

function dkimFinding({ domain, dkim }: SenderDomain): Finding {
  const { good, note } = report(AREA)
  const words = { name: `sender ${domain} DKIM` }
  if (dkim.length > 0) return good(`${domain} DKIM`, `key under ${dkim.join(', ')}`, words)
  return note(
    `${domain} DKIM`,
    'no key under the usual names; under another one it cannot be seen from here. Look in a sent mail for dkim=pass',
    words,
  )
}

const DATA: Readonly<Record<CompanyDatum, string>> = {
  'legal-form': 'legal form',
  seat: 'seat',
  court: 'register court',
  number: 'register number',
  directors: 'managing directors',
}

async function companyFindings(accounts: readonly OpenAccount[], { odoo }: Patient): Promise<Finding[]> {
  const { good, doubtful, note } = report(AREA)
  const company = await odoo.company()
  return accounts.flatMap(({ account, manifest }) => {
    const name = `account ${account.name} signature`
    const title = `signature of ${account.name}`
    const texts = [
      account.signature,
      ...(account.mailbox?.brands ?? []).map((brand) => brand.signature ?? account.signature),
    ]
    const looks = texts.map((text) => missingCompanyData(`${account.shop.name ?? ''} ${company.name}`, text ?? ''))
    const [first] = looks
    if (first === undefined) {
      return [note(title, `${company.name} shows no legal form that has to be named in letters`, { name })]
    }
    const missing = [...new Set(looks.flatMap((look) => look?.missing ?? []))]
    if (missing.length === 0) return [good(title, 'says who the company is', { name })]
    return [
      doubtful(
        title,
        `answers from ${manifest.label} lack what ${first.law} asks of business letters: ${missing.map((datum) => DATA[datum]).join(', ')}`,
        `Set SIGNATURE in the file of ${account.name}, with \\n between its lines.`,
        { name },
      ),
    ]
  })
}

function domainOf(address: string | undefined): string | undefined {
  return /@([^@<>\s]+)>?$/.exec(address ?? '')?.[1]?.toLowerCase()
}
