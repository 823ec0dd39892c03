import type { FastifyInstance } from 'fastify'
import { EFFECT_STATES, type Effect, type EffectState } from '../../domain/effect.ts'
import { accountName } from '../../domain/ids.ts'
import { html, type Content, type Html } from '../html.ts'
import { CONSOLE_ROUTE, htmlAnswer } from './route.ts'
import { sendPage, timesOf, type ConsoleContext } from './pages.ts'
import { effectTitle, reasonSentence, stateBadge, type Times } from './words.ts'

/** Ways to look at the list. */
const VIEWS = {
  open: { word: 'Open', states: ['unknown', 'proposed', 'sending', 'planned'] },
  failed: { word: 'Failed', states: ['failed'] },
  suppressed: { word: 'Not sent', states: ['suppressed'] },
  done: { word: 'Done', states: ['done'] },
  all: { word: 'All', states: EFFECT_STATES },
} as const satisfies Record<string, { readonly word: string; readonly states: readonly EffectState[] }>
type View = keyof typeof VIEWS

const LIMIT = 100

/** Effects of these states, newest change first. */
export async function effectsOf(
  { outbox }: Pick<ConsoleContext, 'outbox'>,
  states: readonly EffectState[],
  limit: number,
  account?: string,
): Promise<readonly Effect[]> {
  const of = account === undefined ? {} : { account: accountName(account) }
  const lists = await Promise.all(states.map((state) => outbox.list({ state, limit, ...of })))
  return lists
    .flat()
    .toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
    .slice(0, limit)
}

/** The list as a table; no text of a buyer or to a buyer is on it. */
export function effectTable(effects: readonly Effect[], times: Times, whenEmpty: string): Html {
  if (effects.length === 0) return html`<p class="empty">${whenEmpty}</p>`
  return html`<table>
    <thead>
      <tr>
        <th class="medium">What</th>
        <th class="narrow">Account</th>
        <th class="narrow">State</th>
        <th>Why</th>
        <th class="narrow right">Changed</th>
      </tr>
    </thead>
    <tbody>
      ${effects.map((effect) => effectRow(effect, times))}
    </tbody>
  </table>`
}

function effectRow(effect: Effect, times: Times): Html {
  const { id, account, state, updated, source } = effect
  return html`<tr>
    <td data-label="What">
      <a class="strong" href="/console/effects/${encodeURIComponent(id)}">${effectTitle(effect)}</a>
      ${source !== null && html`<span class="sub">${source.model} ${source.id}</span>`}
    </td>
    <td data-label="Account">${account}</td>
    <td data-label="State">${stateBadge(state)}</td>
    <td data-label="Why" class="why">${why(effect, times)}</td>
    <td data-label="Changed" class="right nowrap">${times.relative(updated)}</td>
  </tr>`
}

function why(effect: Effect, times: Times): Content {
  const { state, notBefore, attempts } = effect
  const reason = reasonSentence(effect)
  const due = state === 'planned' && notBefore !== null && html`Due ${times.relative(notBefore)}. `
  const tries = attempts > 1 && html` <span class="muted">${attempts} tries.</span>`
  if (reason === null && due === false && tries === false) return html`<span class="muted">–</span>`
  return [due, reason, tries]
}

export function registerEffectList(app: FastifyInstance, context: ConsoleContext): void {
  app.get<{ Querystring: { view?: string; account?: string } }>(
    '/console/effects',
    {
      ...CONSOLE_ROUTE,
      schema: {
        summary: 'Effects by state',
        tags: ['console'],
        querystring: {
          type: 'object',
          properties: { view: { type: 'string', enum: Object.keys(VIEWS) }, account: { type: 'string' } },
        },
        response: htmlAnswer,
      },
    },
    async (request, reply) => {
      const view = (request.query.view ?? 'open') as View
      const { account } = request.query
      const effects = await effectsOf(context, VIEWS[view].states, LIMIT, account)
      return sendPage(reply, context, {
        title: 'Effects',
        current: '/console/effects',
        body: html`<h1>Effects</h1>
          <p class="lead">Everything the service did, is to do or did not do outside, the newest change first.</p>
          ${views(view, account)} ${effectTable(effects, timesOf(context), emptyWords(account))}
          ${effects.length === LIMIT && html`<p class="muted">The newest ${LIMIT} are shown; all: <code>marketplace-care outbox list</code></p>`}`,
      })
    },
  )
}

function views(current: View, account: string | undefined): Html {
  const suffix = account === undefined ? '' : `&account=${encodeURIComponent(account)}`
  const entries = Object.entries(VIEWS).map(([name, { word }]) => {
    const href = `/console/effects?view=${name}${suffix}`
    return name === current
      ? html`<a href="${href}" aria-current="true">${word}</a>`
      : html`<a href="${href}">${word}</a>`
  })
  const of = account !== undefined && html`<span class="muted">of ${account}</span>`
  return html`<nav class="tabs" aria-label="States">${entries} ${of}</nav>`
}

const emptyWords = (account: string | undefined): string =>
  account === undefined ? 'None.' : `None of the account ${account}.`
