import type { Account, MailboxSettings } from '../../domain/account.ts'
import type { Instant } from '../../domain/time.ts'

/** An account with its mailbox, as far as connections care. */
export interface BoxOwner {
  readonly account: Pick<Account, 'name'>
  readonly mailbox: MailboxSettings
}

/** A folder as it stands now. */
export interface FolderState {
  readonly uidValidity: string
  /** All UIDs there are lie below; null = not asked for, since the folder stood open all the time. */
  readonly uidNext: number | null
  /** CONDSTORE, where the server offers it. */
  readonly modSeq: string | null
}

/** What is known of a mail before it is fetched. */
export interface MailHead {
  readonly uid: number
  /** INTERNALDATE; null where the server gives none that can be read. */
  readonly receivedAt: Instant | null
  /** Bytes, as the server says. */
  readonly size: number
}

export interface MailBody {
  readonly uid: number
  readonly bytes: Uint8Array
  /** There is more of it than was asked for. */
  readonly cut: boolean
}

/** One logged-in connection to a mailbox. Every method is bounded in time and throws only Faults; reading touches no flag. */
export interface MailboxLine {
  /** Opens a folder for reading only (EXAMINE); where it stands open it is only asked what is new, unless it is to be opened `anew`. */
  open(folder: string, how?: 'anew'): Promise<FolderState>
  /** A folder as it stands, without opening it; undefined = the server does not say. */
  glance(folder: string): Promise<FolderState | undefined>
  /** The folder that the mailbox keeps for junk (RFC 6154, else by its usual names). */
  junkFolder(): Promise<string | undefined>
  /**
   * UIDs of mails in the open folder, ascending.
   * @param after only higher ones
   * @param since no mail that arrived earlier; one that arrived up to two days before may be among them
   * @param senders only mails from these domains
   */
  uids(after: number, since: Instant, senders?: readonly string[]): Promise<readonly number[]>
  /** Of mails in the open folder; those that are gone are missing. */
  heads(uids: readonly number[]): Promise<readonly MailHead[]>
  /** From and Authentication-Results of mails in the open folder. */
  origins(uids: readonly number[]): Promise<readonly MailBody[]>
  /**
   * Mails of the open folder, one by one as they come; those that are gone are missing.
   * @param mostBytes of each
   */
  bodies(heads: readonly MailHead[], mostBytes: number): AsyncIterable<MailBody>
  /** Flags mails as seen; false = the folder has become another one, or takes no flags. */
  flagSeen(folder: string, uidValidity: string, uids: readonly number[]): Promise<boolean>
}

/** How the watch over a mailbox goes. */
export interface WatchState {
  /** Logged in and listening. */
  readonly listening: boolean
  readonly since: Instant
  /** Why it is not. */
  readonly fault?: string
}

export interface Watch {
  readonly state: () => WatchState
  /** Ends it; the connection stays for whoever else uses it. */
  stop(): Promise<void>
}

/** Mailboxes of accounts, one connection each, opened when needed and again when lost. */
export interface Mailboxes {
  /** Works on the mailbox's connection, one after another. A connection on which a work fails is not used again. */
  use<T>(owner: BoxOwner, work: (line: MailboxLine) => Promise<T>): Promise<T>
  /** Puts a copy of a mail of ours into a folder, as seen. */
  append(owner: BoxOwner, folder: string, bytes: Uint8Array): Promise<void>
  /**
   * Listens for new mails in the first folder (IDLE) until it is stopped; connects again when the connection is lost.
   * @param onNews something may have come
   */
  watch(owner: BoxOwner, onNews: () => void): Watch
  /** Logs out everywhere. */
  close(): Promise<void>
}
