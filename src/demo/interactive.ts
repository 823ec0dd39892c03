import { z } from 'zod'
import { locks } from '../app.ts'
import { conversationId } from '../domain/ids.ts'
import { plainToHtml } from '../domain/text.ts'
import type { DemoMail, DemoOrder, DemoPorts, DemoTicket } from './pages/ports.ts'
import { addDelivered } from '../flows/facts.ts'
import { type BuiltJob, runJob } from '../flows/passes.ts'
import { DEMO_ORDERS } from './scenario.ts'
import type { World } from './world.ts'

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)])
const ticketRow = z.object({ id: z.number(), name: z.string(), stage_id: pair })
const messageRow = z.object({
  id: z.number(),
  res_id: z.number(),
  body: z.union([z.string(), z.literal(false)]),
  date: z.string(),
  author_id: pair,
  email_from: z.union([z.string(), z.literal(false)]),
  message_type: z.string(),
  subtype_id: pair,
  attachment_ids: z.array(z.number()),
})
const attachmentRow = z.object({ id: z.number(), name: z.string() })
const orderRow = z.object({
  name: z.string(),
  client_order_ref: z.union([z.string(), z.literal(false)]),
  partner_id: pair,
  delivery_status: z.union([z.string(), z.literal(false)]),
})

/** What the demo's pages do, carried out in Odoo and at the marketplace's stand-in. */
export function demoPorts(world: World): DemoPorts {
  const { app, clerk, marketplace, sink } = world
  let steps = 0
  const nextKey = (): string => `live.${String(Date.now())}.${String((steps += 1))}`
  const soon = async (job: BuiltJob): Promise<void> => {
    await app.jobs(locks(job, app), () => runJob(job, app.accounts, app.ports))
  }
  return {
    marketplaces: [{ name: marketplace.account, label: marketplace.label, sandbox: marketplace.sandbox }],
    orders: () => ordersOf(world),
    tickets: () => ticketsOf(world),
    async answer(ticketId, text) {
      await clerk.answers({ key: nextKey(), ticketId, html: plainToHtml(text) })
    },
    async note(ticketId, text) {
      await clerk.notes({ key: nextKey(), ticketId, html: plainToHtml(text) })
    },
    async close(ticketId) {
      await clerk.closesTicket({ ticketId })
    },
    order: {
      async confirm() {
        const number = String(2000 + (Math.floor(Date.now() / 1000) % 8000)).padStart(4, '0')
        const made = await clerk.orderConfirmed({
          key: `order.DEMO-${number}`,
          customer: 'maria',
          lines: [{ product: 'pot', quantity: 1 }],
          clientOrderRef: `DEMO-${number}`,
        })
        await soon('notify')
        return made
      },
      async ship(orderName) {
        const key = await orderKey(world, orderName)
        await clerk.shipped({
          key: `parcel.${key}.${nextKey()}`,
          order: `order.${key}`,
          carrier: 'DHL',
          trackingRef: '00340434161094042588',
        })
        await soon('notify')
        const facts = await orderNamed(world, orderName)
        if (facts !== undefined)
          await addDelivered({ order: facts, at: app.ports.clock.now() }, app.accounts, app.ports)
        await soon('notify')
        return {}
      },
      async refund(orderName) {
        const key = await orderKey(world, orderName)
        await clerk.invoicedAndPaid({ key: `invoice.${key}`, order: `order.${key}` })
        await clerk.partlyRefunded({ key: `refund.${key}`, order: `order.${key}`, amount: 5, reason: 'Kulanz' })
        await soon('notify')
        return {}
      },
    },
    mails: () =>
      sink.mails().map((mail): DemoMail => ({
        to: mail.to.join(', '),
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        at: mail.headers.get('date') ?? '',
      })),
  }
}

async function ordersOf({ rpc, marketplace, shop }: World): Promise<DemoOrder[]> {
  const rows = z.array(orderRow).parse(
    await rpc('sale.order', 'search_read', [[['client_order_ref', '=like', 'DEMO-%']]], {
      fields: ['name', 'client_order_ref', 'partner_id', 'delivery_status'],
      order: 'id',
    }),
  )
  const shopOrders = rows.map(({ name, client_order_ref: ref, partner_id: partner, delivery_status: status }) => ({
    ref: ref === false ? name : ref,
    account: shop.account,
    buyer: { id: String(partner === false ? 0 : partner[0]), name: partner === false ? '' : partner[1] },
    name,
    state: status === 'full' ? 'shipped' : 'confirmed',
  }))
  return [...DEMO_ORDERS.map(({ ref, buyer }) => ({ ref, account: marketplace.account, buyer })), ...shopOrders]
}

async function ticketsOf({ rpc, app, marketplace }: World): Promise<DemoTicket[]> {
  const ids: number[] = []
  const account = app.accounts.find((opened) => opened.account.name === marketplace.account)?.account.name
  for (const { id } of marketplace.sandbox.conversations()) {
    const place = account === undefined ? undefined : await app.ports.ledger.conversation(account, conversationId(id))
    if (place?.ticket != null) ids.push(place.ticket.id)
  }
  const tickets = z
    .array(ticketRow)
    .parse(
      await rpc('helpdesk.ticket', 'search_read', [[['id', 'in', ids]]], { fields: ['name', 'stage_id'], order: 'id' }),
    )
  const messages = z.array(messageRow).parse(
    await rpc(
      'mail.message',
      'search_read',
      [
        [
          ['model', '=', 'helpdesk.ticket'],
          ['res_id', 'in', ids],
        ],
      ],
      {
        fields: ['res_id', 'body', 'date', 'author_id', 'email_from', 'message_type', 'subtype_id', 'attachment_ids'],
        order: 'date, id',
      },
    ),
  )
  const names = await fileNames(
    rpc,
    messages.flatMap((message) => message.attachment_ids),
  )
  return tickets.map(({ id, name, stage_id: stage }) => ({
    id,
    name,
    stage: stage === false ? '' : stage[1],
    messages: messages
      .filter((message) => message.res_id === id && message.body !== false && message.body !== '')
      .map((message) => shown(message, names)),
  }))
}

async function fileNames(rpc: World['rpc'], ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = z
    .array(attachmentRow)
    .parse(await rpc('ir.attachment', 'search_read', [[['id', 'in', ids]]], { fields: ['name'] }))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function shown(
  message: z.infer<typeof messageRow>,
  names: ReadonlyMap<number, string>,
): DemoTicket['messages'][number] {
  const kind =
    message.message_type === 'email'
      ? 'buyer'
      : message.subtype_id !== false && /note|notiz/i.test(message.subtype_id[1])
        ? 'note'
        : 'agent'
  return {
    author:
      message.author_id === false ? (message.email_from === false ? '' : message.email_from) : message.author_id[1],
    kind: message.message_type === 'notification' ? 'note' : kind,
    html: message.body === false ? '' : message.body,
    at: `${message.date.replace(' ', 'T')}Z`,
    files: message.attachment_ids.flatMap((id) => names.get(id) ?? []),
  }
}

async function orderKey(world: World, orderName: string): Promise<string> {
  const facts = await orderNamed(world, orderName)
  if (facts?.clientOrderRef == null) throw new Error(`There is no demo order ${orderName}.`)
  return facts.clientOrderRef
}

async function orderNamed({ app, rpc }: World, orderName: string) {
  const [id] = z.array(z.number()).parse(
    await rpc('sale.order', 'search', [['|', ['name', '=', orderName], ['client_order_ref', '=', orderName]]], {
      limit: 1,
    }),
  )
  return id === undefined ? undefined : (await app.ports.odoo.orders.orders([id])).get(id)
}
