import type { FastifyInstance, FastifyReply } from 'fastify'
import { LOGIN_PATH } from '../access.ts'
import { html } from '../html.ts'
import type { Sessions } from '../session.ts'
import { page } from './layout.ts'
import { htmlAnswer, redirectAnswer } from './route.ts'

const TRIES_PER_MINUTE = 10

/** Login and logout; only where a password is set. */
export function registerLogin(app: FastifyInstance, sessions: Sessions): void {
  app.get(
    LOGIN_PATH,
    { config: { access: 'open' }, schema: { summary: 'Login', tags: ['console'], response: htmlAnswer } },
    async (_request, reply) => sendForm(reply, 200),
  )

  app.post<{ Body: { password: string } }>(
    LOGIN_PATH,
    {
      config: { access: 'open', rateLimit: { max: TRIES_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        summary: 'Begin a session',
        tags: ['console'],
        body: {
          type: 'object',
          required: ['password'],
          properties: { password: { type: 'string', maxLength: 1024 } },
        },
        response: { ...redirectAnswer, 401: { ...htmlAnswer[200], description: 'The password is wrong.' } },
      },
    },
    async (request, reply) => {
      if (!sessions.accepts(request.body.password)) {
        request.log.warn({ from: request.ip }, 'a login to the console was refused')
        return sendForm(reply, 401)
      }
      void reply.header('set-cookie', sessions.begin({ https: request.protocol === 'https' }))
      return reply.redirect('/console', 303)
    },
  )

  app.post(
    '/console/logout',
    {
      config: { access: 'operator' },
      schema: { summary: 'End the session', tags: ['console'], response: redirectAnswer },
    },
    async (_request, reply) => reply.header('set-cookie', sessions.end()).redirect(LOGIN_PATH, 303),
  )
}

function sendForm(reply: FastifyReply, status: 200 | 401): FastifyReply {
  const text = page({
    title: 'Log in',
    body: html`<section class="login">
      <h1>Log in</h1>
      ${status === 401 && html`<p class="notice bad" role="alert">That is not the password.</p>`}
      <form method="post" action="${LOGIN_PATH}">
        <label for="password">Password of the console</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required autofocus />
        <button class="primary">Log in</button>
      </form>
      <p class="muted">It is the setting <code>CONSOLE_PASSWORD</code> of the service.</p>
    </section>`,
  })
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
}
