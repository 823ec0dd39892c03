import type { FastifyInstance } from 'fastify'
import { section } from '../../server/console/layout.ts'
import { CONSOLE_ROUTE, htmlAnswer } from '../../server/console/route.ts'
import { Refusal } from '../../server/errors.ts'
import { html, type Content, type Html } from '../../server/html.ts'
import { liveAnswer, livePart, sendDemoPage, timeOf } from './layout.ts'
import type { DemoMail, DemoOrder, DemoPorts } from './ports.ts'
import { demoAction, demoPage, demoPart } from './route.ts'

interface Choice {
  readonly mail?: string
}

/** What a mail may do when it is shown: look like itself. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: http: https:; frame-ancestors 'self'; sandbox"

/** The page on which a person drives an order and reads what the buyer got. */
export function registerOrdersPage(app: FastifyInstance, ports: DemoPorts): void {
  app.get<{ Querystring: Choice }>('/demo/orders', demoPage('Orders and mails'), async (request, reply) => {
    const chosen = chosenMail(request.query, ports)
    const query = chosen === undefined ? '' : `?mail=${String(chosen.number)}`
    return sendDemoPage(reply, {
      title: 'Orders and mails',
      current: '/demo/orders',
      body: html`<h1>Orders and mails</h1>
        <p class="lead">
          Orders of the web shop move in Odoo; the buyer gets a mail at each step. Orders of a marketplace get none: the
          marketplace informs its buyers itself.
        </p>
        ${livePart('/demo/orders/list', orderList(await ports.orders(), ports))}
        <div class="two list mails">
          <div>${livePart(`/demo/orders/mails${query}`, mailList(ports.mails(), chosen?.number))}</div>
          <div>${chosen === undefined ? html`<p class="empty">No mail has been sent yet.</p>` : mailPart(chosen)}</div>
        </div>`,
    })
  })

  app.get('/demo/orders/list', demoPart('List of orders'), async () =>
    liveAnswer(orderList(await ports.orders(), ports)),
  )
  app.get<{ Querystring: Choice }>('/demo/orders/mails', demoPart('List of mails'), async (request) =>
    liveAnswer(mailList(ports.mails(), chosenMail(request.query, ports)?.number)),
  )
  registerMailBody(app, ports)
  registerSteps(app, ports)
}

function registerMailBody(app: FastifyInstance, ports: DemoPorts): void {
  app.get<{ Params: { number: string } }>(
    '/demo/mails/:number/body',
    { ...CONSOLE_ROUTE, schema: { summary: 'A mail as the buyer sees it', tags: ['demo'], response: htmlAnswer } },
    async (request, reply) => {
      const mail = ports.mails()[Number(request.params.number) - 1]
      if (mail === undefined) throw new Refusal(404, 'There is no such mail.')
      void reply.header('content-security-policy', MAIL_POLICY).header('x-frame-options', 'SAMEORIGIN')
      return reply.type('text/html; charset=utf-8').send(mail.html)
    },
  )
}

function registerSteps(app: FastifyInstance, { order }: DemoPorts): void {
  const back = '/demo/orders'
  app.post('/demo/orders/confirm', demoAction('Make and confirm an order', []), async (_request, reply) => {
    await order.confirm()
    return reply.redirect(back, 303)
  })
  for (const step of ['ship', 'refund'] as const) {
    app.post<{ Body: { order: string } }>(
      `/demo/orders/${step}`,
      demoAction(step === 'ship' ? 'Ship an order' : 'Pay a part of an order back', ['order']),
      async (request, reply) => {
        await order[step](request.body.order)
        return reply.redirect(back, 303)
      },
    )
  }
}

/** The mail that was asked for by its number from 1, else the newest. */
function chosenMail({ mail }: Choice, ports: DemoPorts): (DemoMail & { readonly number: number }) | undefined {
  const mails = ports.mails()
  const asked = Number(mail)
  const number = asked >= 1 && asked <= mails.length ? asked : mails.length
  const found = mails[number - 1]
  return found === undefined ? undefined : { ...found, number }
}

function orderList(orders: readonly DemoOrder[], { marketplaces }: DemoPorts): Html {
  const foreign = new Set(marketplaces.map(({ name }) => name))
  const own = orders.filter(({ account }) => !foreign.has(account)).toReversed()
  const confirm = html`<form method="post" action="/demo/orders/confirm">
    <button class="primary small">Confirm a new order</button>
  </form>`
  return section('Orders of the web shop', own.length === 0 ? noOrder() : orderTable(own), confirm)
}

const noOrder = (): Html => html`<p class="empty">None yet: confirm one, and the buyer gets the first mail.</p>`

function orderTable(orders: readonly DemoOrder[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th class="medium">Order</th>
        <th class="medium">In Odoo</th>
        <th>Buyer</th>
        <th class="medium right">Next</th>
      </tr>
    </thead>
    <tbody>
      ${orders.map(orderRow)}
    </tbody>
  </table>`
}

function orderRow({ ref, name, buyer, state }: DemoOrder): Html {
  return html`<tr>
    <td data-label="Order"><span class="strong">${ref}</span></td>
    <td data-label="In Odoo">${name ?? ref} ${state !== undefined && html`<span class="badge">${state}</span>`}</td>
    <td data-label="Buyer">${buyer.name}</td>
    <td data-label="Next" class="right">
      ${stepButton('ship', 'Ship', name ?? ref)} ${stepButton('refund', 'Refund', name ?? ref)}
    </td>
  </tr>`
}

const stepButton = (step: 'ship' | 'refund', text: string, order: string): Html =>
  html`<form method="post" action="/demo/orders/${step}" class="inline">
    <input type="hidden" name="order" value="${order}" />
    <button class="small">${text}</button>
  </form>`

function mailList(mails: readonly DemoMail[], chosen: number | undefined): Html {
  const entries = mails.map(({ to, subject, at }, index): Content => {
    const number = index + 1
    return html`<li>
      <a href="/demo/orders?mail=${number}" ${number === chosen && html`aria-current="true"`}>
        <span class="strong">${subject}</span>
        <span class="sub">${to}, ${timeOf(at)}</span>
      </a>
    </li>`
  })
  return html`<h2>Mails</h2>
    <ul class="choices">
      ${entries.toReversed()}
    </ul>`
}

function mailPart({ number, subject, to, text }: DemoMail & { readonly number: number }): Html {
  return html`<h3>${subject}</h3>
    <p class="muted">To ${to}</p>
    <iframe sandbox src="/demo/mails/${number}/body" title="The mail as the buyer sees it"></iframe>
    <details>
      <summary>The same as text</summary>
      <pre>${text}</pre>
    </details>`
}
