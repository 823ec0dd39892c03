import type { SmtpSettings } from '../domain/account.ts'
import type { Finding } from '../domain/alarm.ts'
import { isFault } from '../domain/errors.ts'
import type { AccountName } from '../domain/ids.ts'
import type { JobState } from '../ledger/ports.ts'
import { MAILING_JOB } from './alarm-findings.ts'
import type { Aside } from './aside.ts'
import type { FlowPorts, OpenAccount } from './context.ts'

const CURSOR = 'mail-server'
const ANSWERING_JOB = 'reply'

/** An account whose mails fail. */
interface Failing {
  readonly account: AccountName
  readonly smtp: SmtpSettings
  /** As the last pass told it. */
  readonly error: string
}

export type RefusedMail = (accounts: readonly OpenAccount[], jobs: readonly JobState[]) => Promise<readonly Finding[]>

/**
 * Mail servers that only a person can mend: login or certificate refused. Where an account's mails fail, its server is asked once for each
 * new fault, since every try of a wrong password counts there; its answer is kept with the fault it was asked for.
 */
export function createRefusedMail({ ledger, mailer }: Pick<FlowPorts, 'ledger' | 'mailer'>, aside: Aside): RefusedMail {
  async function ask({ account, smtp, error }: Failing): Promise<void> {
    const refused = await refusal(mailer, smtp)
    await ledger.storeCursor(account, CURSOR, { error, ...(refused === undefined ? {} : { refused }) })
  }

  return async (accounts, jobs) => {
    const failing = accounts.flatMap((opened) => failureOf(opened, jobs))
    for (const one of failing) {
      const known = await ledger.cursor(one.account, CURSOR)
      if (known?.['error'] !== one.error) aside.begin(`the mail server of ${one.account}`, () => ask(one))
    }
    await aside.settled()
    const found: Finding[] = []
    for (const { account } of failing) {
      const refused = (await ledger.cursor(account, CURSOR))?.['refused']
      if (typeof refused === 'string') found.push({ kind: 'mail_refused', account, summary: refused, graceSeconds: 0 })
    }
    return found
  }
}

/** Notifications leave by it, and the answers of an account of mails. */
function failureOf({ account: { name, smtp }, mail }: OpenAccount, jobs: readonly JobState[]): Failing[] {
  const mailing = mail === undefined ? [MAILING_JOB] : [MAILING_JOB, ANSWERING_JOB]
  const states = jobs.filter(({ job, account }) => account === name && mailing.includes(job))
  const state = states.find(({ failingSince, error }) => failingSince !== null && error !== null)
  if (state?.error == null || smtp === undefined) return []
  return [{ account: name, smtp, error: state.error }]
}

/** What the server says of the login; undefined = it is none that a person has to mend. */
async function refusal(mailer: FlowPorts['mailer'], smtp: SmtpSettings): Promise<string | undefined> {
  try {
    await mailer.check(smtp)
    return undefined
  } catch (error) {
    if (!isFault(error)) throw error
    return error.kind === 'misconfigured' ? error.message : undefined
  }
}
