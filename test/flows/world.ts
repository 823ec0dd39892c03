import { onTestFinished } from 'vitest'
import { pino } from 'pino'
import kaufland from '../../connectors/kaufland/index.ts'
import { startSandbox, type KauflandSandbox } from '../../connectors/kaufland/sandbox.ts'
import { connectors } from '../../connectors/index.ts'
import webshop from '../../connectors/webshop/index.ts'
import type { Account } from '../../src/domain/account.ts'
import { accountName, conversationId } from '../../src/domain/ids.ts'
import { collectPolicy } from '../../src/domain/policy.ts'
import { type Clock, type Instant, instant, plusMs } from '../../src/domain/time.ts'
import { openAccount } from '../../src/app.ts'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import type { FlowPorts, OpenAccount } from '../../src/flows/context.ts'
import { type BuiltJob, type JobResult, runJob } from '../../src/flows/passes.ts'
import { createTexts } from '../../src/flows/texts.ts'
import type { Store } from '../../src/ledger/store.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { type MailSink, startMailSink } from '../../src/mail/sink.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { OdooBridge } from '../../src/odoo/bridge.ts'
import { createOdoo } from '../../src/odoo/odoo.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { memoryStore } from '../ledger/database.ts'
import { account as sampleAccount } from './samples.ts'

/** A clock that a test moves by hand; sleeping moves it too. */
export class WorldClock implements Clock {
  private at: Instant
  constructor(start: string) {
    this.at = instant(start)
  }
  now(): Instant {
    return this.at
  }
  pass(seconds: number): void {
    this.at = plusMs(this.at, seconds * 1000)
  }
  sleep(ms: number): Promise<void> {
    this.at = plusMs(this.at, ms)
    return Promise.resolve()
  }
}

export interface ChatterRow {
  readonly id: number
  readonly body: string
  readonly message_type: string
  readonly message_id: string
  readonly email_from: string | false
  readonly attachment_ids: readonly number[]
}

export interface FlowWorld {
  readonly clock: WorldClock
  readonly odoo: OdooSandbox
  readonly marketplace: KauflandSandbox
  readonly sink: MailSink
  readonly store: Store
  readonly ports: FlowPorts
  readonly accounts: readonly OpenAccount[]
  readonly clerk: Clerk
  readonly rpc: Rpc
  buyerWrites(
    text: string,
    options?: { conversation?: string; order?: string; buyer?: { id: string; name: string }; at?: Instant },
  ): string
  /** A public answer of the agent on the conversation's ticket; gives the message's id. */
  agentAnswers(conversation: string, html: string): Promise<number>
  /** What the marketplace holds of the seller, oldest first. */
  answersAtMarketplace(conversation: string): readonly string[]
  pass(job: BuiltJob): Promise<JobResult>
  ticket(conversation: string): Promise<number>
  chatter(conversation: string): Promise<readonly ChatterRow[]>
}

export interface WorldOptions {
  readonly marketplace?: Partial<Account>
  readonly shop?: Partial<Account>
  readonly readbackWaitSeconds?: readonly number[]
  /** Called after each commit of the ledger. */
  readonly onCommit?: (n: number, name: string) => void
  /** Our addons are installed in Odoo; default without. */
  readonly addon?: boolean
}

const START = '2026-03-02T09:00:00Z'

/** One marketplace account and one shop on real local servers, with a clock moved by hand. Closed after the test. */
export async function given(options: WorldOptions = {}): Promise<FlowWorld> {
  const clock = new WorldClock(START)
  const now = (): Instant => clock.now()
  const log = pino({ level: 'silent' })
  const odoo = await startOdooSandbox({ now, addon: options.addon ?? false })
  const marketplace = await startSandbox({ now })
  const sink = await startMailSink()
  const store = await memoryStore({
    clock,
    log,
    ...(options.onCommit === undefined ? {} : { onCommit: options.onCommit }),
  })
  const bridge = createOdoo({
    url: odoo.url,
    db: odoo.db,
    user: odoo.user,
    password: odoo.password,
    transport: 'jsonrpc',
    clock,
    log,
  })
  const caller = new OdooBridge({ url: odoo.url, db: odoo.db, user: odoo.user, password: odoo.password, clock })
  const rpc: Rpc = (model, method, args, kwargs) => caller.execute_kw(model, method, [args, kwargs ?? {}])
  const mailer = createMailer({ clock, log })
  const open = [
    () => store.close(),
    () => odoo.close(),
    () => marketplace.close(),
    () => sink.close(),
    () => bridge.close(),
    () => mailer.close(),
    () => Promise.resolve(caller.close()),
  ]
  // A hook of this file would belong to the first test file alone where files share what is loaded.
  onTestFinished(async () => {
    for (const close of open.toReversed()) await close()
  })
  const { host, port } = { host: '127.0.0.1', port: Number(new URL(sink.url).port) }
  const settings: Account[] = [
    sampleAccount({
      name: accountName('kaufland-de'),
      connector: kaufland.name,
      baseUrl: marketplace.baseUrl,
      notify: [],
      ordersRef: /^(K[0-9]+)$/,
      own: kaufland.config.parse(marketplace.settings),
      ...options.marketplace,
    }),
    sampleAccount({
      name: accountName('shop'),
      connector: webshop.name,
      ordersRef: /^(W[0-9]+)$/,
      smtp: { host, port, secure: false },
      mailFrom: 'Lindenhof <service@lindenhof.example>',
      ...options.shop,
    }),
  ]
  const ports: FlowPorts = {
    ledger: store.ledger,
    outbox: store.outbox,
    odoo: bridge,
    clock,
    log,
    policy: collectPolicy(connectors),
    mailer,
    renderer: createRenderer({}),
    texts: createTexts(),
    relayDomains: connectors.flatMap(({ manifest }) => manifest.relayDomains),
    readbackWaitSeconds: options.readbackWaitSeconds ?? [30, 120],
    timeZone: 'Europe/Berlin',
  }
  const accounts = settings.map((account) => openAccount(account, connectors, { clock, log }))
  await bridge.setup()
  const place = async (conversation: string) =>
    store.ledger.conversation(accountName('kaufland-de'), conversationId(conversation))
  const ticket = async (conversation: string): Promise<number> => {
    const found = await place(conversation)
    if (found?.ticket == null) throw new Error(`${conversation} has no ticket`)
    return found.ticket.id
  }
  let answers = 0
  const clerk = createClerk(rpc)
  return {
    clock,
    odoo,
    marketplace,
    sink,
    store,
    ports,
    accounts,
    clerk,
    rpc,
    buyerWrites: (text, { conversation, order = 'K1', buyer = { id: '77', name: 'Jonas Keller' }, at } = {}) =>
      marketplace.writes({
        ...(conversation === undefined ? {} : { conversation }),
        ...(at === undefined ? {} : { at }),
        order,
        buyer,
        role: 'buyer',
        text,
      }),
    agentAnswers: async (conversation, html) =>
      clerk.answers({ key: `answer.${String((answers += 1))}`, ticketId: await ticket(conversation), html }),
    answersAtMarketplace: (conversation) =>
      (marketplace.conversations().find(({ id }) => id === conversation)?.messages ?? [])
        .filter(({ role }) => role === 'seller')
        .map(({ text }) => text),
    pass: (job) => runJob(job, accounts, ports),
    ticket,
    async chatter(conversation) {
      const rows = await rpc(
        'mail.message',
        'search_read',
        [
          [
            ['model', '=', 'helpdesk.ticket'],
            ['res_id', '=', await ticket(conversation)],
          ],
        ],
        {
          fields: ['body', 'message_type', 'message_id', 'email_from', 'attachment_ids'],
          order: 'date, id',
        },
      )
      return rows as ChatterRow[]
    },
  }
}
