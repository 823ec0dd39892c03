import type { StoredVerdict } from '../domain/effect.ts'
import { escapeHtml } from '../domain/text.ts'

type Words = (key: string, values?: Record<string, string>) => string

/** What the linter found in an answer, for its writer: first what stopped it, then the hints. Empty where there is nothing. */
export function findingsHtml(verdict: StoredVerdict | null, t: Words): string {
  const findings = verdict?.findings ?? []
  const hints = findings.filter(({ severity }) => severity === 'hint')
  const denying = findings.filter(({ severity }) => severity !== 'hint')
  const heading = hints.length === 0 ? '' : `<p>${escapeHtml(t('reply.hints'))}</p>`
  return `${list(denying, t)}${heading}${list(hints, t)}`
}

function list(findings: StoredVerdict['findings'], t: Words): string {
  if (findings.length === 0) return ''
  const items = findings.map(({ rule, excerpt }) => {
    const place = excerpt === '' ? '' : ` ${t('reply.excerpt', { excerpt })}`
    return `<li>${escapeHtml(`${t(`finding.${rule}`)}${place}`)}</li>`
  })
  return `<ul>${items.join('')}</ul>`
}
