import { accountName } from '../../domain/ids.ts'
import { CAPABILITIES } from '../../kit/connector.ts'
import type { AccountState } from '../../ledger/ports.ts'
import { html, type Content, type Html } from '../html.ts'
import type { AccountView } from '../ports.ts'
import { type Hold, type HoldPart, holdPart } from './holds.ts'
import { section } from './layout.ts'
import { badge, CAPABILITY_WORDS, MODES, type Times } from './words.ts'

export interface AccountFigures {
  readonly mirrored: number
  readonly waiting: number
}

/** The accounts: how they run, how they are, what they can. */
export function accountsSection(
  accounts: readonly AccountView[],
  states: readonly AccountState[],
  figures: ReadonlyMap<string, AccountFigures>,
  times: Times,
  holds?: { readonly accounts: readonly string[]; readonly held: readonly Hold[] },
): Html {
  const cards = accounts.map((account) => {
    const state = states.find((row) => row.account === accountName(account.name))
    const held = holds?.held.find((one) => one.account === account.name)
    const hold = holds?.accounts.includes(account.name) === true ? holdPart(account.name, held, times) : undefined
    return card(account, state, figures.get(account.name), { times, hold })
  })
  return section('Accounts', html`<div class="cards">${cards}</div>`)
}

function card(
  account: AccountView,
  state: AccountState | undefined,
  figures: AccountFigures | undefined,
  { times, hold }: { readonly times: Times; readonly hold: HoldPart | undefined },
): Html {
  const { word, tone, means } = MODES[account.mode]
  const paused = state?.pausedReason ?? null
  return html`<article class="card ${paused !== null && 'troubled'}">
    <div class="heading">
      <h3>${account.name}</h3>
      ${paused === null ? badge('works', 'good') : badge('paused', 'bad')}
    </div>
    <p class="muted">${account.label}</p>
    ${paused !== null && pauseNote(paused, state?.pausedUntil ?? null, times)}
    <dl class="facts">
      <dt>Mode</dt>
      <dd>${badge(word, tone)} <span class="muted">${means}</span></dd>
      <dt>Last success</dt>
      <dd>${lastSuccess(state, times)}</dd>
      <dt>Messages</dt>
      <dd>${figures === undefined ? '–' : messageFigures(figures)}</dd>
      ${hold?.row}
    </dl>
    ${hold?.below} ${abilities(account)}
  </article>`
}

const messageFigures = ({ mirrored, waiting }: AccountFigures): Content =>
  waiting === 0 ? html`${mirrored} in Odoo` : html`${mirrored} in Odoo, ${waiting} waiting for a place there`

function lastSuccess(state: AccountState | undefined, times: Times): Content {
  const at = state?.lastSuccess ?? null
  return at === null ? 'never yet' : times.relative(at)
}

function pauseNote(reason: string, until: AccountState['pausedUntil'], times: Times): Html {
  return html`<div class="pause">
    <p>${reason}</p>
    <p class="muted">
      ${until !== null && html`Tried again ${times.relative(until)}.`}
      ${!reason.includes('marketplace-care doctor') && html`After putting it right: <code>marketplace-care doctor</code>`}
    </p>
  </div>`
}

/** What it can, and each thing it cannot with the reason. */
function abilities({ missing }: AccountView): Html {
  const lacking = new Set(missing.map(({ capability }) => capability))
  const able = CAPABILITIES.filter((capability) => !lacking.has(capability))
  const can = able.map((capability) => html`<li>${CAPABILITY_WORDS[capability]}</li>`)
  const cannot = missing.map(
    ({ capability, reason }) => html`<li>${CAPABILITY_WORDS[capability]}<span class="why">${reason}</span></li>`,
  )
  return html`<details>
    <summary>Can do ${able.length}, cannot do ${missing.length}</summary>
    ${
      able.length > 0 &&
      html`<h4>It can</h4>
        <ul class="can">
          ${can}
        </ul>`
    }
    ${
      missing.length > 0 &&
      html`<h4>It cannot</h4>
        <ul class="cannot">
          ${cannot}
        </ul>`
    }
  </details>`
}
