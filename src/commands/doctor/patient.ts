import type { Settings } from '../../config/settings.ts'
import type { AccountName } from '../../domain/ids.ts'
import { type Fault, isFault } from '../../domain/errors.ts'
import type { Clock } from '../../domain/time.ts'
import type { OpenAccount } from '../../flows/context.ts'
import type { ConnectorDeclaration } from '../../kit/connector.ts'
import type { Store } from '../../ledger/store.ts'
import type { Mailboxes } from '../../mail/imap/ports.ts'
import type { Mailer } from '../../mail/ports.ts'
import type { ResolveTxt } from '../../mail/sender-domain.ts'
import type { Inspection } from '../../odoo/inspect-ports.ts'
import type { Odoo, OdooInfo } from '../../odoo/ports.ts'
import { LATE, within } from './examination.ts'
import { type Finding, report } from './finding.ts'

/** Everything that `doctor` looks at. */
export interface Patient {
  readonly settings: Settings
  readonly registry: readonly ConnectorDeclaration[]
  readonly accounts: readonly OpenAccount[]
  readonly odoo: Odoo
  /** This look at Odoo. */
  readonly inspection: Inspection
  readonly mailer: Mailer
  readonly mailboxes: Mailboxes
  readonly clock: Clock
  /** Or why the ledger could not be opened. */
  readonly store: Store | { readonly fault: Fault }
  /** Looks up what domains publish. */
  readonly resolveTxt: ResolveTxt
  /** Only this account is looked at. */
  readonly only?: AccountName
  /** Where account files and .env are looked for; paths are shown as seen from here. */
  readonly cwd: string
  /** What Odoo says of itself; undefined = it cannot be reached, which one finding alone tells. */
  odooInfo(): Promise<OdooInfo | undefined>
}

/** Accounts to be shown: all, or the one that was asked for. */
export const shownAccounts = ({ accounts, only }: Patient): readonly OpenAccount[] =>
  accounts.filter(({ account }) => only === undefined || account.name === only)

/** Asks once for all looks; gives up a moment before they would. */
export function asking(odoo: Odoo, limitMs: number): Patient['odooInfo'] {
  let asked: Promise<OdooInfo | undefined> | undefined
  const ask = async (): Promise<OdooInfo | undefined> => {
    try {
      const info = await within(odoo.info(), limitMs * 0.9)
      return info === LATE ? undefined : info
    } catch (error) {
      if (isFault(error)) return undefined
      throw error
    }
  }
  return () => (asked ??= ask())
}

/** A look that needs Odoo; where it cannot be reached, one short line says so. */
export async function onOdoo(
  { odooInfo }: Patient,
  { area, title }: { readonly area: string; readonly title: string },
  run: (info: OdooInfo) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const info = await odooInfo()
  if (info !== undefined) return run(info)
  return [report(area).doubtful(title, 'not looked at: Odoo cannot be reached', 'Mend the connection to Odoo first.')]
}
