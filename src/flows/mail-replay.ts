import type { Instant } from '../domain/time.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, emptyCount } from './count.ts'
import { stopPass } from './faults.ts'
import { sortMails } from './mail-sort.ts'
import { place } from './place.ts'

export interface Replayed {
  /** How many mails were sorted again. */
  readonly again: number
  readonly count: AccountCount
}

/**
 * Reads kept mails again, after a fix or because a person asks for one that was set aside. What has a place keeps it; safe to repeat.
 * @returns undefined while somebody else mirrors the account
 */
export async function replayMails(
  opened: OpenAccount,
  which: { readonly since?: Instant; readonly id?: string },
  ports: FlowPorts,
): Promise<Replayed | undefined> {
  const { account } = opened
  const alone = await ports.ledger.alone(`mirror:${account.name}`, async () => {
    const count = emptyCount(account.name)
    const again = await ports.ledger.mails.again(account.name, which)
    try {
      await sortMails(opened, count, ports, which.id === undefined ? {} : { breaker: 'off' })
      if (account.mode !== 'read') await place(opened, count, ports, { live: false, stream: 'messages' })
    } catch (error) {
      stopPass(account, error, count, ports.log)
    }
    return { again, count }
  })
  return alone?.result
}
