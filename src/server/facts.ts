import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './errors.ts'
import type { FactPorts, ServerPorts } from './ports.ts'

export const FACTS_PATH = '/api/facts'

/** The longest words of a buyer with each sign escaped (six bytes), and the rest. */
const BODY_BYTES = 192 * 1024

/** As all errors are answered. */
const refusal = (description: string) =>
  ({
    description,
    type: 'object',
    required: ['error', 'message'],
    properties: {
      error: { type: 'integer', description: 'The status.' },
      message: { type: 'string', description: 'What is wrong and what to do.' },
    },
  }) as const

const NONE = 'There is nothing at this address: API_TOKEN is not set.'
const text = (description: string, maxLength: number) => ({ type: 'string', description, maxLength })

/** Takes facts of orders from other systems; without API_TOKEN the address does not exist. */
export function registerFacts(app: FastifyInstance, { facts, log }: ServerPorts): void {
  app.post(
    FACTS_PATH,
    {
      config: { access: 'signed' },
      bodyLimit: BODY_BYTES,
      // What is wrong with a body is said by the flow, in the words of the command; here it is only described.
      validatorCompiler: () => () => true,
      schema: {
        summary: 'A fact of an order that Odoo does not know',
        description:
          'delivered: its parcels arrived. withdrawn: the buyer withdrew from the contract; the receipt leaves at once. objected: only what the law demands still goes to the buyer. The same told again changes nothing. With the header "Authorization: Bearer <API_TOKEN>".',
        tags: ['facts'],
        security: [{ token: [] }],
        body: {
          type: 'object',
          required: ['order', 'fact', 'at'],
          additionalProperties: false,
          properties: {
            order: text('Number of the order, in Odoo or at the shop.', 200),
            fact: { type: 'string', enum: ['delivered', 'withdrawn', 'objected'] },
            at: { type: 'string', format: 'date-time', description: 'When it happened, with its time zone.' },
            text: text("withdrawn: the buyer's own words.", 20_000),
            name: text('withdrawn: who declared it.', 500),
            picking: text('delivered: only this delivery, by its name in Odoo.', 200),
          },
        },
        response: {
          200: {
            description: 'It is kept, and what follows from it is on its way.',
            type: 'object',
            required: ['order', 'account', 'fact', 'new', 'notifications'],
            properties: {
              order: { type: 'string', description: "Odoo's number." },
              account: { type: 'string' },
              fact: { type: 'string' },
              new: { type: 'boolean', description: 'false: it was told before.' },
              notifications: { type: 'integer', description: 'Notifications that it planned or moved forward.' },
              held_back: {
                type: 'string',
                description:
                  'Why what it planned is listed and not sent, a reason of the outbox; before_go_live: it happened before the account went live. Missing = it goes.',
              },
              noted: {
                type: 'boolean',
                description: 'Only as false: Odoo refuses the note on the order; every pass tries again.',
              },
            },
          },
          400: refusal('The body is not as described. Nothing was kept.'),
          401: refusal('The token is missing or wrong.'),
          404: refusal('API_TOKEN is not set: the address does not exist.'),
          422: refusal('It cannot be so: no such order, no such delivery, a time that has not come. Nothing was kept.'),
          503: refusal('Odoo is away or refuses the service for now. Send it again: the same told twice is one.'),
        },
      },
    },
    async (request) => {
      if (facts === undefined) throw new Refusal(404, NONE)
      if (!holds(request.headers.authorization, facts)) {
        log.warn({ from: request.ip }, 'a fact was refused: wrong token')
        throw new Refusal(
          401,
          'The token is missing or wrong. Send "Authorization: Bearer" with the API_TOKEN of the service.',
        )
      }
      const outcome = await facts.take(request.body)
      if (outcome.kind === 'refused') throw new Refusal(outcome.status, outcome.reason)
      return outcome.answer
    },
  )
}

/** Compared in a time that tells nothing of the token. */
function holds(header: string | undefined, { token }: FactPorts): boolean {
  const given = /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? ''
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(given), digest(token))
}
