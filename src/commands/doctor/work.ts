import { type Finding, counted, report } from './finding.ts'
import type { Probe } from './examination.ts'
import type { Patient } from './patient.ts'
import type { Store } from '../../ledger/store.ts'

const AREA = 'Work'
/** More than so many are shown as that many. */
const COUNTED_MAX = 1000
const UNSENT_DAYS = 7
const DAY_SECONDS = 86_400

/** What waits for a person: a stop, paused accounts, late answers, effects that failed or may have happened. */
export function workProbes(patient: Patient): readonly Probe[] {
  const { store } = patient
  if ('fault' in store) return []
  return [
    { area: AREA, title: 'sending', run: () => stopFindings(store) },
    { area: AREA, title: 'accounts', run: () => pausedFindings(store, patient) },
    { area: AREA, title: 'answers', run: () => lateFindings(store, patient) },
    { area: AREA, title: 'outbox', run: () => outboxFindings(store, patient) },
    { area: AREA, title: 'addresses', run: () => addressFindings(store, patient) },
  ]
}

async function stopFindings({ ledger }: Store): Promise<Finding[]> {
  const { good, bad } = report(AREA)
  const halt = await ledger.halted()
  if (halt === undefined) return [good('sending', 'not stopped')]
  return [
    bad(
      'sending',
      `stopped since ${halt.since.slice(0, 16)}Z: ${halt.reason}`,
      'See what is different, then: marketplace-care ledger rebind',
    ),
  ]
}

async function pausedFindings({ ledger }: Store, { accounts, only, clock }: Patient): Promise<Finding[]> {
  const { doubtful } = report(AREA)
  const known = new Set<string>(accounts.map(({ account }) => account.name))
  const states = await ledger.accountStates()
  const now = clock.now()
  return states
    .filter(({ account }) => !account.startsWith('_') && (only === undefined || account === only))
    .flatMap(({ account, pausedUntil, pausedReason }) => {
      const named = { name: `account ${account}` }
      if (!known.has(account)) {
        return [
          doubtful(
            account,
            'is in the ledger but has no file: its conversations are read and answered no more',
            'A renamed file is a new account: give it its old name back. Was it closed on purpose, nothing is to be done.',
            named,
          ),
        ]
      }
      if (pausedUntil === null || pausedUntil <= now) return []
      return [
        doubtful(
          account,
          `paused until ${pausedUntil.slice(0, 16)}Z: ${pausedReason ?? 'no reason is known'}`,
          'It goes on by itself when the reason is gone; see the account below.',
          named,
        ),
      ]
    })
}

async function lateFindings({ ledger }: Store, { clock, only }: Patient): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  const totals = (await ledger.deadlines(clock.now())).filter(({ account }) => only === undefined || account === only)
  const waiting = totals.reduce((sum, one) => sum + one.waiting, 0)
  const late = totals.filter((one) => one.late > 0)
  if (waiting === 0) return [good('answers', 'nobody waits for one')]
  if (late.length === 0) return [good('answers', `${counted(waiting, 'conversation')} waiting for one, none too long`)]
  const count = late.reduce((sum, one) => sum + one.late, 0)
  const where = late.map((one) => `${one.account} ${String(one.late)}`).join(', ')
  return [
    doubtful(
      'answers',
      `${counted(count, 'conversation')} waiting longer than the marketplace allows: ${where}`,
      'Answer them first: in Odoo the ticket list sorts by deadline.',
    ),
  ]
}

async function outboxFindings({ outbox }: Store, { only }: Patient): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  const account = only === undefined ? {} : { account: only }
  const unknown = await outbox.list({ state: 'unknown', limit: COUNTED_MAX, ...account })
  const failed = await outbox.list({ state: 'failed', limit: COUNTED_MAX, ...account })
  return [
    ...(unknown.length === 0
      ? []
      : [
          doubtful(
            'unsettled',
            `${counted(unknown.length, 'effect')} may or may not have been sent`,
            'See marketplace-care outbox list --state unknown; look at the buyer’s side, then: marketplace-care outbox resolve <id> sent|not-sent',
            { name: 'outbox unknown' },
          ),
        ]),
    ...(failed.length === 0
      ? []
      : [
          doubtful(
            'failed',
            `${counted(failed.length, 'effect')} could not be sent`,
            'See marketplace-care outbox list --state failed; mend the reason, then: marketplace-care outbox resolve <id> not-sent',
            { name: 'outbox failed' },
          ),
        ]),
    ...(unknown.length + failed.length === 0 ? [good('outbox', 'nothing failed, nothing waits for a decision')] : []),
  ]
}

/** Addresses that their servers refused, and mails that the law demands and nobody got. */
async function addressFindings({ ledger, outbox }: Store, { only }: Patient): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  const refused = (await ledger.barriers.marked('bounced', COUNTED_MAX)).filter(
    ({ account }) => only === undefined || account === only,
  )
  const unsent = (await outbox.troubles({ failedDays: UNSENT_DAYS, overdueSeconds: UNSENT_DAYS * DAY_SECONDS })).filter(
    ({ trouble, account }) => trouble === 'unsent' && (only === undefined || account === only),
  )
  const count = unsent.reduce((sum, one) => sum + one.count, 0)
  return [
    refused.length === 0
      ? good('addresses', 'no buyer’s address was refused')
      : doubtful(
          'addresses',
          `${counted(refused.length, 'address', 'addresses')} refused for good: no mail goes there that may be left out`,
          'Correct them on the contacts in Odoo. One that is right: marketplace-care address clear <address>',
        ),
    ...(count === 0
      ? []
      : [
          doubtful(
            'required mails',
            `${counted(count, 'mail')} that the law demands could not be sent`,
            'See the activities on the orders: give the buyer the text another way, then: marketplace-care outbox resolve <id> sent',
            { name: 'outbox required' },
          ),
        ]),
  ]
}
