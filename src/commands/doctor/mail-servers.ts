import type { SmtpSettings } from '../../domain/account.ts'
import type { OpenAccount } from '../../flows/context.ts'
import { isLoopback } from '../../kit/loopback.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import { type Patient, shownAccounts } from './patient.ts'

const AREA = 'Mail server'

/** The servers that accounts send by, each asked once: connection, encryption, login, and the sender that goes with it. */
export function mailServerProbes(patient: Patient): readonly Probe[] {
  const senders = shownAccounts(patient).filter(
    ({ account }) => account.notify.length > 0 && account.smtp !== undefined,
  )
  const servers = Map.groupBy(senders, ({ account }) => JSON.stringify(account.smtp))
  return [...servers.values()].flatMap((users) => {
    const smtp = users[0]?.account.smtp
    if (smtp === undefined) return []
    const title = `${smtp.host}:${String(smtp.port)}`
    const name = `mail server ${title}`
    const remedy = 'Correct SMTP_URL, SMTP_USER and SMTP_PASSWORD, or start the server.'
    return [{ area: AREA, title, name, remedy, run: () => findings(patient, { smtp, title, users }) }]
  })
}

interface Server {
  readonly smtp: SmtpSettings
  readonly title: string
  readonly users: readonly OpenAccount[]
}

async function findings({ mailer }: Patient, { smtp, title, users }: Server): Promise<Finding[]> {
  const { good, doubtful, bad } = report(AREA)
  const { encrypted, loggedIn } = await mailer.check(smtp)
  const how = [encrypted ? 'encrypted' : 'not encrypted', loggedIn ? 'takes the login' : 'without a login'].join(', ')
  return [
    ...users.map(({ account }) => good(account.name, `${title}: ${how}`, { name: `account ${account.name} mail` })),
    ...(encrypted || isLoopback(smtp.host)
      ? []
      : [
          doubtful(
            `${title} encryption`,
            'the server offers none: mails and password travel in the open',
            'Use smtps://, or have STARTTLS switched on at the server.',
          ),
        ]),
    ...(smtp.user !== undefined && !loggedIn
      ? [
          bad(
            `${title} login`,
            'SMTP_USER is set, but the server offers no login',
            'Check port and host in SMTP_URL (587 or 465 is for sending).',
          ),
        ]
      : []),
    ...users.flatMap(({ account }) => senderFindings(account.name, account.mailFrom, smtp)),
  ]
}

/** A server that may not send for a domain is refused or sorted out as junk by the receivers (SPF, DMARC). */
function senderFindings(account: string, mailFrom: string | undefined, smtp: SmtpSettings): Finding[] {
  const sender = domainOf(mailFrom)
  const login = domainOf(smtp.user)
  if (sender === undefined || login === undefined || sender === login || sender.endsWith(`.${login}`)) return []
  return [
    report(AREA).doubtful(
      `sender of ${account}`,
      `MAIL_FROM is of ${sender}, the login of ${login}: many servers refuse that, or receivers take it for junk`,
      `Send from an address of ${login}, or make sure that SPF and DKIM of ${sender} name this server.`,
      { name: `account ${account} sender` },
    ),
  ]
}

function domainOf(address: string | undefined): string | undefined {
  return /@([^@<>\s]+)>?$/.exec(address ?? '')?.[1]?.toLowerCase()
}
