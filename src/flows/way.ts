import type { PolicyRow } from '../domain/policy.ts'
import { carriesByRelay } from '../domain/relay.ts'
import type { OpenAccount } from './context.ts'

/** `relay`: a mail of text alone to the address that the marketplace has made for this buyer or order. */
export type Way = 'mail' | 'message' | 'relay'

/** How an account can tell its buyers what the policy allows; undefined = it is not allowed, or nothing carries it from here. */
export function wayOf(
  { manifest, connector }: Pick<OpenAccount, 'manifest' | 'connector'>,
  { verdict, channel }: Pick<PolicyRow, 'verdict' | 'channel'>,
): Way | undefined {
  if (verdict !== 'allow' && verdict !== 'must') return undefined
  if (channel === 'message') {
    if (connector.reply !== undefined) return 'message'
    return carriesByRelay(manifest) ? 'relay' : undefined
  }
  return channel === 'mail' && manifest.notifyBy === 'mail' ? 'mail' : undefined
}
