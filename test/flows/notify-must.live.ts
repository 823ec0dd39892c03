import { describe, expect, test } from 'vitest'
import { type ShopWorld, shopping } from './shop-world.ts'

let world: ShopWorld
const begin = async (options?: Parameters<typeof shopping>[0]): Promise<void> => {
  world = await shopping(options)
}

describe('what the law demands and cannot be sent', () => {
  const activities = async (orderId: number) =>
    (await world.rpc(
      'mail.activity',
      'search_read',
      [
        [
          ['res_model', '=', 'sale.order'],
          ['res_id', '=', orderId],
        ],
      ],
      { fields: ['summary', 'note'] },
    )) as { summary: string; note: string }[]
  const unsent = async () =>
    (await world.store.outbox.troubles({ failedDays: 7, overdueSeconds: 900 })).filter(
      ({ trouble }) => trouble === 'unsent',
    )

  test('is raised with its text to print; told by a person it is over', async () => {
    await begin({ notify: ['order_confirmed'] })
    const id = await world.orders('W1', { email: '' })
    await world.count()
    expect(await world.became(id)).toEqual({ order_confirmed: 'no_address' })
    expect(await unsent()).toMatchObject([{ account: 'shop', count: 1 }])
    const [activity] = await activities(id)
    expect(activity?.summary).toContain('Bestellbestätigung')
    expect(activity?.note).toContain('Topf')
    expect(activity?.note).toContain('outbox resolve')
    const [effect] = await world.store.outbox.list({ reason: 'no_address' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'sent', 'Anna')
    expect(await unsent()).toEqual([])
  })

  test('goes once the address is right', async () => {
    await begin({ notify: ['order_confirmed'] })
    const id = await world.orders('W1', { email: '' })
    await world.count()
    world.odoo.state.write('res.partner', [await world.partner('W1')], { email: 'neu@example.org' })
    const [effect] = await world.store.outbox.list({ reason: 'no_address' })
    await world.store.outbox.resolve(effect?.id ?? ('' as never), 'not-sent', 'Anna')
    expect(await world.count()).toMatchObject({ sent: 1 })
    expect(await world.became(id)).toEqual({ order_confirmed: 'done' })
    expect(await unsent()).toEqual([])
  })

  test('in shadow mode nothing is demanded', async () => {
    await begin({ notify: ['order_confirmed'], mode: 'shadow' })
    const id = await world.orders('W1', { email: '' })
    await world.count()
    expect([await unsent(), await activities(id)]).toEqual([[], []])
  })
})
