import { afterEach, beforeEach, expect, test } from 'vitest'
import { inFullSwing, onStage, type Stage } from './stage.ts'

const ORIGIN = { origin: 'http://localhost', host: 'localhost' }
let stage: Stage

beforeEach(async () => {
  stage = await onStage()
})

afterEach(async () => {
  await stage.close()
})

/** Sends a form with files the way a browser does. */
async function fill(fields: Record<string, string>, file?: File) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', file ?? new File([], ''))
  const encoded = new Response(form)
  return stage.server.inject({
    method: 'POST',
    url: '/demo/buyer',
    headers: { ...ORIGIN, 'content-type': encoded.headers.get('content-type') ?? '' },
    payload: Buffer.from(await encoded.arrayBuffer()),
  })
}

const press = (url: string, payload = '') =>
  stage.server.inject({
    method: 'POST',
    url,
    headers: { ...ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
    payload,
  })

const look = async (url: string): Promise<string> => (await stage.server.inject(url)).body

test('a question with a photo reaches the marketplace', async () => {
  const photo = new File([new Uint8Array([255, 216, 255, 0])], 'Sprung ä.jpg', { type: 'image/jpeg' })
  const answer = await fill({ order: 'market/MCDEMO01', text: 'Der Topf hat einen Sprung.' }, photo)
  const [conversation] = stage.sandbox.conversations()
  expect([answer.statusCode, answer.headers.location]).toEqual([
    303,
    `/demo/buyer?in=market%2F${conversation?.id ?? ''}`,
  ])
  expect(conversation).toMatchObject({
    order: 'MCDEMO01',
    messages: [
      {
        role: 'buyer',
        text: 'Der Topf hat einen Sprung.',
        files: [{ filename: 'Sprung ä.jpg', bytes: new Uint8Array([255, 216, 255, 0]) }],
      },
    ],
  })
})

test('a buyer can write more in the same conversation', async () => {
  await fill({ order: 'market/MCDEMO01', text: 'Wo bleibt mein Paket?' })
  const id = stage.sandbox.conversations()[0]?.id ?? ''
  await fill({ in: `market/${id}`, text: 'Hallo?' })
  expect(stage.sandbox.conversations().map(({ messages }) => messages.map(({ text }) => text))).toEqual([
    ['Wo bleibt mein Paket?', 'Hallo?'],
  ])
})

test.each([
  { fields: { order: 'market/MCDEMO01', text: '  ' }, words: 'Write something first.' },
  { fields: { order: 'market/NONE', text: 'Hallo' }, words: 'Choose an order first.' },
])('an empty form is answered with what is missing: $words', async ({ fields, words }) => {
  const answer = await fill(fields)
  expect([answer.statusCode, answer.json<{ message: string }>().message]).toEqual([400, words])
  expect(stage.sandbox.conversations()).toEqual([])
})

test('the agent answers, keeps notes and closes in the ticket', async () => {
  inFullSwing(stage)
  const sent = await press('/demo/agent/tickets/5/write', 'text=Ihr+Paket+ist+unterwegs.&as=answer')
  expect([sent.statusCode, sent.headers.location]).toEqual([303, '/demo/agent?ticket=5'])
  await press('/demo/agent/tickets/5/write', 'text=Lager+fragen&as=note')
  await press('/demo/agent/tickets/5/close')
  expect((await press('/demo/agent/tickets/../write', 'text=x&as=answer')).statusCode).toBe(404)
  expect(stage.asked).toEqual(['answer 5: Ihr Paket ist unterwegs.', 'note 5: Lager fragen', 'close 5'])
})

test('an order is driven by its buttons, by its name in Odoo', async () => {
  inFullSwing(stage)
  await press('/demo/orders/confirm')
  await press('/demo/orders/ship', 'order=S00031')
  await press('/demo/orders/refund', 'order=S00031')
  expect(stage.asked).toEqual(['confirm', 'ship S00031', 'refund S00031'])
  expect(await look('/demo/orders')).not.toContain('MCDEMO01</span>')
})

test('a ticket shows what stands in Odoo, without anything that could act', async () => {
  inFullSwing(stage)
  const page = await look('/demo/agent')
  expect(page).toContain('der Topf hat einen Sprung, siehe Foto.')
  expect(page).toContain('Not sent to the buyer')
  expect(page).not.toContain('alert(1)')
})

test('a mail is shown as itself in a frame that can do nothing', async () => {
  inFullSwing(stage)
  expect(await look('/demo/orders')).toMatch(/<iframe[^>]*\ssandbox[\s>]/)
  const mail = await stage.server.inject('/demo/mails/1/body')
  expect(mail.headers['content-security-policy']).toMatch(/^default-src 'none'; .*; sandbox$/)
  expect(mail.headers['x-frame-options']).toBe('SAMEORIGIN')
  expect((await stage.server.inject('/demo/mails/9/body')).statusCode).toBe(404)
})

test.each([
  '/demo/buyer/conversations',
  '/demo/agent/tickets',
  '/demo/agent/ticket',
  '/demo/orders/list',
  '/demo/orders/mails',
])('the part %s says by its version whether it changed', async (url) => {
  const version = async () => (await stage.server.inject(url)).json<{ version: string }>().version
  const before = await version()
  expect(await version()).toBe(before)
  inFullSwing(stage)
  expect(await version()).not.toBe(before)
})

test('the demo needs no more rights than the console', async () => {
  type Operations = Record<string, Record<string, { readonly security?: unknown }>>
  const paths = Object.entries((stage.server.swagger().paths ?? {}) as Operations)
  const open = paths.filter(([, methods]) => Object.values(methods).some(({ security }) => security === undefined))
  expect(open.map(([path]) => path).filter((path) => path.startsWith('/demo'))).toEqual([
    '/demo/demo.css',
    '/demo/demo.js',
  ])
})
