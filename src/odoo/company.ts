import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import type { OdooBridge } from './bridge.ts'
import { partnersOf } from './partners.ts'
import type { CompanyFacts } from './ports.ts'
import { id, many2one, maybeBytes, text } from './records.ts'
import { onceAMinute } from './remembered.ts'

const companyRow = z.object({
  id,
  name: text,
  email: text,
  phone: text,
  website: text,
  vat: text,
  company_registry: text.optional(),
  partner_id: many2one,
  logo: maybeBytes,
})

/** The company in whose name buyers are written to. */
export const companyFacts = onceAMinute(readCompany)

async function readCompany(bridge: OdooBridge): Promise<CompanyFacts> {
  const [row] = await bridge.byIds('res.company', companyRow, [await bridge.companyId()])
  if (row === undefined) throw new Permanent('Odoo shows the service user no company.')
  const partners = await partnersOf(bridge, row.partner_id === null ? [] : [row.partner_id.id])
  return {
    name: row.name ?? '',
    email: row.email,
    phone: row.phone,
    website: row.website,
    vat: row.vat,
    registry: row.company_registry ?? null,
    addressLines: partners.get(row.partner_id?.id ?? 0)?.addressLines.slice(1) ?? [],
    logo: row.logo === null ? null : { mimeType: imageType(row.logo), bytes: row.logo },
  }
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['89504e47', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['47494638', 'image/gif'],
  ['52494646', 'image/webp'],
]

/** Odoo keeps no type with the image; its first bytes tell. What is none of the usual pictures is a drawing (SVG). */
export function imageType(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1] ?? 'image/svg+xml'
}
