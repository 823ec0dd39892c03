import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebhookAnswer, WebhookCall } from '../kit/connector.ts'
import { Refusal } from './errors.ts'
import type { ServerPorts, WebhookPorts } from './ports.ts'

export const WEBHOOK_PATH = '/webhooks/'

const NONE =
  'There is no webhook at this address: no account of this name takes pushes, or PUBLIC_URL is not set. Messages are fetched by polling, so nothing is lost. Remove the subscription at the marketplace.'

/**
 * Takes what marketplaces push to /webhooks/:account. A push is a hint to look now: it is answered at once, what it is about is
 * read from the marketplace afterwards, and nothing of it is believed.
 */
export function registerWebhooks(app: FastifyInstance, { webhooks, log }: ServerPorts): void {
  // A scope of its own: here bodies stay as they were sent, since they are signed.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body)
    })
    scope.route<{ Params: { account: string } }>({
      method: ['GET', 'POST'],
      url: `${WEBHOOK_PATH}:account`,
      config: { access: 'signed' },
      schema: {
        summary: 'Pushes of marketplaces; each proves by its signature where it comes from',
        tags: ['webhooks'],
        params: { type: 'object', required: ['account'], properties: { account: { type: 'string' } } },
        response: {
          200: { description: 'The answer to a challenge.', content: { 'text/plain': { schema: { type: 'string' } } } },
          204: { description: 'Taken as a hint to look now.', type: 'null' },
        },
      },
      handler: async (request, reply) => {
        const { account } = request.params
        const answer = webhooks?.receive(account, callOf(request, webhooks))
        if (webhooks === undefined || answer === undefined) throw new Refusal(404, NONE)
        if (answer.kind === 'refused') log.warn({ account, status: answer.status }, 'a push was refused')
        if (answer.kind === 'hint') webhooks.look(account, answer.look)
        return tell(reply, answer)
      },
    })
  })
}

function callOf({ method, url, headers, body }: FastifyRequest, { publicUrl }: WebhookPorts): WebhookCall {
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])
  return {
    method: method === 'POST' ? 'POST' : 'GET',
    url: `${publicUrl}${url}`,
    headers: Object.fromEntries(single) as WebhookCall['headers'],
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : new Uint8Array(),
  }
}

function tell(reply: FastifyReply, answer: WebhookAnswer): FastifyReply {
  switch (answer.kind) {
    case 'challenge':
      return reply.type(answer.contentType).send(answer.body)
    case 'hint':
      return reply.code(204).send()
    case 'refused':
      throw new Refusal(answer.status, answer.reason)
    default: {
      const missing: never = answer
      return missing
    }
  }
}
