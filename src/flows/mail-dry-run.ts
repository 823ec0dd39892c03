import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { boxOwner } from './mail-fetch.ts'

/**
 * How many mails a mirror run would read and sort now: those that wait in the ledger, and those that are new in the mailbox. Fetches none of
 * them. Of a folder that was never read, mails of the two days before the start line may be among them.
 */
export async function wouldReadMails(opened: OpenAccount, ports: FlowPorts): Promise<number> {
  const { name } = opened.account
  const owner = boxOwner(opened)
  const { mailboxes } = ports
  if (owner === undefined || mailboxes === undefined) return 0
  const counts = await ports.ledger.mails.counts(name)
  const waiting = counts.find(({ state }) => state === 'kept')?.mails ?? 0
  const cursors = new Map((await ports.ledger.mails.folders(name)).map((one) => [one.folder, one]))
  const goLive = await startLine(opened.account, ports)
  return mailboxes.use(owner, async (line) => {
    let news = 0
    for (const folder of owner.mailbox.folders) {
      const { uidValidity } = await line.open(folder)
      const cursor = cursors.get(folder)
      const after = cursor?.uidValidity === uidValidity ? cursor.uid : 0
      news += (await line.uids(after, goLive)).length
    }
    return waiting + news
  })
}
