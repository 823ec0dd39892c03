import type { NextDeadline } from '../../ledger/deadline-ports.ts'
import { html, type Html } from '../html.ts'
import { section } from './layout.ts'
import { badge, type Times } from './words.ts'

/** Within this a deadline wants a look; each account's own ANSWER_WARN decides when its agent is reminded. */
const SOON_MS = 4 * 3_600_000

/** Whose answer is due next, the nearest first. */
export function deadlinesSection(deadlines: readonly NextDeadline[], times: Times, odooUrl: string): Html {
  const table = html`<table>
    <thead>
      <tr>
        <th class="medium">Answer by</th>
        <th class="narrow">State</th>
        <th>Conversation</th>
        <th class="medium">Waiting since</th>
      </tr>
    </thead>
    <tbody>
      ${deadlines.map((deadline) => deadlineRow(deadline, times, odooUrl))}
    </tbody>
  </table>`
  return section('Next deadlines', table)
}

function deadlineRow(
  { account, conversation, ticket, answerBy, waitingSince }: NextDeadline,
  times: Times,
  odooUrl: string,
): Html {
  const link = ticket !== null && `${odooUrl}/mail/view?model=${ticket.model}&res_id=${String(ticket.id)}`
  return html`<tr>
    <td data-label="Answer by" class="nowrap">${times.full(answerBy)}</td>
    <td data-label="State">${stateOf(times.age(answerBy))}</td>
    <td data-label="Conversation">
      <span class="strong">${account}</span> ${conversation}
      ${link && html`· <a href="${link}" rel="noreferrer">ticket</a>`}
    </td>
    <td data-label="Waiting since" class="nowrap">${times.relative(waitingSince)}</td>
  </tr>`
}

function stateOf(agoMs: number): Html {
  if (agoMs > 0) return badge('late', 'bad')
  return -agoMs <= SOON_MS ? badge('soon', 'warn') : badge('in time', 'quiet')
}
