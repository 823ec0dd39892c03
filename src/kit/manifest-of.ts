import type { Account } from '../domain/account.ts'
import type { Capability, ConnectorDeclaration, Manifest } from './connector.ts'

const BY_MAILBOX: readonly Capability[] = ['messages.pull', 'messages.reply']
const NO_MAILBOX = 'The account names no mailbox: IMAP_URL.'

/**
 * What a connector can do for one account: one that reads mails, but not only, has no messages where the account names no mailbox; and the
 * time for answers may be the account's to set.
 */
export function manifestOf(
  { manifest, mail, answerRule }: ConnectorDeclaration,
  { mailbox, own }: Pick<Account, 'mailbox' | 'own'>,
): Manifest {
  const rule = answerRule?.(own)
  const ruled = rule === undefined ? manifest : { ...manifest, answerRule: rule }
  if (mail === undefined || mailbox !== undefined || manifest.transport === 'mail') return ruled
  return {
    ...ruled,
    capabilities: manifest.capabilities.filter((capability) => !BY_MAILBOX.includes(capability)),
    missing: { ...manifest.missing, ...Object.fromEntries(BY_MAILBOX.map((capability) => [capability, NO_MAILBOX])) },
  }
}
