import { isFault } from '../domain/errors.ts'
import { heedParcelEvents } from './carrier.ts'
import { askCarriers } from './carrier-poll.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { AccountCount } from './count.ts'
import { planDelays } from './delay.ts'

/**
 * Where parcels are, and which promises will not hold. A part of each pass of the job `notify`: what it finds is told in the same pass.
 * What fails here is looked at again in the next pass; it holds up no mail.
 */
export async function watchParcels(
  rows: readonly { readonly opened: OpenAccount; readonly count: AccountCount }[],
  ports: FlowPorts,
): Promise<void> {
  const accounts = rows.map(({ opened }) => opened)
  const steps = {
    'asking carriers': () => askCarriers(accounts, ports),
    'what carriers told': () => heedParcelEvents(accounts, ports),
    'promised dates': () => planDelays(rows, ports),
  }
  for (const [step, work] of Object.entries(steps)) {
    try {
      await work()
    } catch (error) {
      if (!isFault(error)) throw error
      ports.log.warn({ step, fault: error.kind }, error.message)
    }
  }
}
