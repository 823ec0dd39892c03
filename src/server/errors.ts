import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isFault } from '../domain/errors.ts'
import { traceOf } from '../kit/trace.ts'
import { wantsHtml } from './access.ts'
import { messagePage } from './console/layout.ts'
import { html } from './html.ts'

/** What was asked for cannot be done; the sentence is for the person who asked. */
export class Refusal extends Error {
  readonly statusCode: number

  constructor(statusCode: number, sentence: string) {
    super(sentence)
    this.name = 'Refusal'
    this.statusCode = statusCode
  }
}

/** Answers faults and unknown paths: a page for browsers, JSON for everybody else; never an error's own text unless it is ours. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = statusOf(error, reply)
    if (status >= 500) {
      request.log.error({ route: request.routeOptions.url, ...traceOf(error) }, 'a request failed')
    }
    return answer(request, reply, status, sentenceOf(error, status))
  })
  app.setNotFoundHandler((request, reply) => answer(request, reply, 404, 'There is nothing at this address.'))
}

function statusOf(error: FastifyError, reply: FastifyReply): number {
  if (isFault(error)) return error.kind === 'permanent' ? 409 : 503
  if (error.statusCode !== undefined) return error.statusCode
  return reply.statusCode >= 400 ? reply.statusCode : 500
}

function sentenceOf(error: FastifyError, status: number): string {
  if (isFault(error) || status < 500) return error.message
  return 'Something failed here. It is in the log; the other pages may still work.'
}

function answer(request: FastifyRequest, reply: FastifyReply, status: number, sentence: string): FastifyReply {
  void reply.code(status)
  if (!wantsHtml(request)) return reply.send({ error: status, message: sentence })
  const page = messagePage(titleOf(status), html`<p>${sentence}</p>`)
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
}

function titleOf(status: number): string {
  if (status === 404) return 'Not found'
  if (status === 429) return 'Too many tries'
  return status < 500 ? 'Not possible' : 'Something failed'
}
