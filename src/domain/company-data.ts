/** What a business letter, mails included, has to say of a company. */
export type CompanyDatum = 'legal-form' | 'seat' | 'court' | 'number' | 'directors'

/** Legal forms, the longest first: what stands at the end of a company's name. */
const FORMS: readonly { readonly name: RegExp; readonly kind: 'limited' | 'merchant' }[] = [
  { name: /\b(?:g?GmbH|UG)\b(?!\s*&)/iu, kind: 'limited' },
  { name: /\b(?:AG|SE|KGaA)\b/u, kind: 'limited' },
  { name: /\b(?:e\.\s?K\.|e\.\s?Kfm\.|e\.\s?Kfr\.)/iu, kind: 'merchant' },
  { name: /\b(?:OHG|KG)\b/u, kind: 'merchant' },
]

const FOUND: Readonly<Record<CompanyDatum, RegExp>> = {
  'legal-form': /\b(?:g?GmbH|UG|AG|SE|KGaA|OHG|KG)\b|\be\.\s?(?:K|Kfm|Kfr)\./iu,
  seat: /\b(?:Sitz|seat|registered office)\b|\b\d{5} \p{Lu}\p{L}+/u,
  court: /\b(?:Amtsgericht|Registergericht|AG)\s+\p{Lu}\p{L}+|\bregistry court\b|\bDistrict Court\b/u,
  number: /\bHR[AB]\s*\d+/i,
  directors: /\b(?:Geschäftsführ\p{L}*|Vorstand\p{L}*|managing directors?|board)\b/iu,
}

/** Source of each group. */
export const COMPANY_DATA_LAW: Readonly<Record<'limited' | 'merchant', string>> = {
  limited: '§ 35a GmbHG, § 80 AktG',
  merchant: '§ 37a, § 125a, § 177a HGB',
}

/**
 * What a signature lacks of what the law asks of a company's business letters, by the legal form in the company's name: form and seat,
 * register court and number, and for companies with limited liability who leads them.
 * @returns undefined where the name shows no form that has such duties; an empty list where nothing is missing
 */
export function missingCompanyData(
  company: string,
  signature: string,
): { readonly law: string; readonly missing: readonly CompanyDatum[] } | undefined {
  const form = FORMS.find(({ name }) => name.test(company))
  if (form === undefined) return undefined
  const wanted: readonly CompanyDatum[] = ['legal-form', 'seat', 'court', 'number']
  const all = form.kind === 'limited' ? [...wanted, 'directors' as const] : wanted
  return { law: COMPANY_DATA_LAW[form.kind], missing: all.filter((datum) => !FOUND[datum].test(signature)) }
}
