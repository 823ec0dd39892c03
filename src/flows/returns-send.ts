import { CASE_ACTIONS } from '../domain/case.ts'
import type { DecisionPayload } from './case-decide.ts'
import { readBackDecision, sendDecision } from './case-send.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { AccountCount } from './count.ts'
import { stopPass } from './faults.ts'
import type { MoneyPayload } from './money.ts'
import { readBackMoney, sendMoney } from './money-send.ts'
import type { Sending } from './returns-outcome.ts'

/** Sends what is due of one account: first what needs a read-back, then what is planned. Resolves to how many rows it had in hand. */
export async function sendReturns(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<number> {
  let handled = 0
  for (const state of ['unknown', 'planned'] as const) {
    for (;;) {
      const claim = await ports.outbox.claim({ flow: 'returns', account: opened.account.name, state })
      if (claim === undefined) break
      handled += 1
      try {
        if (!(await step({ claim, opened, count, ports }, state))) return handled
      } catch (error) {
        await claim.release()
        stopPass(opened.account, error, count, ports.log)
        return handled
      }
    }
  }
  return handled
}

async function step(sending: Sending<unknown>, state: 'unknown' | 'planned'): Promise<boolean> {
  const { kind } = sending.claim.effect
  if (CASE_ACTIONS.some((action) => action === kind)) {
    const deciding = sending as Sending<DecisionPayload>
    return state === 'unknown' ? readBackDecision(deciding) : sendDecision(deciding)
  }
  const paying = sending as Sending<MoneyPayload>
  return state === 'unknown' ? readBackMoney(paying) : sendMoney(paying)
}
