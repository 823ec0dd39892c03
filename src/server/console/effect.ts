import type { FastifyInstance } from 'fastify'
import type { Effect, StoredVerdict } from '../../domain/effect.ts'
import { effectId, type OdooRecord } from '../../domain/ids.ts'
import type { TrackingPayload } from '../../flows/tracking-effects.ts'
import { Refusal } from '../errors.ts'
import { html, type Content, type Html } from '../html.ts'
import { adviceFor, type Decision } from './decisions.ts'
import { section } from './layout.ts'
import { notice, sendPage, timesOf, type ConsoleContext } from './pages.ts'
import { CONSOLE_ROUTE, htmlAnswer, redirectAnswer } from './route.ts'
import { effectTitle, reasonSentence, stateBadge, stateMeaning } from './words.ts'

const params = { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 64 } } } as const

/** One effect: what it is, how it came to be so, what can be done. */
export function registerEffectPage(app: FastifyInstance, context: ConsoleContext): void {
  app.get<{ Params: { id: string }; Querystring: { done?: string } }>(
    '/console/effects/:id',
    {
      ...CONSOLE_ROUTE,
      schema: { summary: 'One effect with its history', tags: ['console'], params, response: htmlAnswer },
    },
    async (request, reply) => {
      const effect = await find(request.params.id, context)
      return sendPage(reply, context, {
        title: effectTitle(effect),
        current: '/console/effects',
        body: [notice(request), await effectBody(effect, context)],
      })
    },
  )

  app.post<{ Params: { id: string }; Body: { decision: 'sent' | 'not-sent' } }>(
    '/console/effects/:id/resolve',
    {
      ...CONSOLE_ROUTE,
      schema: {
        summary: 'A person says whether it arrived',
        tags: ['console'],
        params,
        body: {
          type: 'object',
          required: ['decision'],
          properties: { decision: { type: 'string', enum: ['sent', 'not-sent'] } },
        },
        response: redirectAnswer,
      },
    },
    async (request, reply) => {
      const effect = await find(request.params.id, context)
      const { decision } = request.body
      await context.outbox.resolve(effect.id, decision, 'console')
      request.log.info({ effect: effect.id, decision }, 'an effect was resolved in the console')
      return reply.redirect(`/console/effects/${encodeURIComponent(effect.id)}?done=${decision}`, 303)
    },
  )
}

async function find(id: string, { outbox }: ConsoleContext): Promise<Effect> {
  const effect = await outbox.effect(effectId(id))
  if (effect === undefined) throw new Refusal(404, `There is no effect ${id}.`)
  return effect
}

async function effectBody(effect: Effect, context: ConsoleContext): Promise<Html> {
  const reason = reasonSentence(effect)
  return html`<p class="path"><a href="/console/effects">Effects</a></p>
    <div class="heading title">
      <h1>${effectTitle(effect)}</h1>
      ${stateBadge(effect.state)}
    </div>
    <div class="lead">
      <p>${stateMeaning(effect.state)}</p>
      ${[reason, effect.detail].map((words) => typeof words === 'string' && html`<p class="reason">${words}</p>`)}
    </div>
    ${decisionSection(effect)} ${verdictSection(effect.verdict)} ${section('History', history(effect, context))}
    ${section('Facts', await facts(effect, context))}`
}

function decisionSection(effect: Effect): Html {
  const { sentence, decisions } = adviceFor(effect)
  const list = decisions.map((decision) => html`<li>${decisionItem(effect, decision)}</li>`)
  return section(
    'What you can do',
    html`<p>${sentence}</p>
      ${
        list.length > 0 &&
        html`<ul class="decisions">
          ${list}
        </ul>`
      }`,
  )
}

function decisionItem({ id }: Effect, { title, does, command, button: press }: Decision): Html {
  const button =
    press !== undefined &&
    html`<form method="post" action="/console/effects/${encodeURIComponent(id)}/resolve">
      <input type="hidden" name="decision" value="${press.decision}" />
      <button>${press.text}</button>
    </form>`
  return html`<div>
      <strong>${title}</strong>
      <p class="muted">${does}</p>
      <code>${command}</code>
    </div>
    ${button}`
}

function verdictSection(verdict: StoredVerdict | null): Content {
  if (verdict === null) return null
  const findings = verdict.findings.map(
    ({ message, excerpt, severity }) =>
      html`<li>
        ${severity === 'hint' && html`<span class="muted">Hint:</span> `}${message} <code>${excerpt}</code>
      </li>`,
  )
  const said = verdict.allowed ? 'It may be sent.' : 'It must not be sent as it is.'
  return section(
    'What the guard said',
    html`<p>${said} <span class="muted">${verdict.policy}</span></p>
      ${
        findings.length > 0 &&
        html`<ul class="findings">
          ${findings}
        </ul>`
      }`,
  )
}

function history(effect: Effect, context: ConsoleContext): Html {
  const { created, updated, attempts, notBefore, state } = effect
  const times = timesOf(context)
  const tried = attempts === 0 ? null : attempts === 1 ? 'tried once' : `tried ${String(attempts)} times`
  return html`<ol class="history">
    <li>${times.full(created)}<span>planned</span></li>
    ${tried !== null && html`<li><span class="muted">since then</span><span>${tried}</span></li>`}
    ${updated !== created && html`<li>${times.full(updated)}<span>${stateBadge(state)}</span></li>`}
    ${notBefore !== null && state === 'planned' && html`<li>${times.full(notBefore)}<span>due</span></li>`}
    ${notBefore !== null && state === 'unknown' && html`<li>${times.full(notBefore)}<span>looked for again</span></li>`}
  </ol>`
}

async function facts(effect: Effect, context: ConsoleContext): Promise<Html> {
  const { id, account, flow, kind, dedupeKey, source, result } = effect
  const conversation = await conversationRow(effect, context)
  return html`<dl class="facts wide">
    <dt>Account</dt>
    <dd><a href="/console/effects?view=all&amp;account=${encodeURIComponent(account)}">${account}</a></dd>
    <dt>Flow, kind</dt>
    <dd>${flow}, ${kind}</dd>
    ${
      source !== null &&
      html`<dt>In Odoo</dt>
        <dd>${odooLink(source, context)}</dd>`
    }
    ${conversation} ${parcelRows(effect)}
    ${
      typeof result['messageId'] === 'string' &&
      html`<dt>Message id</dt>
        <dd><code>${result['messageId']}</code></dd>`
    }
    <dt>Number</dt>
    <dd><code>${id}</code></dd>
    <dt>Key</dt>
    <dd><code>${dedupeKey}</code></dd>
  </dl>`
}

async function conversationRow(effect: Effect, context: ConsoleContext): Promise<Content> {
  // Parcels of an order stand in one line, which is no conversation with anybody.
  if (effect.conversation === null || effect.flow === 'tracking') return null
  const found = await context.ledger.conversation(effect.account, effect.conversation)
  const ticket = found?.ticket ?? null
  const url = found?.facts.url
  return html`<dt>Conversation</dt>
    <dd>
      ${effect.conversation} ${ticket !== null && html`· ${odooLink(ticket, context)}`}
      ${url !== undefined && /^https?:/.test(url) && html`· <a href="${url}" rel="noreferrer">at the marketplace</a>`}
    </dd>`
}

function parcelRows({ flow, payload, result }: Effect): Content {
  if (flow !== 'tracking') return null
  const { picking, order, line, reference, carrier, article, quantity } = payload as TrackingPayload
  return html`<dt>Parcel</dt>
    <dd>${String(result['carrier'] ?? carrier ?? '')} <code>${reference}</code> · ${picking}</dd>
    <dt>For</dt>
    <dd>order ${order}${line !== null && html`, item <code>${line}</code>: ${quantity} × ${article}`}</dd>`
}

/** Odoo leads from these addresses to the record, whatever its menus are. */
function odooLink({ model, id }: Pick<OdooRecord, 'model' | 'id'>, { odooUrl }: ConsoleContext): Html {
  const path =
    model === 'mail.message' ? `/mail/message/${String(id)}` : `/mail/view?model=${model}&res_id=${String(id)}`
  return html`<a href="${odooUrl + path}" rel="noreferrer">${model} ${id}</a>`
}
