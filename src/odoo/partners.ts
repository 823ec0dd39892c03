import { z } from 'zod'
import { firstAddress } from '../domain/mail-address.ts'
import type { OdooBridge } from './bridge.ts'
import type { PartnerFacts } from './ports.ts'
import { flag, id, many2one, number, oneLine, text } from './records.ts'
import { onceAMinute } from './remembered.ts'

const partnerRow = z.object({
  id,
  name: text,
  email: text,
  email_normalized: text.optional(),
  lang: text,
  partner_share: flag,
  contact_address: text,
  country_id: many2one,
  country_code: text.optional(),
  active: flag.optional(),
  is_company: flag.optional(),
  commercial_partner_id: many2one.optional(),
  commercial_company_name: text.optional(),
  vat: text.optional(),
  is_blacklisted: flag.optional(),
  message_bounce: number.optional(),
})

export interface Partner {
  readonly facts: PartnerFacts
  /** Name, street, town; the country only where it is not the company's, in the partner's language. */
  readonly addressLines: readonly string[]
}

const companyRow = z.object({ id, country_id: many2one, partner_id: many2one })
const companiesOf = onceAMinute((bridge) => bridge.rows('res.company', companyRow, []))

/** Contacts by id. */
export async function partnersOf(bridge: OdooBridge, ids: Iterable<number>): Promise<ReadonlyMap<number, Partner>> {
  const rows = await bridge.byIds('res.partner', partnerRow, ids)
  if (rows.length === 0) return new Map()
  const companyId = await bridge.companyId()
  const companies = await companiesOf(bridge)
  const home = companies.find(({ id: one }) => one === companyId)?.country_id?.id
  const own = new Set(companies.flatMap(({ partner_id: partner }) => partner?.id ?? []))
  return new Map(
    rows.map((row) => [
      row.id,
      {
        facts: {
          id: row.id,
          name: oneLine(row.name ?? ''),
          email: row.email_normalized ?? (row.email === null ? null : firstAddress(row.email)),
          language: row.lang,
          // "Shared" is whoever is no internal user.
          internal: !row.partner_share || own.has(row.id) || own.has(row.commercial_partner_id?.id ?? 0),
          country: row.country_code ?? null,
          business: row.is_company === true || (row.commercial_company_name ?? taxNumber(row.vat)) !== null,
          archived: row.active === false,
          blacklisted: row.is_blacklisted ?? false,
          bounces: row.message_bounce ?? 0,
        },
        addressLines: addressLines(row, home),
      },
    ]),
  )
}

/** A deleted or unreadable contact. */
export const nobody: Partner = {
  facts: { id: 0, name: '', email: null, language: null, internal: false },
  addressLines: [],
}

/** Odoo writes the address in the order of its country; the country comes last, in English. */
export function addressLines(
  row: Pick<z.infer<typeof partnerRow>, 'name' | 'contact_address' | 'country_id' | 'country_code' | 'lang'>,
  homeCountry: number | undefined,
): string[] {
  const lines = (row.contact_address ?? '')
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
  if (row.country_id !== null && lines.at(-1) === row.country_id.name) {
    lines.pop()
    if (row.country_id.id !== homeCountry)
      lines.push(countryName(row.country_code ?? null, row.lang) ?? row.country_id.name)
  }
  const name = oneLine(row.name ?? '')
  return name === '' || lines[0] === name ? lines : [name, ...lines]
}

/** Odoo takes a slash for "has none". */
const taxNumber = (vat: string | null | undefined): string | null => (vat === '/' ? null : (vat ?? null))

function countryName(code: string | null, language: string | null): string | undefined {
  if (code === null) return undefined
  // Without a language of its own the mail is written in the one that is most spoken there.
  const locale = (language ?? new Intl.Locale(`und-${code}`).maximize().language)
    .replace('_', '-')
    .replace('@latin', '-Latn')
    .replace(/@.*/, '')
  return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code)
}
