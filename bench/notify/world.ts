import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import webshop from '../../connectors/webshop/index.ts'
import { openAccount } from '../../src/app.ts'
import { accountName } from '../../src/domain/ids.ts'
import { collectPolicy } from '../../src/domain/policy.ts'
import { type Instant, plusMs } from '../../src/domain/time.ts'
import type { FlowPorts, OpenAccount } from '../../src/flows/context.ts'
import { createTexts } from '../../src/flows/texts.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { openStore, type Store, type StoreOptions } from '../../src/ledger/store.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { account } from '../account.ts'
import { type MemoryOrders, memoryOdoo } from './odoo.ts'

export const SHOP = accountName('bench-shop')
export const MAIL_FROM = 'Lindenhof Keramik <service@lindenhof.example>'

export interface BenchWorld {
  readonly store: Store
  readonly ports: FlowPorts
  readonly opened: OpenAccount
  close(): Promise<void>
}

/** A web shop on a real ledger and a real mail server; only Odoo is played. */
export async function benchWorld(where: StoreOptions, orders: MemoryOrders, smtpPort: number): Promise<BenchWorld> {
  const log = pino({ level: 'silent' })
  const clock = systemClock
  const store = await openStore(where, { clock, log })
  const mailer = createMailer({ clock, log })
  const now = (): Instant => clock.now()
  const ports: FlowPorts = {
    ledger: store.ledger,
    outbox: store.outbox,
    odoo: memoryOdoo(orders, now),
    clock,
    log,
    policy: collectPolicy(connectors),
    mailer,
    renderer: createRenderer({}),
    texts: createTexts(),
    relayDomains: connectors.flatMap(({ manifest }) => manifest.relayDomains),
    readbackWaitSeconds: [30],
    timeZone: 'Europe/Berlin',
  }
  const shop = {
    ...account(SHOP),
    connector: webshop.name,
    notify: ['order_confirmed'] as const,
    startFrom: plusMs(now(), -3_600_000),
    ordersRef: /^(W\d+)$/,
    mailFrom: MAIL_FROM,
    smtp: { host: '127.0.0.1', port: smtpPort, secure: false },
    own: webshop.config.parse({}),
  }
  return {
    store,
    ports,
    opened: openAccount(shop, connectors, { clock, log }),
    async close() {
      await mailer.close()
      await store.close()
    },
  }
}
