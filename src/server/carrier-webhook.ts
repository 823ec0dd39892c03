import type { FastifyInstance } from 'fastify'
import { DELAY_REASONS } from '../domain/notification.ts'
import { PARCEL_STATES } from '../domain/parcel-event.ts'
import { Refusal } from './errors.ts'
import type { ServerPorts } from './ports.ts'

const NONE =
  'There is no webhook at this address: CARRIER_WEBHOOK_SECRET is not set. Set it to let carriers tell where parcels are.'
/** The longest list of events with all that they may say. */
const BODY_BYTES = 512 * 1024
const time = { type: 'string', format: 'date-time' }

/** What a caller sends, for the description of the interface only: it is checked after its signature. */
const event = {
  type: 'object',
  required: ['reference', 'status', 'at'],
  properties: {
    reference: { type: 'string', description: 'Tracking reference as it stands on the delivery in Odoo.' },
    status: { type: 'string', enum: [...PARCEL_STATES] },
    at: { ...time, description: 'When it happened, with its zone.' },
    expected: { ...time, description: 'When it will arrive, where that is known.' },
    reason: { type: 'string', enum: [...DELAY_REASONS] },
    description: { type: 'string', description: "The carrier's own words; shown to agents only." },
  },
}

/** Takes what carriers and aggregators tell of parcels at /webhooks/carrier/:name. */
export function registerCarrierWebhook(app: FastifyInstance, { carrierEvents, log }: ServerPorts): void {
  // A scope of its own: here bodies stay as they were sent, since they are signed.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body)
    })
    // What is signed is looked at after its signature.
    scope.setValidatorCompiler(() => () => true)
    scope.route<{ Params: { name: string } }>({
      method: 'POST',
      url: '/webhooks/carrier/:name',
      config: { access: 'signed' },
      bodyLimit: BODY_BYTES,
      schema: {
        summary: 'What carriers tell of parcels: one event or a list of them',
        description:
          'Signed by the header `X-Care-Signature: t=<seconds since 1970>,v1=<hex of HMAC-SHA256 over "<t>.<body>" with CARRIER_WEBHOOK_SECRET>`, which holds for five minutes. The same event told again changes nothing.',
        tags: ['webhooks'],
        params: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string', description: 'Who tells: any name of letters, digits and hyphens.' } },
        },
        headers: { type: 'object', properties: { 'x-care-signature': { type: 'string' } } },
        body: { oneOf: [event, { type: 'array', items: event, minItems: 1, maxItems: 200 }] },
        response: {
          200: {
            description: 'Kept.',
            type: 'object',
            properties: {
              events: { type: 'integer', description: 'How many were sent.' },
              new: { type: 'integer', description: 'How many of them were not known yet.' },
            },
          },
        },
      },
      handler: async (request, reply) => {
        const { name } = request.params
        if (carrierEvents === undefined) throw new Refusal(404, NONE)
        if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name))
          throw new Refusal(400, 'The last part of the address is a name of small letters, digits and hyphens.')
        const header = request.headers['x-care-signature']
        const answer = await carrierEvents({
          name,
          signature: typeof header === 'string' ? header : undefined,
          body: Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array(),
        })
        if (answer.kind === 'taken') return reply.send({ events: answer.events, new: answer.isNew })
        log.warn({ carrier: name, status: answer.status }, 'what a carrier told was refused')
        throw new Refusal(answer.status, answer.reason)
      },
    })
  })
}
