import type { App } from './app.ts'
import { factRequest, isRefusedFact, requestFaults, takeFact } from './flows/fact-request.ts'
import type { FactPorts } from './server/ports.ts'

/** Takes facts over HTTP by the same way as the command; undefined = API_TOKEN is not set. */
export function createFacts({ settings, accounts, ports }: App): FactPorts | undefined {
  const { apiToken: token } = settings
  if (token === undefined) return undefined
  return {
    token,
    async take(body) {
      const request = factRequest.safeParse(body)
      if (!request.success)
        return { kind: 'refused', status: 400, reason: `${requestFaults(request.error).join('; ')}.` }
      try {
        const { order, fact, isNew, changed, heldBack, noted, opened } = await takeFact(
          request.data,
          'HTTP',
          accounts,
          ports,
        )
        const answer = { order: order.name, account: opened.account.name, fact: fact.fact }
        return {
          kind: 'taken',
          answer: {
            ...answer,
            new: isNew,
            notifications: changed,
            ...(heldBack === undefined ? {} : { held_back: heldBack }),
            ...(noted ? {} : { noted }),
          },
        }
      } catch (error) {
        if (!isRefusedFact(error)) throw error
        return { kind: 'refused', status: 422, reason: error.message }
      }
    },
  }
}
