import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { guardAccess } from './access.ts'
import { serveFile } from './assets.ts'
import { registerCarrierWebhook } from './carrier-webhook.ts'
import { registerEffectPage } from './console/effect.ts'
import { registerEffectList } from './console/effects.ts'
import { ICON, STYLESHEETS } from './console/layout.ts'
import { registerLogin } from './console/login.ts'
import { registerOverview } from './console/overview.ts'
import { nowOf } from './console/pages.ts'
import { registerRuns } from './console/runs.ts'
import { answerErrors } from './errors.ts'
import { registerFacts } from './facts.ts'
import { registerMachineRoutes } from './machine.ts'
import type { ServerPorts } from './ports.ts'
import { COOKIE, createSessions } from './session.ts'
import { registerWebhooks } from './webhooks.ts'

const REQUESTS_PER_MINUTE = 600
const BODY_BYTES = 64 * 1024

/** Builds the server with all its routes; the caller listens, and may add routes before. Throws when a route does not declare its access. */
export async function buildServer(ports: ServerPorts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: ports.log as FastifyBaseLogger,
    // Lines for every request would bury what matters; what fails is logged.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
  })
  const { consolePassword, serviceSecret } = ports
  const sessions =
    consolePassword === undefined
      ? undefined
      : createSessions(consolePassword, serviceSecret, () => Date.parse(nowOf(ports)))

  acceptForms(app)
  answerErrors(app)
  await secure(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Marketplace Care', version: ports.version },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: COOKIE },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const operators = route.config?.access === 'operator' && { security: [{ session: [] }] }
      return { schema: { ...schema, ...operators }, url }
    },
  })
  guardAccess(app, sessions)

  registerMachineRoutes(app, ports)
  registerWebhooks(app, ports)
  registerCarrierWebhook(app, ports)
  registerFacts(app, ports)
  for (const path of [...STYLESHEETS, ICON]) serveFile(app, path, new URL(`.${path}`, import.meta.url))

  if (sessions !== undefined) registerLogin(app, sessions)
  const context = { ...ports, loggedIn: sessions !== undefined }
  registerOverview(app, context)
  registerEffectList(app, context)
  registerEffectPage(app, context)
  registerRuns(app, context)
  return app
}

/** The pages need nothing but their own files; whatever else gets into one stays dead. */
async function secure(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'script-src': ["'self'"],
        'img-src': ["'self'"],
        'connect-src': ["'self'"],
        'frame-src': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
    // With no-referrer browsers send forms with `Origin: null`, and the check of the origin would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    // Usually plain HTTP on this machine; behind TLS the proxy sets it.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    // The demo's mails stand in frames that cannot have it, and browsers complain about the mixture.
    originAgentCluster: false,
  })
  await app.register(rateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 })
}

function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
}
