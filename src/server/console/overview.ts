import type { FastifyInstance } from 'fastify'
import { accountName } from '../../domain/ids.ts'
import { html, type Content, type Html } from '../html.ts'
import type { ServiceStatus } from '../ports.ts'
import { accountsSection, type AccountFigures } from './accounts.ts'
import { alarmsSection } from './alarms.ts'
import { casesSection } from './cases.ts'
import { deadlinesSection } from './deadlines.ts'
import { effectTable, effectsOf } from './effects.ts'
import { registerHolds } from './holds.ts'
import { section } from './layout.ts'
import { notice, sendPage, timesOf, type ConsoleContext } from './pages.ts'
import { CONSOLE_ROUTE, htmlAnswer, redirectAnswer } from './route.ts'
import { newestOfEach, runTable } from './runs.ts'
import { badge, capital } from './words.ts'

const LIMIT = 20
const DEADLINES = 8
const CASES = 8
const RUNS_READ = 500

/** The first page: is all well, what needs a person, how are the accounts, what ran. */
export function registerOverview(app: FastifyInstance, context: ConsoleContext): void {
  app.get(
    '/',
    {
      config: { access: 'open' },
      schema: { summary: 'Leads to the console', tags: ['console'], response: redirectAnswer },
    },
    async (_request, reply) => reply.redirect('/console', 303),
  )
  app.get<{ Querystring: { done?: string } }>(
    '/console',
    { ...CONSOLE_ROUTE, schema: { summary: 'Overview', tags: ['console'], response: htmlAnswer } },
    async (request, reply) =>
      sendPage(reply, context, {
        title: 'Overview',
        current: '/console',
        body: [notice(request), await overview(context)],
      }),
  )
  registerHolds(app, context)
}

async function overview(context: ConsoleContext): Promise<Html> {
  const [status, states, decide, failed, waiting, runs, figures, alarms, deadlines, cases, held] = await Promise.all([
    context.status(),
    context.ledger.accountStates(),
    effectsOf(context, ['unknown', 'proposed'], LIMIT),
    effectsOf(context, ['failed'], LIMIT),
    effectsOf(context, ['sending', 'planned'], LIMIT),
    context.ledger.lastRuns(RUNS_READ),
    messageFigures(context),
    context.alarms?.() ?? [],
    context.ledger.nextDeadlines?.(DEADLINES) ?? [],
    context.ledger.cases?.list({ which: 'open', limit: CASES }) ?? [],
    context.holds?.list() ?? [],
  ])
  const times = timesOf(context)
  return html`<h1 class="hidden">Overview</h1>
    ${statusLine(status)} ${alarms.length > 0 && alarmsSection(alarms, times)}
    ${decide.length > 0 && section('Needs a look', effectTable(decide, times, ''), more('open'))}
    ${failed.length > 0 && section('Failed', effectTable(failed, times, ''), more('failed'))}
    ${deadlines.length > 0 && deadlinesSection(deadlines, times, context.odooUrl)}
    ${cases.length > 0 && casesSection(cases, times, context.odooUrl)}
    ${accountsSection(context.accounts, states, figures, times, { accounts: context.holds?.accounts ?? [], held })}
    ${section('On its way', effectTable(waiting, times, 'Nothing is waiting to be sent.'), more('open'))}
    ${section('Last runs', runTable(newestOfEach(runs), times, 'No job has run yet.'), html`<a href="/console/runs">All runs</a>`)}`
}

const more = (view: string): Html => html`<a href="/console/effects?view=${view}">All of them</a>`

function statusLine({ ready, checks }: ServiceStatus): Html {
  const troubled = checks.filter(({ ok }) => !ok)
  const words = !ready ? 'Not ready' : troubled.length === 0 ? 'All is well' : 'Works, but wants a look'
  const tone = !ready ? 'bad' : troubled.length === 0 ? 'good' : 'warn'
  return html`<section class="status ${tone}">
    <p class="verdict">${words}</p>
    <ul class="checks">
      ${checks.map(({ name, ok, detail }) => html`<li>${badge(capital(name), ok ? 'good' : 'bad')} ${shortOf(ok, detail)}</li>`)}
    </ul>
  </section>`
}

/** The account's card says the rest. */
const shortOf = (ok: boolean, detail: string): Content =>
  ok ? html`<span class="muted">${detail}</span>` : html`<span>${detail.split('. ')[0]}</span>`

async function messageFigures({ accounts, ledger }: ConsoleContext): Promise<ReadonlyMap<string, AccountFigures>> {
  const entries = accounts.map(async ({ name }) => [name, await ledger.messageTotals(accountName(name))] as const)
  return new Map(await Promise.all(entries))
}
