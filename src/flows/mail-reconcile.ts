import type { MailboxLine } from '../mail/imap/ports.ts'
import { mailIdentity } from '../mail/mime/identity.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { boxOwner } from './mail-fetch.ts'

export interface ReconciledMailbox {
  readonly seen: number
  /** `INBOX 4711`: folder and UID. */
  readonly missing: readonly string[]
  readonly note?: string
}

/** Larger ones are kept by their heads. */
const WHOLE_MAX_BYTES = 60 * 1024 * 1024
const AT_ONCE = 200

/**
 * The mails of the account's folders, against those that are kept. Nearly all are known by their place; only of the others (copies, moved
 * mails, and what is missing) the bytes are read.
 */
export async function reconcileMailbox(opened: OpenAccount, ports: FlowPorts): Promise<ReconciledMailbox> {
  const owner = boxOwner(opened)
  const { mailboxes } = ports
  if (owner === undefined || mailboxes === undefined)
    return { seen: 0, missing: [], note: 'There is no mailbox to compare with.' }
  const cursors = new Map((await ports.ledger.mails.folders(opened.account.name)).map((one) => [one.folder, one]))
  return mailboxes.use(owner, async (line) => {
    let seen = 0
    const missing: string[] = []
    for (const folder of owner.mailbox.folders) {
      const { uidValidity } = await line.open(folder)
      const cursor = cursors.get(folder)
      // A folder that was made anew is read from its start by the next pass.
      if (cursor?.uidValidity !== uidValidity) continue
      const found = await compareFolder({ opened, line, ports, folder, uidValidity, upTo: cursor.uid })
      seen += found.seen
      missing.push(...found.missing.map((uid) => `${folder} ${String(uid)}`))
    }
    return { seen, missing }
  })
}

interface Comparing {
  readonly opened: OpenAccount
  readonly line: MailboxLine
  readonly ports: FlowPorts
  readonly folder: string
  readonly uidValidity: string
  /** What came later is the next pass's. */
  readonly upTo: number
}

async function compareFolder(
  comparing: Comparing,
): Promise<{ readonly seen: number; readonly missing: readonly number[] }> {
  const { opened, line, ports, folder, uidValidity, upTo } = comparing
  const { account } = opened
  const goLive = await startLine(account, ports)
  const held = await ports.ledger.mails.uidsHeld(account.name, folder, uidValidity)
  const uids = (await line.uids(0, goLive)).filter((uid) => uid <= upTo)
  const suspects = uids.filter((uid) => !held.has(uid))
  let seen = uids.length - suspects.length
  const missing: number[] = []
  for (let from = 0; from < suspects.length; from += AT_ONCE) {
    const heads = await line.heads(suspects.slice(from, from + AT_ONCE))
    const due = heads.filter(({ receivedAt }) => receivedAt !== null && receivedAt >= goLive)
    seen += due.length
    const identities = new Map<number, string>()
    for await (const { uid, bytes } of line.bodies(due, WHOLE_MAX_BYTES)) identities.set(uid, mailIdentity(bytes))
    const kept = await ports.ledger.mails.heldAmong(account.name, [...identities.values()])
    for (const [uid, identity] of identities) if (!kept.has(identity)) missing.push(uid)
  }
  return { seen, missing }
}
