import type { MailboxSettings } from '../../domain/account.ts'
import { isFault } from '../../domain/errors.ts'
import type { OpenAccount } from '../../flows/context.ts'
import type { MailboxLine } from '../../mail/imap/ports.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import { type Patient, shownAccounts } from './patient.ts'

const AREA = 'Mailbox'

/** The mailboxes that accounts read, each by a connection of its own: login, folders, junk folder, and who vouches for senders. */
export function mailboxProbes(patient: Patient): readonly Probe[] {
  return shownAccounts(patient).flatMap((opened) => {
    const { account, mail } = opened
    if (mail === undefined) return []
    const title = `${mail.mailbox.host}:${String(mail.mailbox.port)}`
    const name = `account ${account.name} mailbox`
    const remedy =
      mail.mailbox.auth === 'password'
        ? 'Correct IMAP_URL, IMAP_USER and IMAP_PASSWORD, or start the server.'
        : `Let the service in: marketplace-care authorize ${account.name}`
    return [{ area: AREA, title, name, remedy, run: () => findings(patient, opened, mail.mailbox) }]
  })
}

async function findings(
  { mailboxes }: Patient,
  { account, mail }: OpenAccount,
  mailbox: MailboxSettings,
): Promise<Finding[]> {
  const { good } = report(AREA)
  const title = `${mailbox.host}:${String(mailbox.port)}`
  const by = mailbox.auth === 'password' ? 'takes the login' : `takes the token of ${mailbox.auth}`
  const folders = await mailboxes.use({ account, mailbox }, (line) => folderFindings(account.name, mailbox, line))
  return [
    good(account.name, `${title}: ${by}`, { name: `account ${account.name} mailbox` }),
    ...folders,
    ...proofFindings(account.name, mailbox, mail?.channel.senders.length ?? 0),
  ]
}

async function folderFindings(account: string, mailbox: MailboxSettings, line: MailboxLine): Promise<Finding[]> {
  const { good, bad, doubtful, note } = report(AREA)
  const found: Finding[] = []
  for (const folder of mailbox.folders) {
    const name = `account ${account} folder ${folder}`
    if (await opens(line, folder)) found.push(good(`${account} ${folder}`, 'can be read', { name }))
    else
      found.push(
        bad(`${account} ${folder}`, 'there is no such folder', 'Correct IMAP_FOLDER (mind capitals).', { name }),
      )
  }
  const { sentFolder, junkFolder } = mailbox
  if (sentFolder !== undefined && !(await opens(line, sentFolder))) {
    const remedy = 'Correct SENT_FOLDER, or make the folder. Answers leave all the same.'
    const name = `account ${account} folder ${sentFolder}`
    found.push(doubtful(`${account} ${sentFolder}`, 'there is no such folder for copies', remedy, { name }))
  }
  if (junkFolder !== 'off') {
    const junk = junkFolder ?? (await line.junkFolder())
    const name = `account ${account} junk folder`
    if (junk === undefined) found.push(note(`${account} junk`, 'the mailbox names no junk folder', { name }))
    else if (await opens(line, junk)) found.push(good(`${account} junk`, `${junk} is looked through`, { name }))
    else
      found.push(
        doubtful(`${account} junk`, `there is no folder ${junk}`, 'Correct JUNK_FOLDER, or set it to off.', { name }),
      )
  }
  return found
}

/** A folder that cannot be opened is told; a connection that is lost is another matter. */
async function opens(line: MailboxLine, folder: string): Promise<boolean> {
  try {
    await line.open(folder, 'anew')
    return true
  } catch (error) {
    if (isFault(error) && error.kind === 'misconfigured') return false
    throw error
  }
}

function proofFindings(account: string, { authservId, junkFolder }: MailboxSettings, senders: number): Finding[] {
  if (authservId !== undefined) return []
  const junk = senders > 0 && junkFolder !== 'off' ? ', and the junk folder is not looked through' : ''
  return [
    report(AREA).doubtful(
      `${account} senders`,
      `AUTHSERV_ID is not set: nobody can tell forged mails${junk}`,
      'Open a mail that came to this mailbox, look for its topmost Authentication-Results, and set AUTHSERV_ID to the name it begins with.',
      { name: `account ${account} senders` },
    ),
  ]
}
