import type { PolicyRow } from '../domain/policy.ts'
import type { OpenAccount } from './context.ts'

/** How an account can tell its buyers what the policy allows; undefined = it is not allowed, or nothing carries it from here. */
export function wayOf(
  { manifest, connector }: Pick<OpenAccount, 'manifest' | 'connector'>,
  { verdict, channel }: Pick<PolicyRow, 'verdict' | 'channel'>,
): 'mail' | 'message' | undefined {
  if (verdict !== 'allow' && verdict !== 'must') return undefined
  if (channel === 'message') return connector.reply === undefined ? undefined : 'message'
  return channel === 'mail' && manifest.notifyBy === 'mail' ? 'mail' : undefined
}
