import { expect, test } from 'vitest'
import { EFFECT_STATES, SUPPRESSION_REASONS } from '../../src/domain/effect.ts'
import { type AccountName, accountName, conversationId } from '../../src/domain/ids.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { adviceFor } from '../../src/server/console/decisions.ts'
import { duration, figures, reasonSentence } from '../../src/server/console/words.ts'
import type { ServerPorts } from '../../src/server/ports.ts'
import { ago, effect, given, NOW, workingDay, type World } from './world.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost', host: 'localhost' }

/** The words of a page as a reader sees them. */
async function read({ server }: World, url: string): Promise<string> {
  const { body } = await server.inject({ url, headers: { accept: 'text/html' } })
  return body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')
}

test('the overview says how the accounts are, what to do about a pause, and what cannot be done why', async () => {
  const words = await read(await given({ held: workingDay() }), '/console')
  expect(words).toContain('refuses the key of account market-de (401)')
  expect(words).toContain('Seller portal → API → new key')
  expect(words).toContain('Tried again in 4 minutes')
  expect(words).toContain('Last success 1 hour ago')
  expect(words).toContain('shadow Writes to Odoo and plans everything, but sends nothing outside.')
  expect(words).toContain('read returns Not built yet.')
})

test('the overview shows what needs a person before all else, and the newest run of each job', async () => {
  const words = await read(await given({ held: workingDay() }), '/console')
  const order = ['Needs a look', 'Failed', 'Accounts', 'On its way', 'Last runs'].map((title) => words.indexOf(title))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(words).toContain('Notify 22 Nov 2026, 11:05:00 good 3 planned 2 sent 1 suppressed 1 waiting 2.0 s')
  expect(words).not.toContain('11:00:00 good')
})

test('whoever opens the bare address is led to the console', async () => {
  const { server } = await given()
  const { statusCode, headers } = await server.inject('/')
  expect([statusCode, headers.location]).toEqual([303, '/console'])
})

test('an empty house is calm', async () => {
  const words = await read(await given({ accounts: [] }), '/console')
  expect(words).toContain('All is well')
  expect(words).toContain('Nothing is waiting to be sent.')
  expect(words).toContain('No job has run yet.')
  expect(words).not.toContain('Needs a look')
})

test('suppressed effects are listed with their reason as a sentence', async () => {
  const words = await read(await given({ held: workingDay() }), '/console/effects?view=suppressed')
  expect(words).toContain('There is no e-mail address to send to.')
  expect(words).not.toContain('no_address')
})

test('a parcel says which delivery it is and what it stands for', async () => {
  const payload = {
    picking: 'WH/OUT/00009',
    order: 'MB7UWLD',
    line: '314567',
    reference: 'R1',
    carrier: 'DHL',
    article: 'Topf',
    quantity: 2,
  }
  const parcel = effect('400', {
    flow: 'tracking',
    kind: 'parcel',
    conversation: conversationId('parcels:MB7UWLD'),
    payload,
  })
  const words = await read(await given({ held: { effects: [parcel] } }), '/console/effects/400')
  expect(words).toContain('Parcel DHL R1 · WH/OUT/00009 For order MB7UWLD, item 314567 : 2 × Topf')
  expect(words).not.toContain('parcels:')
})

test('every reason of the closed list has its sentence', () => {
  for (const [reason, sentence] of Object.entries(SUPPRESSION_REASONS)) {
    expect(reasonSentence({ state: 'suppressed', reason })).toBe(sentence)
  }
  expect(reasonSentence({ state: 'failed', reason: 'too_old' })).toBe('too_old')
})

test.each(['/console', '/console/effects?view=all', '/console/runs', '/console/effects/300', '/console/effects/301'])(
  'no text of a buyer and no address of one is on %s',
  async (url) => {
    const { server, logged } = await given({ held: workingDay() })
    const { body, statusCode } = await server.inject({ url })
    expect(statusCode).toBe(200)
    expect(body + logged.join('')).not.toMatch(/SECRET WORDS|buyer@example\.org/)
  },
)

test('the page of an effect tells its history, the verdict and what can be done', async () => {
  const world = await given({ held: workingDay() })
  const unclear = await read(world, '/console/effects/311')
  expect(unclear).toContain('Order confirmed Unclear')
  expect(unclear).toContain('marketplace-care outbox resolve 311 not-sent')
  expect(unclear).toContain('22 Nov 2026, 10:05:12 planned since then tried once')
  const held = await read(world, '/console/effects/301')
  expect(held).toContain('A link leads away from the marketplace. Take it out. www.shop.example')
  expect(held).toContain('marketplace-care outbox override 301')
})

test('what a name or a reason holds is shown, never run', async () => {
  const reason = '<script>alert(1)</script>"\'&'
  const { server } = await given({ held: { effects: [effect('1', { state: 'failed', reason })] } })
  const { body } = await server.inject('/console/effects?view=failed')
  expect(body).not.toContain('<script>')
  expect(body).toContain('&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;')
})

test('a decision of a person is carried out and noted', async () => {
  const world = await given({ held: workingDay() })
  const url = '/console/effects/311/resolve'
  const answer = await world.server.inject({ method: 'POST', url, headers: FORM, payload: 'decision=sent' })
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/console/effects/311?done=sent'])
  expect(world.held.effects.find(({ id }) => id === '311')?.state).toBe('done')
  expect(await read(world, '/console/effects/311?done=sent')).toContain('Noted: it counts as done.')
})

test('a decision that comes too late is refused with what is possible', async () => {
  const { server } = await given({ held: workingDay() })
  const resolve = (id: string, decision: string) =>
    server.inject({
      method: 'POST',
      url: `/console/effects/${id}/resolve`,
      headers: FORM,
      payload: `decision=${decision}`,
    })
  const late = await resolve('300', 'sent')
  expect([late.statusCode, late.json<{ message: string }>().message]).toEqual([
    409,
    'Effect 300 is not open to this decision.',
  ])
  expect((await resolve('999', 'sent')).statusCode).toBe(404)
  expect((await resolve('311', 'perhaps')).statusCode).toBe(400)
})

test('a run says by account and kind what was planned, sent and not sent, and why', async () => {
  const held = workingDay()
  const kinds = {
    shipped: { planned: 4, sent: 2, failed: 0, suppressed: { no_address: 1 } },
    delivered: { planned: 1, sent: 0, failed: 0, suppressed: { shadow: 3 } },
  }
  const at = ago(60)
  held.runs = [
    {
      job: 'notify',
      slot: at,
      started: at,
      finished: at,
      ok: true,
      result: [{ account: 'shop', planned: 5, sent: 2, kinds }],
    },
  ]
  const page = await read(await given({ held }), '/console/runs')
  expect(page).toContain('Shipped: planned 4, sent 2, not sent 1: no_address')
  expect(page).toContain('Delivered: planned 1, sent 0, would have been sent 3')
  expect(page).not.toContain('<b>10</b>')
})

test('a job is run by its button, and only a known one', async () => {
  const ran: string[] = []
  const { server } = await given({ runNow: async (job) => void ran.push(job), jobs: ['notify'] })
  const press = (job: string) => server.inject({ method: 'POST', url: `/console/jobs/${job}`, headers: FORM })
  expect((await press('notify')).headers.location).toBe('/console/runs?done=finished')
  expect((await press('format-disk')).statusCode).toBe(404)
  expect(ran).toEqual(['notify'])
})

test.each([
  { state: 'unknown', decisions: ['sent', 'not-sent'] },
  { state: 'failed', decisions: ['not-sent'] },
  { state: 'planned', decisions: [] },
  { state: 'done', decisions: [] },
] as const)('a person can say $decisions of what is $state', ({ state, decisions }) => {
  const advice = adviceFor(effect('7', { state }))
  expect(advice.decisions.map(({ button }) => button?.decision)).toEqual(decisions)
  for (const { command, button } of advice.decisions) {
    expect(command).toBe(`marketplace-care outbox resolve 7 ${String(button?.decision)}`)
  }
})

test('what the guard stopped can be released, but not where nobody may', () => {
  const stopped = { state: 'suppressed', reason: 'policy_deny' } as const
  const verdict = { allowed: false, policy: 'kaufland × shipped: deny none C (rules)', findings: [] }
  expect(adviceFor(effect('7', { ...stopped, verdict })).decisions.map(({ title }) => title)).toEqual(['Release'])
  const never = adviceFor(effect('7', { ...stopped, verdict: { ...verdict, final: true } }))
  expect(never.decisions).toEqual([])
  expect(never.sentence).toContain('nobody can release it')
})

test('every state has advice; an answer that is looked for again by itself says so', () => {
  for (const state of EFFECT_STATES) expect(adviceFor(effect('7', { state })).sentence).not.toBe('')
  const waiting = adviceFor(effect('7', { state: 'unknown', notBefore: plusSeconds(NOW, 30) }))
  expect(waiting.sentence).toContain('looks there again by itself')
})

test.each([
  {
    result: [
      { account: 'a', received: 2, suppressed: { linter: 1, shadow: 2 } },
      { account: 'b', received: 3, failed: 0 },
    ],
    shown: [
      { name: 'received', count: 5 },
      { name: 'suppressed', count: 3 },
    ],
  },
  { result: { set_aside: 4, seconds: 9 }, shown: [{ name: 'set aside', count: 4 }] },
  { result: null, shown: [] },
  { result: 'what is this', shown: [] },
])('the figures of a pass are summed over its accounts: $shown', ({ result, shown }) => {
  expect(figures(result)).toEqual(shown)
})

test.each([
  [40, '0.0 s'],
  [1_240, '1.2 s'],
  [42_300, '42 s'],
  [200_000, '3 min 20 s'],
])('%i ms is read as %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('a person holds the notifications of an account back, with name and reason, and lets them go again', async () => {
  let held: { account: AccountName; by: string; since: Instant; reason?: string }[] = []
  const holds: ServerPorts['holds'] = {
    accounts: ['shop'],
    list: () => Promise.resolve(held),
    hold: (account, kept) => {
      held = [{ account: accountName(account), since: ago(60), ...kept }]
      return Promise.resolve()
    },
    release: () => {
      held = []
      return Promise.resolve()
    },
  }
  const world = await given({ held: workingDay(), holds })
  const press = (path: string, payload = '') =>
    world.server.inject({ method: 'POST', url: `/console/accounts/${path}`, headers: FORM, payload })
  expect((await press('shop/hold', 'by=++&reason=')).statusCode).toBe(400)
  expect((await press('market-de/hold', 'by=Anna')).statusCode).toBe(404)
  expect((await press('shop/hold', 'by=Anna&reason=wrong+logo')).headers.location).toBe('/console?done=held')
  expect(held).toMatchObject([{ by: 'Anna', reason: 'wrong logo' }])
  const shown = await read(world, '/console?done=held')
  expect(shown).toContain('nothing of this account is sent')
  expect(shown).toMatch(/held back by Anna, .*: wrong logo/)
  expect((await press('shop/release')).statusCode).toBe(303)
  expect(held).toEqual([])
  expect(await read(world, '/console')).toContain('Hold back now')
})
