import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Around } from '../around.ts'
import { toClose } from '../closing.ts'
import { type Gate, startGate } from '../gate.ts'
import { type Operator, soon } from '../operator.ts'
import { serve, type Served } from '../service.ts'

const DAY_MS = 86_400_000
const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS)
const keyed = (days: number) => ({ CONNECTOR: 'keyed', MODE: 'live', KEY: `key:${daysFromNow(days).toISOString()}` })

/** Buyers who wait, a marketplace that hangs, an Odoo that was put back; and a second account, whose key tells when it ends. */
export function conversationAlarms(around: () => Around): void {
  let operator: Operator
  let gate: Gate
  let service: Served
  const closing = toClose()
  let late: string

  beforeAll(async () => {
    operator = await around().operator('conversations')
    const begun = await serve({
      program: resolve('test/alarms/with-keys.ts'),
      settings: operator.settings,
      accounts: { keyed: keyed(20) },
      async wayToMarketplace(port) {
        gate = closing.add(await startGate(port))
        gate.hold()
        return gate.port
      },
    })
    service = closing.add(begun)
    // Read with the first pass: what is older than the newest that was read is no news.
    late = service.buyerWrites('Seit zehn Tagen keine Antwort', daysFromNow(-10))
  })
  afterAll(() => closing.all())

  test.sequential('no_success: a marketplace that hangs, until it answers', async () => {
    const conversation = service.buyerWrites('Hört mich jemand?')
    await operator.told('no_success', 'kaufland-de, mirror', 'open')
    gate.release()
    await operator.told('no_success', 'kaufland-de, mirror', 'cleared')
    await soon(async () => {
      expect(await service.ticketOf(conversation)).toBeDefined()
    })
  })

  test.sequential(
    'credential_ends: a key that ends in 20 days, until it is renewed and the service restarted',
    async () => {
      await operator.told('credential_ends', 'keyed', 'open')
      await service.stop()
      service.account('keyed', keyed(365))
      // From here on hardly any slowness of a busy machine is told.
      service.change({ ALERT_AFTER: '20s' })
      await service.start()
      await operator.told('credential_ends', 'keyed', 'cleared')
    },
  )

  test.sequential('tickets_late: a buyer who wrote ten days ago, until an agent answers', async () => {
    await operator.told('tickets_late', 'kaufland-de', 'open')
    await service.agentAnswers(late, 'late.1', 'Verzeihung, hier ist sie.')
    await operator.told('tickets_late', 'kaufland-de', 'cleared')
    expect(service.answers(late)).toEqual(['Verzeihung, hier ist sie.'])
  })

  test.sequential('restored: an Odoo of yesterday, until a person has seen what differs', async () => {
    const before = service.buyerWrites('Nach der Sicherung')
    await soon(async () => {
      expect(await service.ticketOf(before)).toBeDefined()
    })
    await service.agentAnswers(before, 'restored.1', 'Vor der Rückkehr')
    await soon(() => {
      expect(service.answers(before)).toEqual(['Vor der Rückkehr'])
    })
    await service.stop()
    await service.odooOfYesterday()
    await service.start()
    await operator.told('restored', '', 'open')
    const meanwhile = service.buyerWrites('Wird noch gelesen')
    await soon(async () => {
      expect(await service.ticketOf(meanwhile)).toBeDefined()
    })
    await service.agentAnswers(meanwhile, 'restored.2', 'Wird erst später gesendet')
    expect(await service.command('run', 'reply')).toBe(1)
    expect(service.answers(meanwhile)).toEqual([])
    expect(await service.command('ledger', 'rebind', '--yes', '--by', 'Anna')).toBe(0)
    await operator.told('restored', '', 'cleared')
    await soon(async () => {
      expect(service.answers(meanwhile)).toEqual(['Wird erst später gesendet'])
      expect(await service.ticketOf(before)).toBeDefined()
    })
    expect(service.answers(before)).toEqual(['Vor der Rückkehr'])
  })
}
