import type { FastifyInstance } from 'fastify'
import { startSandbox } from '../../../connectors/kaufland/sandbox.ts'
import { registerDemoPages } from '../../../src/demo/pages/pages.ts'
import type { DemoMail, DemoOrder, DemoPorts, DemoTicket } from '../../../src/demo/pages/ports.ts'
import type { Sandbox } from '../../../src/kit/sandbox.ts'
import { given } from '../../server/world.ts'

type Entry = DemoTicket['messages'][number]

export interface Stage {
  readonly server: FastifyInstance
  readonly sandbox: Sandbox
  readonly tickets: (DemoTicket & { readonly messages: Entry[] })[]
  readonly orders: DemoOrder[]
  readonly mails: DemoMail[]
  /** What was asked of Odoo, in order. */
  readonly asked: string[]
  close(): Promise<void>
}

const lena = { id: 'b1', name: 'Lena Vogt' }

/** The demo's pages over a marketplace's stand-in; what would happen in Odoo is noted. */
export async function onStage(): Promise<Stage> {
  const sandbox = await startSandbox({})
  const asked: string[] = []
  const tickets: Stage['tickets'] = []
  const mails: DemoMail[] = []
  const orders: DemoOrder[] = [{ ref: 'MCDEMO01', account: 'market', buyer: lena }]
  const note = async (words: string): Promise<void> => void asked.push(words)
  const ports: DemoPorts = {
    marketplaces: [{ name: 'market', label: 'Market', sandbox }],
    orders: async () => orders,
    tickets: async () => tickets,
    answer: (id, text) => note(`answer ${String(id)}: ${text}`),
    note: (id, text) => note(`note ${String(id)}: ${text}`),
    close: (id) => note(`close ${String(id)}`),
    order: {
      confirm: () => note('confirm'),
      ship: (name) => note(`ship ${name}`),
      refund: (name) => note(`refund ${name}`),
    },
    mails: () => mails,
  }
  const { server } = await given({ links: [{ href: '/demo', text: 'Demo' }] })
  registerDemoPages(server, ports)
  await server.ready()
  return {
    server,
    sandbox,
    tickets,
    orders,
    mails,
    asked,
    async close() {
      await server.close()
      await sandbox.close()
    },
  }
}

/** A talk in full swing, as one sees it after a few minutes. */
export function inFullSwing({ sandbox, tickets, orders, mails }: Stage): void {
  const id = sandbox.writes({
    order: 'MCDEMO01',
    buyer: lena,
    role: 'buyer',
    text: 'Guten Tag,\nder Topf hat einen Sprung, siehe Foto. Was nun?',
    files: [{ filename: 'sprung.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216, 255]) }],
  })
  sandbox.writes({
    conversation: id,
    order: 'MCDEMO01',
    buyer: lena,
    role: 'seller',
    text: 'Guten Tag Frau Vogt,\nwir senden Ihnen heute einen neuen Topf.\n\nFreundliche Grüße\nMitchell',
  })
  orders.push(
    { ref: 'DEMO-0001', account: 'shop', buyer: { id: '7', name: 'Maria Sommer' }, name: 'S00031' },
    { ref: 'DEMO-0002', account: 'shop', buyer: { id: '7', name: 'Maria Sommer' }, name: 'S00034', state: 'confirmed' },
  )
  const at = '2026-11-22T10:05:00Z'
  tickets.push(
    {
      id: 4,
      name: 'Market MCDEMO02: Lieferung',
      stage: 'Done',
      messages: [{ author: 'Jan Krüger', kind: 'buyer', html: '<p>Wo bleibt mein Paket?</p>', at, files: [] }],
    },
    {
      id: 5,
      name: 'Market MCDEMO01: Ware beschädigt',
      stage: 'In Progress',
      messages: [
        {
          author: 'Lena Vogt',
          kind: 'buyer',
          html: '<p>Guten Tag,<br>der Topf hat einen Sprung, siehe Foto. Was nun?</p><script>alert(1)</script>',
          at,
          files: ['sprung.jpg'],
        },
        {
          author: 'Mitchell Admin',
          kind: 'agent',
          html: '<p>Rufen Sie uns gern an: 030 1234567</p>',
          at,
          files: [],
        },
        {
          author: 'Marketplace Care',
          kind: 'note',
          html: '<p>Not sent to the buyer: a phone number is not allowed here. Take it out and send the answer again.</p>',
          at,
          files: [],
        },
        {
          author: 'Mitchell Admin',
          kind: 'agent',
          html: '<p>Guten Tag Frau Vogt,<br>wir senden Ihnen heute einen neuen Topf.</p>',
          at,
          files: [],
        },
      ],
    },
  )
  const mail = (subject: string): DemoMail => ({
    to: 'maria@example.org',
    subject,
    html: `<body style="font-family:sans-serif;padding:24px"><h1 style="font-size:20px">${subject}</h1><p>Guten Tag Frau Sommer,</p><p>Ihr Paket ist unterwegs.</p><script>alert(1)</script></body>`,
    text: 'Guten Tag Frau Sommer,\n\nIhr Paket ist unterwegs.',
    at: 'Sun, 22 Nov 2026 11:05:00 +0100',
  })
  mails.push(mail('Ihre Bestellung DEMO-0001'), mail('Ihr Paket zu DEMO-0001 ist unterwegs'))
}
