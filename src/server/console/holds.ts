import type { FastifyInstance } from 'fastify'
import { Refusal } from '../errors.ts'
import { html, type Html } from '../html.ts'
import type { HoldPorts } from '../ports.ts'
import type { ConsoleContext } from './pages.ts'
import { CONSOLE_ROUTE, redirectAnswer } from './route.ts'
import { badge, type Times } from './words.ts'

export type Hold = Awaited<ReturnType<HoldPorts['list']>>[number]

/** On an account's card: whether somebody holds its notifications back, and the button for it. */
export function holdPart(account: string, hold: Hold | undefined, times: Times): HoldPart {
  const action = `/console/accounts/${encodeURIComponent(account)}`
  if (hold === undefined) {
    return {
      row: html`<dt>Notifications</dt>
        <dd>not held back</dd>`,
      below: holdForm(`${action}/hold`, account),
    }
  }
  const why = hold.reason === undefined ? '' : `: ${hold.reason}`
  return {
    row: html`<dt>Notifications</dt>
      <dd>
        ${badge('held back', 'warn')} <span class="muted">by ${hold.by}, ${times.relative(hold.since)}${why}</span>
      </dd>`,
    below: html`<form method="post" action="${action}/release">
      <button class="small">Let the notifications go</button>
    </form>`,
  }
}

export interface HoldPart {
  /** Among the card's facts. */
  readonly row: Html
  readonly below: Html
}

function holdForm(action: string, account: string): Html {
  const [by, why] = [`by-${account}`, `why-${account}`]
  return html`<details>
    <summary>Hold notifications back</summary>
    <form method="post" action="${action}">
      <p class="muted">
        All of them are planned as ever, and none is sent until somebody lets them go. What the law demands waits too.
      </p>
      <label for="${by}">Your name</label>
      <input id="${by}" name="by" required maxlength="100" />
      <label for="${why}">Why</label>
      <input id="${why}" name="reason" maxlength="300" />
      <p><button>Hold back now</button></p>
    </form>
  </details>`
}

const params = {
  type: 'object',
  required: ['account'],
  properties: { account: { type: 'string', maxLength: 64 } },
} as const

/** The same as the commands `pause notify` and `resume notify`. */
export function registerHolds(app: FastifyInstance, { holds }: ConsoleContext): void {
  if (holds === undefined) return
  const known = (account: string): void => {
    if (!holds.accounts.includes(account)) throw new Refusal(404, `There is no account ${account} that sends.`)
  }
  app.post<{ Params: { account: string }; Body: { by: string; reason?: string } }>(
    '/console/accounts/:account/hold',
    {
      ...CONSOLE_ROUTE,
      schema: {
        summary: 'Hold the notifications of an account back',
        tags: ['console'],
        params,
        body: {
          type: 'object',
          required: ['by'],
          properties: {
            by: { type: 'string', pattern: '\\S', maxLength: 100 },
            reason: { type: 'string', maxLength: 300 },
          },
        },
        response: redirectAnswer,
      },
    },
    async (request, reply) => {
      const { account } = request.params
      known(account)
      const reason = request.body.reason?.trim() ?? ''
      await holds.hold(account, { by: request.body.by.trim(), ...(reason === '' ? {} : { reason }) })
      request.log.info({ account }, 'notifications are held back from the console')
      return reply.redirect('/console?done=held', 303)
    },
  )
  app.post<{ Params: { account: string } }>(
    '/console/accounts/:account/release',
    {
      ...CONSOLE_ROUTE,
      schema: {
        summary: 'Let the notifications of an account go',
        tags: ['console'],
        params,
        response: redirectAnswer,
      },
    },
    async (request, reply) => {
      const { account } = request.params
      known(account)
      await holds.release(account)
      request.log.info({ account }, 'notifications are let go from the console')
      return reply.redirect('/console?done=released', 303)
    },
  )
}
