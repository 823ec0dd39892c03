import type { StoredCase } from '../../ledger/case-ports.ts'
import { html, type Html } from '../html.ts'
import { section } from './layout.ts'
import { badge, type Times } from './words.ts'

/** Open returns and claims, and what can be decided on them. */
export function casesSection(cases: readonly StoredCase[], times: Times, odooUrl: string): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th class="narrow">Id</th>
        <th class="narrow">State</th>
        <th>Case</th>
        <th class="medium">Since</th>
        <th class="medium">Can be decided</th>
      </tr>
    </thead>
    <tbody>
      ${cases.map((one) => caseRow(one, times, odooUrl))}
    </tbody>
  </table>`
  return section('Open cases', table, html`<code>marketplace-care case list</code>`)
}

function caseRow({ number, account, facts, ticket }: StoredCase, times: Times, odooUrl: string): Html {
  const { type, state, order, allowed, decideBy, openedAt } = facts
  const link = ticket !== null && `${odooUrl}/mail/view?model=${ticket.model}&res_id=${String(ticket.id)}`
  const tone = state === 'to_decide' ? 'warn' : 'quiet'
  return html`<tr>
    <td data-label="Id">${number}</td>
    <td data-label="State">${badge(state.replaceAll('_', ' '), tone)}</td>
    <td data-label="Case">
      <span class="strong">${account}</span> ${type} of ${order}
      ${link && html`· <a href="${link}" rel="noreferrer">ticket</a>`}
    </td>
    <td data-label="Since" class="nowrap">${times.relative(openedAt)}</td>
    <td data-label="Can be decided">
      ${allowed.length === 0 ? 'nothing yet' : allowed.join(', ')}
      ${decideBy !== null && html`<span class="muted">by ${times.full(decideBy)}</span>`}
    </td>
  </tr>`
}
