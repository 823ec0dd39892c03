import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Around } from '../around.ts'
import { toClose } from '../closing.ts'
import { type Cluster, startCluster } from '../cluster.ts'
import { type Operator, soon } from '../operator.ts'
import { serve, type Served } from '../service.ts'

/** A service on a PostgreSQL that is restarted, stays away, and is not there when the service starts. */
export function databaseAlarms(around: () => Around): void {
  let operator: Operator
  let cluster: Cluster
  let service: Served
  const closing = toClose()

  const hasTicket = (conversation: string): Promise<void> =>
    soon(async () => {
      expect(await service.ticketOf(conversation)).toBeDefined()
    })

  beforeAll(async () => {
    operator = await around().operator('database')
    cluster = closing.add(await startCluster())
    service = closing.add(await serve({ settings: { ...operator.settings, DATABASE_URL: cluster.url } }))
  })
  afterAll(() => closing.all())

  test.sequential('a PostgreSQL that is restarted is not worth an alarm, and work goes on', async () => {
    await hasTicket(service.buyerWrites('Vor dem Neustart'))
    await cluster.stop('fast')
    await cluster.start()
    await hasTicket(service.buyerWrites('Nach dem Neustart'))
    expect(operator.calls().filter((call) => call.startsWith('Database'))).toEqual([])
  })

  test.sequential(
    'database_away: a PostgreSQL that stays away, until it is back; what happened meanwhile is done once',
    async () => {
      const known = service.buyerWrites('Wo bleibt mein Paket?')
      await hasTicket(known)
      await cluster.stop('immediate')
      await service.agentAnswers(known, 'answer.away', 'Es ist unterwegs.')
      const meanwhile = service.buyerWrites('Ist jemand da?')
      await operator.told('database_away', '', 'open')
      expect((await fetch(`${service.address()}/health/ready`)).status).toBe(503)
      expect(await (await fetch(`${service.address()}/metrics`)).text()).toContain('marketplace_care_database_up 0')
      await cluster.start()
      await operator.told('database_away', '', 'cleared')
      await hasTicket(meanwhile)
      await soon(() => {
        expect(service.answers(known)).toEqual(['Es ist unterwegs.'])
      })
      await soon(async () => {
        expect((await fetch(`${service.address()}/health/ready`)).status).toBe(200)
      })
      const tickets = new Set(await Promise.all([known, meanwhile].map((id) => service.ticketOf(id))))
      expect(tickets.size).toBe(2)
    },
  )

  test.sequential(
    'database_away: a service that cannot open it tells so before it ends, once, and the end when it can',
    async () => {
      const another = await around().operator('unopened')
      await service.stop()
      await cluster.stop('immediate')
      service.change(another.settings)
      const [first, second] = [await service.startsInVain(), await service.startsInVain()]
      expect([first.code, second.code]).toEqual([1, 1])
      expect(first.stderr).toContain('ECONNREFUSED')
      await another.told('database_away', '', 'open')
      await cluster.start()
      await service.start()
      await another.told('database_away', '', 'cleared')
    },
  )
}
