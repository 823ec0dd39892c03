import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Around } from '../around.ts'
import { toClose } from '../closing.ts'
import { type Hook, startHook } from '../hook.ts'
import { type Operator, soon } from '../operator.ts'
import { serve, type Served } from '../service.ts'
import { mountSmallDisk, NO_MOUNT, type SmallDisk } from '../small-disk.ts'

/** One account on a small disk: what its marketplace, its Odoo and the machine can do to it. */
export function accountAlarms(around: () => Around): void {
  let operator: Operator
  let beat: Hook
  let disk: SmallDisk | undefined
  let service: Served
  const closing = toClose()

  beforeAll(async () => {
    operator = await around().operator('account')
    beat = closing.add(await startHook())
    disk = mountSmallDisk({ megabytes: 160 })
    if (disk !== undefined) closing.add(disk)
    const dataDir = join(disk?.folder ?? mkdtempSync(join(tmpdir(), 'care-data-')), 'data')
    service = closing.add(
      await serve({ settings: { ...operator.settings, DATA_DIR: dataDir, HEARTBEAT_URL: beat.url } }),
    )
  })
  afterAll(() => closing.all())

  test.sequential('the heartbeat is called once the service works', async () => {
    await soon(() => {
      expect(beat.calls()).toHaveLength(1)
    })
  })

  test.sequential('account_paused: a refused key, until a run by hand gets through', async () => {
    service.marketplace.fail({ path: /./, times: 1, how: { kind: 'status', status: 401 } })
    await operator.told('account_paused', 'kaufland-de', 'open')
    const page = await fetch(`${service.address()}/console`)
    expect(await page.text()).toContain('Account paused')
    expect(await service.command('run', 'mirror')).toBe(0)
    await operator.told('account_paused', 'kaufland-de', 'cleared')
  })

  test.sequential(
    'effects_failed: an answer that is refused for good, until a person lets it go once more',
    async () => {
      const conversation = service.buyerWrites('Wo bleibt mein Paket?')
      await soon(async () => {
        expect(await service.ticketOf(conversation)).toBeDefined()
      })
      service.marketplace.fail({ method: 'POST', path: /messages/, times: 1, how: { kind: 'status', status: 400 } })
      await service.agentAnswers(conversation, 'answer.1', 'Es ist unterwegs.')
      await operator.told('effects_failed', 'kaufland-de', 'open')
      const [id = ''] = operator.effectsOf('effects_failed')
      expect(await service.command('outbox', 'resolve', id, 'not-sent', '--by', 'Anna')).toBe(0)
      await operator.told('effects_failed', 'kaufland-de', 'cleared')
      await soon(() => {
        expect(service.answers(conversation)).toEqual(['Es ist unterwegs.'])
      })
    },
  )

  test.sequential('odoo_away: an Odoo that is down, until it is up', async () => {
    await service.odoo.stop()
    await operator.told('odoo_away', '', 'open')
    await service.odoo.start()
    await operator.told('odoo_away', '', 'cleared')
  })

  test.sequential('disk_full: nothing is taken on and nothing lost, until there is room', async (context) => {
    if (disk === undefined) return context.skip(NO_MOUNT)
    disk.fill({ leaveMegabytes: 10 })
    await operator.told('disk_full', '', 'open')
    const health = await fetch(`${service.address()}/health/ready`)
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ name: 'disk', ok: false })]) as unknown,
    })
    const conversation = service.buyerWrites('Ist der Platz schon knapp?')
    expect(await service.command('run', 'mirror')).toBe(1)
    expect(await service.ticketOf(conversation)).toBeUndefined()
    disk.free()
    await operator.told('disk_full', '', 'cleared')
    await soon(async () => {
      expect(await service.ticketOf(conversation)).toBeDefined()
    })
    await service.agentAnswers(conversation, 'answer.2', 'Nein, es ist wieder welcher da.')
    await soon(() => {
      expect(service.answers(conversation)).toEqual(['Nein, es ist wieder welcher da.'])
    })
  })
}
