import type { FastifyInstance } from 'fastify'
import type { ServerPorts } from './ports.ts'

const config = { access: 'open', rateLimit: false } as const

const checks = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'ok', 'detail'],
    properties: { name: { type: 'string' }, ok: { type: 'boolean' }, detail: { type: 'string' } },
  },
} as const

const readyAnswer = (description: string) => ({
  description,
  type: 'object',
  required: ['ready', 'checks'],
  properties: { ready: { type: 'boolean' }, checks },
})

/** Routes for machines: health, metrics, description. */
export function registerMachineRoutes(app: FastifyInstance, ports: ServerPorts): void {
  app.get(
    '/health/live',
    {
      config,
      schema: {
        summary: 'Whether the process runs',
        tags: ['health'],
        response: {
          200: {
            description: 'It runs.',
            type: 'object',
            required: ['status', 'version'],
            properties: { status: { type: 'string' }, version: { type: 'string' } },
          },
        },
      },
    },
    async () => ({ status: 'live', version: ports.version }),
  )

  app.get(
    '/health/ready',
    {
      config,
      schema: {
        summary: 'Whether work can be taken on, with every check',
        tags: ['health'],
        response: { 200: readyAnswer('Database and Odoo answer.'), 503: readyAnswer('One of them does not.') },
      },
    },
    async (_request, reply) => {
      const status = await ports.status()
      return reply.code(status.ready ? 200 : 503).send(status)
    },
  )

  app.get(
    '/metrics',
    {
      config,
      schema: {
        summary: 'Figures for Prometheus',
        tags: ['metrics'],
        response: { 200: { description: 'Text format.', content: { 'text/plain': { schema: { type: 'string' } } } } },
      },
    },
    async (_request, reply) =>
      reply.type(ports.metricsRegistry.contentType).send(await ports.metricsRegistry.metrics()),
  )

  app.get(
    '/openapi.json',
    {
      config: { access: 'open' },
      schema: {
        summary: 'This description',
        tags: ['description'],
        response: { 200: { description: 'OpenAPI 3.1.', type: 'object', additionalProperties: true } },
      },
    },
    async () => app.swagger(),
  )
}
