import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FaultProxy, faultProxy } from '../../mail/fault-proxy.ts'
import type { Around } from '../around.ts'
import { toClose } from '../closing.ts'
import { type Gate, startGate } from '../gate.ts'
import { type Operator, soon } from '../operator.ts'
import { serve, type Served } from '../service.ts'

const shop = (smtpUrl: string, ordersRef: string, more: Readonly<Record<string, string>> = {}) => ({
  CONNECTOR: 'webshop',
  MODE: 'live',
  NOTIFY: 'order_confirmed',
  ORDERS_REF: ordersRef,
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'Lindenhof <service@lindenhof.example>',
  ...more,
})
const at = (port: number): string => `smtp://127.0.0.1:${String(port)}`

/** Shops whose mail servers fail in three ways, while the operator's own works. */
export function mailAlarms(around: () => Around): void {
  let operator: Operator
  let proxy: FaultProxy
  let gate: Gate
  let service: Served
  const closing = toClose()

  const refused = (password: string) =>
    shop(around().servers.submissionUrl, '^(L[0-9]+)$', { SMTP_USER: 'shop', SMTP_PASSWORD: password })
  const mailsTo = (number: string): number => around().servers.mails(`${number}@example.org`).length

  beforeAll(async () => {
    operator = await around().operator('mails')
    const port = Number(new URL(around().servers.smtpUrl).port)
    proxy = closing.add(await faultProxy({ port }))
    gate = closing.add(await startGate(port))
    await gate.shut()
    const begun = await serve({
      // Mails leave when the test says so.
      settings: { ...operator.settings, SCHEDULE_NOTIFY: '0 0 1 1 *' },
      accounts: {
        torn: shop(at(proxy.port), '^(T[0-9]+)$'),
        dead: shop(at(gate.port), '^(D[0-9]+)$'),
        refused: refused('wrong'),
      },
    })
    service = closing.add(begun)
  })
  afterAll(() => closing.all())

  test.sequential(
    'effects_unknown: a mail cut after its final dot, until a person has looked; it is not sent again',
    async () => {
      proxy.next('after-final-dot', 'cut')
      await service.buyerOrders('T1')
      expect(await service.command('run', 'notify')).toBe(1)
      await operator.told('effects_unknown', 'torn', 'open')
      await soon(() => {
        expect(mailsTo('t1')).toBe(1)
      })
      const [id = ''] = operator.effectsOf('effects_unknown')
      expect(await service.command('outbox', 'resolve', id, 'sent', '--by', 'Anna')).toBe(0)
      await operator.told('effects_unknown', 'torn', 'cleared')
      expect(await service.command('run', 'notify')).toBe(0)
      expect(mailsTo('t1')).toBe(1)
    },
  )

  test.sequential(
    'must_unsent: a confirmation that has no address to go to, until a person has told the buyer another way',
    async () => {
      await service.buyerOrders('T2')
      const { state } = service.odoo
      const contacts = state.rows('res.partner', [['email', '=', 't2@example.org']], ['id'])
      expect(contacts).toHaveLength(1)
      state.write(
        'res.partner',
        contacts.map(({ id }) => Number(id)),
        { email: false },
      )
      expect(await service.command('run', 'notify')).toBe(0)
      await operator.told('must_unsent', 'torn', 'open')
      const [id = ''] = operator.effectsOf('must_unsent')
      expect(await service.command('outbox', 'resolve', id, 'sent', '--by', 'Anna')).toBe(0)
      await operator.told('must_unsent', 'torn', 'cleared')
    },
  )

  test.sequential('effects_overdue: a mail server that is down, until it is up', async () => {
    await service.buyerOrders('D1')
    expect(await service.command('run', 'notify')).toBe(1)
    await operator.told('effects_overdue', 'dead', 'open')
    await gate.open()
    await soon(async () => {
      await service.command('run', 'notify')
      expect(mailsTo('d1')).toBe(1)
    })
    await operator.told('effects_overdue', 'dead', 'cleared')
  })

  test.sequential(
    'mail_refused: a login that is refused (535), at once, until the password is right and the service restarted',
    async () => {
      // Long enough that it is not what tells it.
      await service.stop()
      service.change({ ALERT_AFTER: '30s' })
      await service.start()
      await service.buyerOrders('L1')
      expect(await service.command('run', 'notify')).toBe(1)
      await operator.told('mail_refused', 'refused', 'open')
      await service.stop()
      service.account('refused', refused('secret'))
      await service.start()
      await soon(async () => {
        await service.command('run', 'notify')
        expect(mailsTo('l1')).toBe(1)
      })
      await operator.told('mail_refused', 'refused', 'cleared')
      expect([mailsTo('t1'), mailsTo('d1'), mailsTo('l1')]).toEqual([1, 1, 1])
    },
  )
}
