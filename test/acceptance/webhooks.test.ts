import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { WebhookAnswer, WebhookCall } from '../../src/kit/connector.ts'
import { promises } from './subjects.ts'
import type { Subject } from './subjects.ts'
import { sold } from './trade.ts'
import { failure, ORDER, promised } from './world.ts'

const CONTACT = 'operator@shop.example'

/** A world with an address that takes pushes, as the service does at /webhooks/:account. */
async function reachable(subject: Subject) {
  const world = await sold(subject)
  const webhooks = promised(world.connector.webhooks)
  const taken: { call: WebhookCall; answer: WebhookAnswer }[] = []
  const arrived: (() => void)[] = []
  let url = ''
  const server = createServer((incoming, response) => {
    void callOf(incoming, new URL(incoming.url ?? '/', url).href).then((call) => {
      const answer = webhooks.receive(call)
      taken.push({ call, answer })
      if (answer.kind === 'challenge') response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body)
      else response.writeHead(answer.kind === 'hint' ? 204 : answer.status).end()
      for (const tell of arrived.splice(0)) tell()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/acceptance`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  /** Waits for the first push that is a hint. */
  async function hinted() {
    for (;;) {
      const found = taken.find(({ answer }) => answer.kind === 'hint')
      if (found) return found
      await new Promise<void>((tell) => arrived.push(tell))
    }
  }
  return { world, webhooks, url, hinted, target: { url, contact: CONTACT } }
}

async function callOf(incoming: IncomingMessage, url: string): Promise<WebhookCall> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  return { method: incoming.method === 'GET' ? 'GET' : 'POST', url, headers, body: Buffer.concat(chunks) }
}

promises('tells by itself', 'webhook.verify', (subject) => {
  test('once subscribed, which is done once', async () => {
    const { webhooks, target, url } = await reachable(subject)
    const outcomes = async () => new Set((await webhooks.sync(target)).map(({ outcome }) => outcome))
    expect(await outcomes()).toEqual(new Set(['made']))
    expect(await outcomes()).toEqual(new Set(['kept']))
    const listed = await webhooks.list()
    expect(new Set(listed.map(({ event }) => event))).toEqual(new Set(subject.manifest.pushes?.events))
    expect(listed.filter(({ callbackUrl, active }) => callbackUrl !== url || !active)).toEqual([])
  })

  test("and no more once removed; a stranger's subscription stays", async () => {
    const { webhooks, target } = await reachable(subject)
    const other = await reachable(subject)
    await webhooks.sync(target)
    expect(await webhooks.remove(other.url)).toEqual([])
    expect((await webhooks.list()).length).toBeGreaterThan(0)
    await webhooks.remove(target.url)
    expect(await webhooks.list()).toEqual([])
  })

  test('of what happens: a hint to look, which nobody can forge', async () => {
    const { world, webhooks, target, hinted } = await reachable(subject)
    await webhooks.sync(target)
    world.trade.returns({ order: ORDER, reason: 'defect' })
    const { call, answer } = await hinted()
    expect(answer.kind === 'hint' && answer.look.length).toBeGreaterThan(0)
    const changes: Partial<WebhookCall>[] = [
      { body: Buffer.concat([call.body, Buffer.from(' ')]) },
      { url: `${call.url}?more=1` },
      { headers: {} },
      ...Object.keys(call.headers).flatMap((name) =>
        /sign/i.test(name)
          ? [{ headers: { ...call.headers, [name]: 'x'.repeat(call.headers[name]?.length ?? 0) } }]
          : [],
      ),
    ]
    for (const change of changes) expect(webhooks.receive({ ...call, ...change })).toMatchObject({ kind: 'refused' })
    world.clock.moveMs(3_600_000)
    expect(webhooks.receive(call)).toMatchObject({ kind: 'refused' })
  })

  test('at no address that does not answer for itself', async () => {
    const { webhooks } = await reachable(subject)
    const nobody = { url: 'http://127.0.0.1:1023/webhooks/acceptance', contact: CONTACT }
    expect((await failure(webhooks.sync(nobody))).kind).toMatch(/^(permanent|misconfigured|retryable)$/)
    expect(await webhooks.list()).toEqual([])
  })
})
