import type { FastifyInstance } from 'fastify'
import type { SandboxConversation } from '../../kit/sandbox.ts'
import { section } from '../../server/console/layout.ts'
import { Refusal } from '../../server/errors.ts'
import { html, type Html } from '../../server/html.ts'
import { lines, liveAnswer, livePart, sendDemoPage, talk, type Bubble } from './layout.ts'
import type { FilledForm } from './multipart.ts'
import type { DemoOrder, DemoPorts } from './ports.ts'
import { demoAction, demoPage, demoPart } from './route.ts'

type Marketplace = DemoPorts['marketplaces'][number]

/** Where a buyer writes: a talk that goes on, or a new one about an order. */
interface Place {
  readonly marketplace: Marketplace
  readonly conversation: SandboxConversation
}

/** The page on which a person is the buyer. */
export function registerBuyerPage(app: FastifyInstance, ports: DemoPorts): void {
  app.get<{ Querystring: { in?: string } }>('/demo/buyer', demoPage('Write as a buyer'), async (request, reply) => {
    const place = findPlace(request.query.in, ports)
    return sendDemoPage(reply, {
      title: 'Buyer',
      current: '/demo/buyer',
      body: html`<h1>You are the buyer</h1>
        <p class="lead">
          Write at the marketplace, with a photo if you like. Within seconds the message is a ticket of the agent, and
          the agent's answer appears here.
        </p>
        <div class="two">
          <div>${place === undefined ? newForm(await orderChoices(ports)) : furtherForm(place)}</div>
          <div>${livePart('/demo/buyer/conversations', await conversations(ports))}</div>
        </div>`,
    })
  })

  app.get('/demo/buyer/conversations', demoPart('Conversations at the marketplaces'), async () =>
    liveAnswer(await conversations(ports)),
  )

  app.post<{ Body: FilledForm }>('/demo/buyer', demoAction('Write as a buyer', []), async (request, reply) => {
    const { files } = request.body
    const text = fieldOf(request.body, 'text')
    const place = findPlace(fieldOf(request.body, 'in'), ports)
    if (text.trim() === '' && files.length === 0) throw new Refusal(400, 'Write something first.')
    const to =
      place === undefined ? await aboutOrder(fieldOf(request.body, 'order'), ports) : await goingOn(place, ports)
    const conversation = to.marketplace.sandbox.writes({ ...to.message, role: 'buyer', text, files })
    return reply.redirect(`/demo/buyer?in=${encodeURIComponent(`${to.marketplace.name}/${conversation}`)}`, 303)
  })
}

const fieldOf = (form: FilledForm, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

/** @param name `<marketplace>/<conversation>` */
function findPlace(name: string | undefined, { marketplaces }: DemoPorts): Place | undefined {
  const [at, ...rest] = (name ?? '').split('/')
  const marketplace = marketplaces.find((one) => one.name === at)
  const conversation = marketplace?.sandbox.conversations().find(({ id }) => id === rest.join('/'))
  return marketplace === undefined || conversation === undefined ? undefined : { marketplace, conversation }
}

/** @param name `<marketplace>/<order>` */
async function aboutOrder(name: string, ports: DemoPorts) {
  const choice = (await orderChoices(ports)).find(({ value }) => value === name)
  if (choice === undefined) throw new Refusal(400, 'Choose an order first.')
  const { marketplace, order } = choice
  return { marketplace, message: { order: order.ref, buyer: order.buyer } }
}

async function goingOn({ marketplace, conversation }: Place, ports: DemoPorts) {
  const known = (await ports.orders()).find(({ ref }) => ref === conversation.order)
  const buyer = known?.buyer ?? { id: 'demo-buyer', name: 'Buyer' }
  return { marketplace, message: { conversation: conversation.id, order: conversation.order, buyer } }
}

interface Choice {
  readonly value: string
  readonly marketplace: Marketplace
  readonly order: DemoOrder
}

async function orderChoices({ marketplaces, orders }: DemoPorts): Promise<readonly Choice[]> {
  const all = await orders()
  return marketplaces.flatMap((marketplace) =>
    all
      .filter(({ account }) => account === marketplace.name)
      .map((order) => ({ value: `${marketplace.name}/${order.ref}`, marketplace, order })),
  )
}

function newForm(choices: readonly Choice[]): Html {
  const options = choices.map(
    ({ value, marketplace, order }) =>
      html`<option value="${value}">${order.buyer.name}, order ${order.ref} (${marketplace.label})</option>`,
  )
  return section(
    'A new question',
    html`<form method="post" action="/demo/buyer" enctype="multipart/form-data" class="write">
      <label for="order">Buyer and order</label>
      <select id="order" name="order">
        ${options}
      </select>
      ${textAndFile()}
    </form>`,
  )
}

function furtherForm({ marketplace, conversation }: Place): Html {
  return section(
    `More about order ${conversation.order}`,
    html`<form method="post" action="/demo/buyer" enctype="multipart/form-data" class="write">
      <input type="hidden" name="in" value="${marketplace.name}/${conversation.id}" />
      ${textAndFile()}
    </form>`,
    html`<a href="/demo/buyer">A new question</a>`,
  )
}

const textAndFile = (): Html =>
  html`<label for="text">Message</label>
    <textarea id="text" name="text" placeholder="Wo bleibt mein Paket?"></textarea>
    <label for="file">A photo or file, if you like</label>
    <input id="file" name="file" type="file" />
    <button class="primary">Send</button>`

async function conversations(ports: DemoPorts): Promise<Html> {
  const buyers = new Map((await ports.orders()).map(({ ref, buyer }) => [ref, buyer.name]))
  const all = ports.marketplaces.flatMap((marketplace) =>
    marketplace.sandbox.conversations().map((conversation) => ({ marketplace, conversation })),
  )
  if (all.length === 0) return html`<p class="empty">Nobody has written yet.</p>`
  const newestFirst = all.toSorted((a, b) => newest(b.conversation).localeCompare(newest(a.conversation)))
  return html`${newestFirst.map((place) => conversationPart(place, buyers.get(place.conversation.order) ?? 'Buyer'))}`
}

const newest = ({ messages }: SandboxConversation): string => messages.at(-1)?.at ?? ''

function conversationPart({ marketplace, conversation }: Place, buyer: string): Html {
  const href = `/demo/buyer?in=${encodeURIComponent(`${marketplace.name}/${conversation.id}`)}`
  return html`<article class="card conversation">
    <div class="heading">
      <h3>${buyer}, order ${conversation.order}</h3>
      <a href="${href}">Write more</a>
    </div>
    <p class="muted">${marketplace.label}, ${conversation.status}</p>
    ${talk(conversation.messages.map((message) => bubbleOf(message, buyer)))}
  </article>`
}

function bubbleOf(message: SandboxConversation['messages'][number], buyer: string): Bubble {
  const { role, text, at, files } = message
  const side = role === 'buyer' ? 'buyer' : role === 'seller' ? 'agent' : 'note'
  const author = role === 'buyer' ? buyer : role === 'seller' ? 'The shop' : role.replaceAll('_', ' ')
  return { side, author, text: lines(text), at, files: files.map(({ filename }) => filename) }
}
