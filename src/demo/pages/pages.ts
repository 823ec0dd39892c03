import type { FastifyInstance } from 'fastify'
import { serveFile } from '../../server/assets.ts'
import { html } from '../../server/html.ts'
import { registerAgentPage } from './agent.ts'
import { registerBuyerPage } from './buyer.ts'
import { DEMO_SCRIPT, DEMO_STYLESHEET, sendDemoPage } from './layout.ts'
import { acceptFiles } from './multipart.ts'
import { registerOrdersPage } from './orders.ts'
import type { DemoPorts } from './ports.ts'
import { demoPage } from './route.ts'

/** Adds the pages of the interactive demo under /demo to a server that does not listen yet. */
export function registerDemoPages(app: FastifyInstance, ports: DemoPorts): void {
  // A scope of their own: only these routes take files.
  void app.register(async (demo) => {
    acceptFiles(demo)
    serveFile(demo, DEMO_STYLESHEET, new URL('demo.css', import.meta.url))
    serveFile(demo, DEMO_SCRIPT, new URL('demo.js', import.meta.url))
    registerStart(demo)
    registerBuyerPage(demo, ports)
    registerAgentPage(demo, ports)
    registerOrdersPage(demo, ports)
  })
}

function registerStart(app: FastifyInstance): void {
  app.get('/demo', demoPage('What to try'), async (_request, reply) =>
    sendDemoPage(reply, {
      title: 'Demo',
      current: '/demo',
      body: html`<h1>Try it</h1>
        <p class="lead">
          Everything here is embedded: a marketplace, an Odoo, a mail server. Nothing leaves this machine.
        </p>
        <ol class="steps">
          <li><a href="/demo/buyer">Write as a buyer</a> at the marketplace, with a photo if you like.</li>
          <li><a href="/demo/agent">Answer as the agent</a> in the ticket, and see the answer arrive at the buyer.</li>
          <li>Write a phone number or a link in an answer: it is held back, with the reason in the ticket.</li>
          <li><a href="/demo/orders">Confirm, ship and refund an order</a>, and read the mails that the buyer gets.</li>
          <li><a href="/console">Look at the console</a>: what was sent, what was not, and why.</li>
        </ol>`,
    }),
  )
}
