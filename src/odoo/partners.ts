import { z } from 'zod'
import type { OdooBridge } from './bridge.ts'
import type { PartnerFacts } from './ports.ts'
import { flag, id, many2one, oneLine, text } from './records.ts'

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
})

export interface Partner {
  readonly facts: PartnerFacts
  /** Name, street, town; the country only where it is not the company's, in the partner's language. */
  readonly addressLines: readonly string[]
}

const countryRow = z.object({ id, country_id: many2one })

/** Contacts by id. */
export async function partnersOf(bridge: OdooBridge, ids: Iterable<number>): Promise<ReadonlyMap<number, Partner>> {
  const rows = await bridge.byIds('res.partner', partnerRow, ids)
  if (rows.length === 0) return new Map()
  const [company] = await bridge.byIds('res.company', countryRow, [await bridge.companyId()])
  const home = company?.country_id?.id
  return new Map(
    rows.map((row) => [
      row.id,
      {
        facts: {
          id: row.id,
          name: oneLine(row.name ?? ''),
          email: row.email_normalized === undefined ? row.email : row.email_normalized,
          language: row.lang,
          // "Shared" is whoever is no internal user.
          internal: !row.partner_share,
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

function countryName(code: string | null, language: string | null): string | undefined {
  if (code === null) return undefined
  const locale = (language ?? 'en').replace('_', '-').replace('@latin', '-Latn').replace(/@.*/, '')
  return new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(code)
}
