import type { FastifyInstance } from 'fastify'
import { msBetween, instant } from '../../domain/time.ts'
import type { RunRecord } from '../../ledger/ports.ts'
import { Refusal } from '../errors.ts'
import { html, type Content, type Html } from '../html.ts'
import { notice, sendPage, timesOf, type ConsoleContext } from './pages.ts'
import { CONSOLE_ROUTE, htmlAnswer, redirectAnswer } from './route.ts'
import { badge, duration, figures, kindRows, remarks, sentenceCase, type Times } from './words.ts'

const LIMIT = 100
/** A pass that ends within this is answered with its end. */
const WAIT_MS = 3_000

/** A run that has not ended by then died with its process. */
const STALE_MS = 3_600_000

/** The runs as a table. */
export function runTable(runs: readonly RunRecord[], times: Times, whenEmpty: string): Html {
  if (runs.length === 0) return html`<p class="empty">${whenEmpty}</p>`
  return html`<table>
    <thead>
      <tr>
        <th class="narrow">Job</th>
        <th class="medium">Slot</th>
        <th class="narrow">Result</th>
        <th>What it did</th>
        <th class="narrow right">Took</th>
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => runRow(run, times))}
    </tbody>
  </table>`
}

function runRow({ job, slot, started, finished, ok, result }: RunRecord, times: Times): Html {
  return html`<tr>
    <td data-label="Job"><span class="strong">${sentenceCase(job)}</span></td>
    <td data-label="Slot" class="nowrap">${slotWords(slot, times)}</td>
    <td data-label="Result">${resultBadge(ok, times.age(started))}</td>
    <td data-label="What it did" class="why">${ok === null ? '–' : did(result)}</td>
    <td data-label="Took" class="right nowrap">${finished === null ? '–' : duration(msBetween(started, finished))}</td>
  </tr>`
}

const slotWords = (slot: string, times: Times): Content =>
  Number.isNaN(Date.parse(slot)) ? slot : times.full(instant(slot))

function resultBadge(ok: boolean | null, ageMs: number): Html {
  if (ok === null) return ageMs < STALE_MS ? badge('under way', 'busy') : badge('broken off', 'warn')
  return ok ? badge('good', 'good') : badge('failed', 'bad')
}

function did(result: unknown): Content {
  const words = remarks(result)
  const counts = figures(result).map(({ name, count }) => html`<span class="figure"><b>${count}</b> ${name}</span>`)
  if (words.length === 0 && counts.length === 0) return html`<span class="muted">nothing to do</span>`
  return [counts, words.map((remark) => html`<span class="remark">${remark}</span>`), byKind(result)]
}

/** What became of the notifications, and why some were not sent. */
function byKind(result: unknown): Content {
  const rows = kindRows(result)
  if (rows.length === 0) return null
  const line = ({ account, kind, planned, sent, failed, stopped }: (typeof rows)[number]): Html => {
    const facts = [
      `planned ${String(planned)}`,
      `sent ${String(sent)}`,
      ...(failed === 0 ? [] : [`failed ${String(failed)}`]),
      ...stopped.map(({ reason, count }) =>
        reason === 'shadow' ? `would have been sent ${String(count)}` : `not sent ${String(count)}: ${reason}`,
      ),
    ]
    return html`<li><span class="strong">${account}</span> ${sentenceCase(kind)}: ${facts.join(', ')}</li>`
  }
  return html`<details>
    <summary>By account and kind</summary>
    <ul>
      ${rows.map(line)}
    </ul>
  </details>`
}

/** The newest run of each job, by the job's name. */
export function newestOfEach(runs: readonly RunRecord[]): readonly RunRecord[] {
  const newest = new Map<string, RunRecord>()
  for (const run of runs) {
    const known = newest.get(run.job)
    if (known === undefined || known.started < run.started) newest.set(run.job, run)
  }
  return [...newest.values()].toSorted((a, b) => a.job.localeCompare(b.job))
}

/** Buttons that run a job now. */
export function runButtons({ runNow, jobs = [] }: ConsoleContext): Content {
  if (runNow === undefined) return null
  const buttons = jobs.map(
    (job) =>
      html`<form method="post" action="/console/jobs/${encodeURIComponent(job)}">
        <button class="small">Run ${job}</button>
      </form>`,
  )
  return html`<div class="buttons">${buttons}</div>`
}

export function registerRuns(app: FastifyInstance, context: ConsoleContext): void {
  app.get<{ Querystring: { done?: string } }>(
    '/console/runs',
    { ...CONSOLE_ROUTE, schema: { summary: 'Last runs of the jobs', tags: ['console'], response: htmlAnswer } },
    async (request, reply) => {
      const runs = await context.ledger.lastRuns(LIMIT)
      return sendPage(reply, context, {
        title: 'Runs',
        current: '/console/runs',
        body: html`<h1>Runs</h1>
          <p class="lead">
            Jobs that run by the clock, the newest first. Messages and answers are fetched all the time and are not
            listed.
          </p>
          ${notice(request)} ${runButtons(context)} ${runTable(runs, timesOf(context), 'No job has run yet.')}`,
      })
    },
  )
  registerRunNow(app, context)
}

function registerRunNow(app: FastifyInstance, { runNow, jobs = [] }: ConsoleContext): void {
  if (runNow === undefined) return
  app.post<{ Params: { job: string } }>(
    '/console/jobs/:job',
    {
      ...CONSOLE_ROUTE,
      schema: {
        summary: 'Run a job now',
        tags: ['console'],
        params: { type: 'object', required: ['job'], properties: { job: { type: 'string', maxLength: 32 } } },
        response: redirectAnswer,
      },
    },
    async (request, reply) => {
      const { job } = request.params
      if (!jobs.includes(job)) throw new Refusal(404, `There is no job ${job} to run here.`)
      const done = await startedOrFinished(runNow(job), (error) => {
        request.log.error({ job, type: error instanceof Error ? error.name : 'unknown' }, 'a pass run by hand failed')
      })
      return reply.redirect(`/console/runs?done=${done}`, 303)
    },
  )
}

/** A long pass goes on behind the page; what goes wrong then is logged. */
async function startedOrFinished(
  pass: Promise<void>,
  whenLate: (error: unknown) => void,
): Promise<'started' | 'finished'> {
  const late = Promise.withResolvers<'started'>()
  const timer = setTimeout(() => {
    late.resolve('started')
    pass.catch(whenLate)
  }, WAIT_MS)
  try {
    return await Promise.race([pass.then(() => 'finished' as const), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
