import { createHash } from 'node:crypto'
import { isFault } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { FolderCursor, RawMail } from '../ledger/mail-ports.ts'
import { ServerRefusal } from '../mail/imap/faults.ts'
import type { BoxOwner, Mailboxes, MailboxLine, MailBody, MailHead } from '../mail/imap/ports.ts'
import { addressesOf } from '../mail/mime/addresses.ts'
import { senderProof } from '../mail/mime/auth-results.ts'
import { fieldsOf, splitHead } from '../mail/mime/head.ts'
import { mailIdentity } from '../mail/mime/identity.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import type { AccountCount } from './count.ts'

export type FetchPorts = Pick<FlowPorts, 'ledger' | 'odoo' | 'clock' | 'log'> & { readonly mailboxes: Mailboxes }

/** What a pass brought from a mailbox into the ledger. */
export interface Fetched {
  /** New mails; those set aside at once are among them. */
  kept: number
  /** Of these: not to be sorted (too large, not to be had from the server). */
  setAside: number
  /** Read again though the ledger held them. */
  copies: number
  /** Kept mails of the marketplace that lay in the junk folder. */
  fromJunk: number
}

/** Above this only the head of a mail is kept: it would not fit into memory several times. */
const MAIL_MAX_BYTES = 60 * 1024 * 1024
const HEAD_MAX_BYTES = 256 * 1024
/** What is fetched and stored at once. */
const BATCH_MAILS = 100
const BATCH_BYTES = 4 * 1024 * 1024
/** UIDs whose dates and sizes are asked for at once. */
const LISTED = 500
const FLAGGED = 500
/** So often in a row reading one mail may end the connection until it is passed over. */
const TRIES = 5
/** Stream of the ledger's cursors that holds which mail reading ended at. */
const STUCK = 'mail-stuck'

/** The account's mailbox as connections know it; undefined where it has none. */
export const boxOwner = ({ account, mail }: OpenAccount): BoxOwner | undefined =>
  mail === undefined ? undefined : { account, mailbox: mail.mailbox }

/**
 * Mailbox → ledger, one whole pass: each batch with the folder's cursor in one transaction, before anything of it is understood. Safe to
 * repeat at any point. Counts what is settled with it; what is kept is counted when it is sorted.
 * @throws a Fault of the mailbox (systemic) or of the ledger; what was kept until then stays, and is counted
 */
export async function fetchMail(opened: OpenAccount, count: AccountCount, ports: FetchPorts): Promise<Fetched> {
  const fetched: Fetched = { kept: 0, setAside: 0, copies: 0, fromJunk: 0 }
  try {
    await fetchInto(fetched, opened, ports)
    return fetched
  } finally {
    count.received += fetched.copies + fetched.setAside
    count.duplicates += fetched.copies
    count.set_aside += fetched.setAside
  }
}

interface Reading {
  readonly opened: OpenAccount
  readonly owner: BoxOwner
  readonly line: MailboxLine
  readonly goLive: Instant
  readonly cursors: ReadonlyMap<string, FolderCursor>
  readonly fetched: Fetched
  readonly ports: FetchPorts
}

async function fetchInto(fetched: Fetched, opened: OpenAccount, ports: FetchPorts): Promise<void> {
  const owner = boxOwner(opened)
  if (owner === undefined) return
  const goLive = await startLine(opened.account, ports)
  await ports.mailboxes.use(owner, async (line) => {
    const cursors = await cursorsOf(opened, ports)
    const reading = { opened, owner, line, goLive, cursors, fetched, ports }
    const [first = 'INBOX', ...others] = owner.mailbox.folders
    await readFolder(first, reading)
    let left = false
    for (const folder of others) left = (await readIfNew(folder, reading)) || left
    const junk = await junkFolder(reading)
    if (junk !== undefined) left = (await readIfNew(junk.folder, reading, junk.accept)) || left
    if (owner.mailbox.markSeen) left = (await flagSeen(opened, line, ports)) || left
    // News are told of the folder that stands open.
    if (left) await readFolder(first, { ...reading, cursors: await cursorsOf(opened, ports) })
  })
}

async function cursorsOf({ account }: OpenAccount, { ledger }: FetchPorts): Promise<Reading['cursors']> {
  return new Map((await ledger.mails.folders(account.name)).map((cursor) => [cursor.folder, cursor]))
}

/** Which mails of a folder are read: all, or those that pass. */
interface Accept {
  readonly senders: readonly string[]
  readonly passes: (origin: MailBody) => boolean
}

/** A folder that does not stand open is only opened when something has come; true = it was opened. */
async function readIfNew(folder: string, reading: Reading, accept?: Accept): Promise<boolean> {
  const cursor = reading.cursors.get(folder)
  const now = cursor === undefined ? undefined : await reading.line.glance(folder)
  if (now?.uidValidity === cursor?.uidValidity && now?.uidNext === (cursor?.uid ?? 0) + 1) return false
  await readFolder(folder, reading, accept)
  return true
}

async function readFolder(folder: string, reading: Reading, accept?: Accept): Promise<void> {
  const { line, goLive, ports, opened } = reading
  const before = reading.cursors.get(folder)
  const standing = await line.open(folder)
  const same = before?.uidValidity === standing.uidValidity
  const { uidValidity, uidNext, modSeq } = same ? standing : await line.open(folder, 'anew')
  if (before !== undefined && !same)
    ports.log.warn(
      { account: opened.account.name, folder },
      'the folder was made anew: it is read again from the start',
    )
  const after = same ? before.uid : 0
  if (uidNext !== null && after >= uidNext - 1 && same) return
  const found = await line.uids(after, goLive, accept?.senders)
  // What came since the folder was opened is left to the next pass: then nothing below it can still be on its way.
  const uids = uidNext === null ? found : found.filter((uid) => uid < uidNext)
  const at = (uid: number): FolderCursor => ({ folder, uidValidity, uid, modSeq })
  for (let from = 0; from < uids.length; from += LISTED)
    await readListed(uids.slice(from, from + LISTED), at, reading, accept)
  const end = uidNext === null ? (uids.at(-1) ?? after) : uidNext - 1
  if (!same || end > after) await ports.ledger.mails.keep(opened.account.name, at(end), [])
}

type At = (uid: number) => FolderCursor

async function readListed(uids: readonly number[], at: At, reading: Reading, accept?: Accept): Promise<void> {
  const { line, goLive, ports } = reading
  const stuck = await stuckAt(reading)
  const junk = accept !== undefined
  const heads = (await line.heads(uids)).filter(({ receivedAt }) => receivedAt === null || receivedAt >= goLive)
  const passed = accept === undefined ? undefined : await passing(heads, line, accept)
  const wanted = passed === undefined ? heads : heads.filter(({ uid }) => passed.has(uid))
  for (const group of groups(wanted, (uid) => isStuck(stuck, at(uid)))) {
    const last = at(group.at(-1)?.uid ?? 0)
    const hopeless = isStuck(stuck, last) && (stuck?.fails ?? 0) >= TRIES
    const raw = hopeless ? [unread(group[0], at, ports.clock.now())] : await readGroup(group, at, { ...reading, junk })
    await keep(raw, last, { ...reading, junk })
  }
}

type ReadingGroups = Reading & { readonly junk: boolean }

async function keep(raw: readonly RawMail[], cursor: FolderCursor, reading: ReadingGroups): Promise<void> {
  const { ports, opened, fetched, junk } = reading
  const { kept, copies } = await ports.ledger.mails.keep(opened.account.name, cursor, raw)
  fetched.kept += kept
  fetched.copies += copies
  if (kept > 0) fetched.setAside += Math.min(kept, raw.filter(({ aside }) => aside !== undefined).length)
  if (!junk || kept === 0) return
  fetched.fromJunk += kept
  ports.log.warn({ account: opened.account.name, mails: kept }, 'mails of the marketplace lay in the junk folder')
}

/**
 * The mails of a group, as many as there still are. When the connection ends in between, what came in unbroken order is kept first; a
 * mail that the server refuses to give is listed instead of blocking all that came later.
 */
async function readGroup(group: readonly MailHead[], at: At, reading: ReadingGroups): Promise<readonly RawMail[]> {
  const { line, ports } = reading
  const got = new Map<number, RawMail>()
  const large = group.filter(({ size }) => size > MAIL_MAX_BYTES)
  const usual = group.filter(({ size }) => size <= MAIL_MAX_BYTES)
  try {
    if (usual.length > 0)
      for await (const body of line.bodies(usual, MAIL_MAX_BYTES))
        got.set(body.uid, rawOf(body, headOf(group, body.uid), ports.clock.now()))
    for (const head of large)
      for await (const body of line.bodies([{ ...head, size: HEAD_MAX_BYTES }], HEAD_MAX_BYTES))
        got.set(body.uid, tooLarge(body.bytes, head, ports.clock.now()))
  } catch (error) {
    if (error instanceof ServerRefusal) {
      if (group.length === 1) return [unread(group[0], at, ports.clock.now())]
      const parts: RawMail[] = []
      for (const head of group) parts.push(...(await readGroup([head], at, reading)))
      return parts
    }
    const whole = group.slice(
      0,
      group.findIndex(({ uid }) => !got.has(uid)),
    )
    const last = whole.at(-1)
    if (last !== undefined) await keep(inOrder(got, whole), at(last.uid), reading)
    const next = group[whole.length]
    if (isFault(error) && next !== undefined) await noteStuck(at(next.uid), reading)
    throw error
  }
  const missing = group.filter(({ uid }) => !got.has(uid))
  if (missing.length > 0) for (const raw of await lookAgain(missing, at, reading)) got.set(raw.uid, raw)
  return inOrder(got, group)
}

/** Mails that did not come: deleted or moved meanwhile, else the server cannot give them, and then they are listed. */
async function lookAgain(missing: readonly MailHead[], at: At, { line, ports }: ReadingGroups) {
  const now = ports.clock.now()
  await line.open(at(0).folder)
  const there = await line.heads(missing.map(({ uid }) => uid))
  const found: RawMail[] = []
  for (const head of there) {
    const before = found.length
    for await (const body of line.bodies([head], MAIL_MAX_BYTES)) found.push(rawOf(body, head, now))
    if (found.length === before) found.push(unread(head, at, now))
  }
  return found
}

const inOrder = (got: ReadonlyMap<number, RawMail>, group: readonly MailHead[]): readonly RawMail[] =>
  group.flatMap(({ uid }) => got.get(uid) ?? [])

const headOf = (group: readonly MailHead[], uid: number): MailHead =>
  group.find((head) => head.uid === uid) ?? { uid, receivedAt: null, size: 0 }

/** The server's word on the size may be wrong: what turns out larger is treated as such. */
function rawOf({ uid, bytes, cut }: MailBody, head: MailHead, now: Instant): RawMail {
  if (cut) return tooLarge(bytes.subarray(0, HEAD_MAX_BYTES), head, now)
  return { uid, receivedAt: head.receivedAt ?? now, bytes, identity: mailIdentity(bytes) }
}

function tooLarge(bytes: Uint8Array, { uid, receivedAt }: MailHead, now: Instant): RawMail {
  const { head } = splitHead(bytes)
  const identity = `head:${mailIdentity(head)}`
  return { uid, receivedAt: receivedAt ?? now, bytes: head, identity, aside: 'too_large', partial: true }
}

function unread(head: MailHead | undefined, at: At, now: Instant): RawMail {
  const { uid, receivedAt } = head ?? { uid: 0, receivedAt: null }
  const { folder, uidValidity } = at(uid)
  const place = createHash('sha256')
    .update(JSON.stringify([folder, uidValidity, uid]))
    .digest('hex')
    .slice(0, 40)
  const bytes = new Uint8Array()
  return { uid, receivedAt: receivedAt ?? now, bytes, identity: `place:${place}`, aside: 'not_fetched', partial: true }
}

/** Batches bounded in number and bytes; a large mail, and one that reading ended at, stands alone. */
function* groups(heads: readonly MailHead[], alone: (uid: number) => boolean): Generator<readonly MailHead[]> {
  let group: MailHead[] = []
  let bytes = 0
  for (const head of heads) {
    const apart = alone(head.uid)
    if (group.length > 0 && (apart || group.length === BATCH_MAILS || bytes + head.size > BATCH_BYTES)) {
      yield group
      group = []
      bytes = 0
    }
    if (apart) {
      yield [head]
      continue
    }
    group.push(head)
    bytes += head.size
  }
  if (group.length > 0) yield group
}

/** A mail at which reading broke off, how often in a row. */
interface Stuck {
  readonly folder: string
  readonly uidValidity: string
  readonly uid: number
  readonly fails: number
}

async function stuckAt({ opened, ports }: Reading): Promise<Stuck | undefined> {
  return (await ports.ledger.cursor(opened.account.name, STUCK)) as Stuck | undefined
}

const isStuck = (stuck: Stuck | undefined, { folder, uidValidity, uid }: FolderCursor): boolean =>
  stuck?.folder === folder && stuck.uidValidity === uidValidity && stuck.uid === uid

/** It may be the mail or the network: only what breaks off again and again, fetched alone, is the mail. */
async function noteStuck({ folder, uidValidity, uid, modSeq }: FolderCursor, reading: Reading): Promise<void> {
  const { opened, ports } = reading
  const before = await stuckAt(reading)
  const fails = isStuck(before, { folder, uidValidity, uid, modSeq }) ? (before?.fails ?? 0) : 0
  await ports.ledger.storeCursor(opened.account.name, STUCK, { folder, uidValidity, uid, fails: fails + 1 })
}

/** The marketplace's own mails, where the account's server says that they are genuine. */
async function junkFolder({ opened, owner, line }: Reading): Promise<{ folder: string; accept: Accept } | undefined> {
  const senders = opened.mail?.channel.senders ?? []
  const { junkFolder: named, authservId, folders } = owner.mailbox
  if (named === 'off' || authservId === undefined || senders.length === 0) return undefined
  const folder = named ?? (await line.junkFolder())
  if (folder === undefined || folders.includes(folder)) return undefined
  return { folder, accept: { senders, passes: ({ bytes }) => isGenuine(bytes, senders, authservId) } }
}

async function passing(
  heads: readonly MailHead[],
  line: MailboxLine,
  { passes }: Accept,
): Promise<ReadonlySet<number>> {
  if (heads.length === 0) return new Set()
  return new Set((await line.origins(heads.map(({ uid }) => uid))).filter(passes).map(({ uid }) => uid))
}

function isGenuine(head: Uint8Array, senders: readonly string[], authservId: string): boolean {
  const { fields } = fieldsOf(Buffer.from(head.buffer, head.byteOffset, head.byteLength))
  const values = (name: string): string[] => fields.filter((field) => field.name === name).map(({ value }) => value)
  const from = addressesOf(values('from'))
  const [, domain = ''] = from[0]?.address.split('@') ?? []
  const theirs = senders.some((sender) => domain === sender || domain.endsWith(`.${sender}`))
  return from.length === 1 && theirs && senderProof(values('authentication-results'), authservId).dmarc === 'pass'
}

/** Only what stands on a ticket is flagged; that it fails stops nothing. True = another folder was opened. */
async function flagSeen({ account }: OpenAccount, line: MailboxLine, { ledger, log }: FetchPorts): Promise<boolean> {
  const mails = await ledger.mails.toFlag(account.name, FLAGGED)
  const byPlace = Map.groupBy(mails, ({ folder, uidValidity }) => JSON.stringify([folder, uidValidity]))
  for (const group of byPlace.values()) {
    const [{ folder, uidValidity } = { folder: '', uidValidity: '' }] = group
    const uids = group.map(({ uid }) => uid)
    try {
      if (!(await line.flagSeen(folder, uidValidity, uids)))
        log.warn({ account: account.name, folder }, 'the folder takes no flags: mails in it are not marked as seen')
    } catch (error) {
      if (!(error instanceof ServerRefusal)) throw error
      log.warn({ account: account.name, folder, fault: error.kind }, error.message)
    }
    await ledger.mails.flagged(
      account.name,
      group.map(({ id }) => id),
    )
  }
  return byPlace.size > 0
}
