import { addon } from './cases/addon.ts'
import { agent } from './cases/agent.ts'
import { bridgeAddresses } from './cases/bridge-addresses.ts'
import { bridgeCases } from './cases/bridge-cases.ts'
import { bridgeDeadlines } from './cases/bridge-deadlines.ts'
import { bridgeOrders } from './cases/bridge-orders.ts'
import { bridgeOthers } from './cases/bridge-others.ts'
import { bridgeTickets } from './cases/bridge-tickets.ts'
import { bridgeTraces } from './cases/bridge-traces.ts'
import { chatter } from './cases/chatter.ts'
import { clerksGoods } from './cases/clerk-goods.ts'
import { clerksMoney } from './cases/clerk-money.ts'
import { fields } from './cases/fields.ts'
import { loading } from './cases/load.ts'
import { protocol } from './cases/protocol.ts'
import { records } from './cases/records.ts'
import { rights } from './cases/rights.ts'
import type { Case } from './subject.ts'

const either = (cases: readonly Case[]): readonly Case[] => cases.map((one) => ({ ...one, protocol: 'either' }))

/** Every promise that the sandbox keeps like a real Odoo 19. */
export const CASES: readonly Case[] = [
  ...protocol,
  ...either(fields),
  ...either(records),
  ...loading,
  ...either(chatter),
  ...either(rights),
  ...either(clerksGoods),
  ...either(clerksMoney),
  ...either(agent),
  ...addon,
  ...bridgeTickets,
  ...bridgeOthers,
  ...bridgeDeadlines,
  ...bridgeCases,
  ...bridgeOrders,
  ...bridgeAddresses,
  ...bridgeTraces,
]
