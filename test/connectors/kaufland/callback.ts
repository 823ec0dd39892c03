import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { OpenConnector, WebhookAnswer } from '../../../src/kit/connector.ts'

/** A service of ours that answers by the connector, and what it answered. */
export async function callback(connector: OpenConnector) {
  const answers: WebhookAnswer[] = []
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const answer = connector.webhooks?.receive({
        method: incoming.method === 'POST' ? 'POST' : 'GET',
        url: `${origin}${incoming.url ?? ''}`,
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      })
      if (answer === undefined) throw new Error('it takes no pushes')
      answers.push(answer)
      if (answer.kind === 'challenge') response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body)
      else response.writeHead(answer.kind === 'hint' ? 204 : answer.status).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return { url: `${origin}/webhooks/kaufland-de`, answers }
}
