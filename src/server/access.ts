import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Sessions } from './session.ts'

/** Who may call a route: anybody who reaches the port, an operator, or who signs the call (checked by the route itself). */
export type Access = 'open' | 'operator' | 'signed'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route declares it; the server does not start otherwise. */
    access: Access
  }
}

export const LOGIN_PATH = '/console/login'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/

/**
 * Refuses routes that do not say who may call them, and calls by others.
 * @param sessions undefined = no password is set: operators are whoever comes by a loopback name
 */
export function guardAccess(app: FastifyInstance, sessions: Sessions | undefined): void {
  app.addHook('onRoute', requireDeclaration)
  app.addHook('onRequest', async (request, reply) => {
    const access = request.is404 ? 'open' : request.routeOptions.config.access
    if (access === 'signed') return
    if (changesSomething(request) && !comesFromOurPages(request)) {
      return reply.code(403).send(new Error('This action was not sent from the pages of this service.'))
    }
    if (access === 'open') return
    if (sessions === undefined) return refuseForeignName(request, reply)
    if (!sessions.holds(request.headers.cookie)) return askToLogIn(request, reply)
  })
}

function requireDeclaration({ method, url, config }: RouteOptions): void {
  if (config?.access === undefined) throw new Error(`${String(method)} ${url} does not declare its access`)
}

/** A page of another site that made its name point here would be answered otherwise (DNS rebinding). */
function refuseForeignName(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (LOOPBACK.test(request.headers.host ?? '')) return undefined
  const words = 'Without CONSOLE_PASSWORD the console answers only on this machine, e.g. as http://127.0.0.1:8080.'
  return reply.code(403).send(new Error(words))
}

function askToLogIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === 'GET' && wantsHtml(request)) return reply.redirect(LOGIN_PATH, 303)
  return reply.code(401).send(new Error('Log in to the console first.'))
}

const changesSomething = ({ method }: FastifyRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/** Browsers send Origin with every form; the cookie's SameSite is the second lock. */
function comesFromOurPages({ headers, is404 }: FastifyRequest): boolean {
  if (is404) return true
  const { origin, host } = headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

export const wantsHtml = ({ headers }: FastifyRequest): boolean => (headers.accept ?? '').includes('text/html')
