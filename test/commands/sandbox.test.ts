import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSandbox, type KauflandSandbox } from '../../connectors/kaufland/sandbox.ts'
import { type SandboxControl, serveControl } from '../../src/commands/sandbox/control.ts'

let sandbox: KauflandSandbox
let control: SandboxControl

beforeEach(async () => {
  sandbox = await startSandbox({})
  control = await serveControl(sandbox, 0)
})

afterEach(async () => {
  await control.close()
  await sandbox.close()
})

const post = (body: string, type = 'application/json'): Promise<Response> =>
  fetch(`${control.origin}/messages`, { method: 'POST', headers: { 'content-type': type }, body })

test('a script writes as the buyer, goes on in the same conversation, and reads all of them', async () => {
  const opened = await post('{"text":"Wo ist mein Paket?","order":"MABCDEF","buyer":"Maria"}')
  const { conversation } = (await opened.json()) as { conversation: string }
  await post(JSON.stringify({ text: 'Es ist da.', conversation }))
  expect(await (await fetch(`${control.origin}/conversations`)).json()).toMatchObject([
    {
      id: conversation,
      order: 'MABCDEF',
      messages: [
        { role: 'buyer', text: 'Wo ist mein Paket?', files: [] },
        { role: 'buyer', text: 'Es ist da.' },
      ],
    },
  ])
})

test.each([
  ['no text', '{"text":" "}', 'application/json', 400],
  ['no JSON', 'text', 'application/json', 400],
  ['a form, as a page of another site could send it', '{"text":"x"}', 'text/plain', 415],
  ['a conversation that is not there', '{"text":"x","conversation":"7"}', 'application/json', 404],
  ['too much', JSON.stringify({ text: 'x'.repeat(70_000) }), 'application/json', 413],
])('%s is refused and writes nothing', async (_what, body, type, status) => {
  expect((await post(body, type)).status).toBe(status)
  expect(sandbox.conversations()).toEqual([])
})

test('there is nothing else at the control address', async () => {
  expect((await fetch(`${control.origin}/`)).status).toBe(404)
})
