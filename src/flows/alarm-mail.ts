import type { Finding } from '../domain/alarm.ts'
import { isFault } from '../domain/errors.ts'
import type { JobState } from '../ledger/ports.ts'
import { MAILING_JOB } from './alarm-findings.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

const CURSOR = 'mail-server'

/**
 * Mail servers that only a person can mend: login or certificate refused. Where an account's mails fail, its server is asked once for each
 * new fault: every try of a wrong password counts at the server.
 */
export async function refusedMail(
  accounts: readonly OpenAccount[],
  jobs: readonly JobState[],
  ports: Pick<FlowPorts, 'ledger' | 'mailer'>,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    accounts.map(async ({ account }): Promise<Finding[]> => {
      const state = jobs.find((row) => row.job === MAILING_JOB && row.account === account.name)
      if (state?.failingSince == null || state.error === null || account.smtp === undefined) return []
      const refused = await refusal(account.name, { error: state.error, smtp: account.smtp }, ports)
      if (refused === undefined) return []
      return [{ kind: 'mail_refused', account: account.name, summary: refused, graceSeconds: 0 }]
    }),
  )
  return found.flat()
}

/** What the server says of the login; undefined = it is none that a person has to mend. The answer is kept with the fault it was asked for. */
async function refusal(
  account: OpenAccount['account']['name'],
  { error, smtp }: { readonly error: string; readonly smtp: NonNullable<OpenAccount['account']['smtp']> },
  { ledger, mailer }: Pick<FlowPorts, 'ledger' | 'mailer'>,
): Promise<string | undefined> {
  const known = await ledger.cursor(account, CURSOR)
  if (known?.['error'] === error) return typeof known['refused'] === 'string' ? known['refused'] : undefined
  const refused = await asked(mailer, smtp)
  await ledger.storeCursor(account, CURSOR, { error, ...(refused === undefined ? {} : { refused }) })
  return refused
}

async function asked(
  mailer: FlowPorts['mailer'],
  smtp: Parameters<FlowPorts['mailer']['check']>[0],
): Promise<string | undefined> {
  try {
    await mailer.check(smtp)
    return undefined
  } catch (error) {
    if (!isFault(error)) throw error
    return error.kind === 'misconfigured' ? error.message : undefined
  }
}
