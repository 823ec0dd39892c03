import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../server/errors.ts'
import { html, type Html } from '../../server/html.ts'
import { liveAnswer, livePart, quiet, sendDemoPage, talk } from './layout.ts'
import type { DemoPorts, DemoTicket } from './ports.ts'
import { demoAction, demoPage, demoPart } from './route.ts'

interface Choice {
  readonly ticket?: string
}

/** The page on which a person is the agent. */
export function registerAgentPage(app: FastifyInstance, ports: DemoPorts): void {
  app.get<{ Querystring: Choice }>('/demo/agent', demoPage('Answer as the agent'), async (request, reply) => {
    const tickets = await ports.tickets()
    const chosen = choose(tickets, request.query)
    const query = chosen === undefined ? '' : `?ticket=${String(chosen.id)}`
    return sendDemoPage(reply, {
      title: 'Agent',
      current: '/demo/agent',
      body: html`<h1>You are the agent</h1>
        <p class="lead">
          This is the ticket as it stands in Odoo. An answer goes to the buyer once; an internal note never does. Try an
          answer with a phone number or a link: the guard holds it back and says why.
        </p>
        <div class="two list">
          <div>${livePart(`/demo/agent/tickets${query}`, ticketList(tickets, chosen))}</div>
          <div>${chosen === undefined ? noTicket() : ticketPart(chosen, query)}</div>
        </div>`,
    })
  })

  app.get<{ Querystring: Choice }>('/demo/agent/tickets', demoPart('List of tickets'), async (request) => {
    const tickets = await ports.tickets()
    return liveAnswer(ticketList(tickets, choose(tickets, request.query)))
  })

  app.get<{ Querystring: Choice }>('/demo/agent/ticket', demoPart('One ticket'), async (request) => {
    const chosen = choose(await ports.tickets(), request.query)
    return liveAnswer(chosen === undefined ? noTicket() : thread(chosen))
  })

  app.post<{ Params: { id: string }; Body: { text: string; as: 'answer' | 'note' } }>(
    '/demo/agent/tickets/:id/write',
    demoAction('Write in a ticket', ['text', 'as']),
    async (request, reply) => {
      const id = numberOf(request.params.id)
      const { text, as } = request.body
      await (as === 'note' ? ports.note(id, text) : ports.answer(id, text))
      return reply.redirect(`/demo/agent?ticket=${String(id)}`, 303)
    },
  )

  app.post<{ Params: { id: string } }>(
    '/demo/agent/tickets/:id/close',
    demoAction('Close a ticket', []),
    async (request, reply) => {
      const id = numberOf(request.params.id)
      await ports.close(id)
      return reply.redirect(`/demo/agent?ticket=${String(id)}`, 303)
    },
  )
}

function numberOf(id: string): number {
  if (!/^\d+$/.test(id)) throw new Refusal(404, 'There is no such ticket.')
  return Number(id)
}

/** The ticket that was asked for, else the newest. */
const choose = (tickets: readonly DemoTicket[], { ticket }: Choice): DemoTicket | undefined =>
  tickets.find(({ id }) => String(id) === ticket) ?? tickets.at(-1)

const noTicket = (): Html => html`<p class="empty">There is no ticket yet. Write as a buyer first.</p>`

function ticketList(tickets: readonly DemoTicket[], chosen: DemoTicket | undefined): Html {
  if (tickets.length === 0) return html`<p class="muted">No tickets.</p>`
  const entries = tickets.toReversed().map(
    ({ id, name, stage, messages }) =>
      html`<li>
        <a href="/demo/agent?ticket=${id}" ${id === chosen?.id && html`aria-current="true"`}>
          <span class="strong">${name}</span>
          <span class="sub">${stage}, ${messages.length} ${messages.length === 1 ? 'entry' : 'entries'}</span>
        </a>
      </li>`,
  )
  return html`<ul class="choices">
    ${entries}
  </ul>`
}

function ticketPart(ticket: DemoTicket, query: string): Html {
  const action = `/demo/agent/tickets/${String(ticket.id)}`
  return html`${livePart(`/demo/agent/ticket${query}`, thread(ticket))}
    <form method="post" action="${action}/write" class="write">
      <label for="text">Your words</label>
      <textarea id="text" name="text" required placeholder="Ihr Paket ist unterwegs."></textarea>
      <div class="buttons">
        <button class="primary" name="as" value="answer">Send to the buyer</button>
        <button name="as" value="note">Keep as internal note</button>
      </div>
    </form>
    <form method="post" action="${action}/close"><button class="link">Close the ticket</button></form>`
}

function thread({ name, stage, messages }: DemoTicket): Html {
  const bubbles = messages.map(({ kind, author, html: body, at, files }) => {
    return { side: kind, author, text: quiet(body), at, files }
  })
  return html`<div class="heading title">
      <h2>${name}</h2>
      <span class="badge">${stage}</span>
    </div>
    ${talk(bubbles)}`
}
