import { isFault } from '../../domain/errors.ts'
import type { Account } from '../../domain/account.ts'
import type { Clock, Instant } from '../../domain/time.ts'
import type { OpenConnector, PullStart } from '../../kit/connector.ts'
import type { RecordFacts } from './tape.ts'

type Cursor = PullStart['cursor']

/** What listening found; counts are of distinct ids. */
export type Heard = Pick<RecordFacts, 'passes' | 'conversations' | 'messages' | 'cases' | 'unreadable' | 'faults'>

export interface Listening {
  readonly connector: OpenConnector
  readonly startFrom: Account['startFrom']
  readonly clock: Clock
  readonly until: Instant
  readonly pauseSeconds: number
  /** Ends the listening before its time. */
  readonly signal?: AbortSignal
  readonly tell?: (text: string) => void
}

/**
 * Reads what there is to read, pass after pass, and writes nothing anywhere: conversations and cases, no files. At least one pass; one that is
 * under way when the time is up comes to its end.
 */
export async function listen({
  connector,
  startFrom,
  clock,
  until,
  pauseSeconds,
  signal,
  tell,
}: Listening): Promise<Heard> {
  const goLive = clock.now()
  const start = (cursor: Cursor): PullStart => ({ cursor, goLive, startFrom })
  const ids = { conversations: new Set<string>(), messages: new Set<string>(), cases: new Set<string>() }
  const unreadable = new Set<string>()
  const faults: string[] = []
  const cursors: { messages: Cursor; cases: Cursor } = { messages: undefined, cases: undefined }
  let passes = 0

  async function onePass(): Promise<void> {
    for await (const page of connector.messages?.pull(start(cursors.messages)) ?? []) {
      for (const { facts, messages } of page.conversations) {
        ids.conversations.add(facts.id)
        for (const { id } of messages) ids.messages.add(id)
      }
      for (const { id } of page.unreadable) unreadable.add(id)
      cursors.messages = page.cursor ?? cursors.messages
    }
    for await (const page of connector.cases?.pull(start(cursors.cases)) ?? []) {
      for (const { id } of page.cases) ids.cases.add(id)
      for (const { id } of page.unreadable) unreadable.add(id)
      cursors.cases = page.cursor ?? cursors.cases
    }
  }

  const isOver = (): boolean => signal?.aborted === true || clock.now() >= until
  for (;;) {
    try {
      await onePass()
      passes += 1
    } catch (fault) {
      if (!isFault(fault)) throw fault
      faults.push(fault.kind)
      tell?.(`A pass stopped: ${fault.message}\n`)
    }
    tell?.(told(ids))
    if (isOver()) break
    await pause(clock, Math.min(pauseSeconds * 1000, Date.parse(until) - Date.parse(clock.now())), signal)
    if (signal?.aborted === true) break
  }
  const { conversations, messages, cases } = ids
  return {
    ...{ passes, conversations: conversations.size, messages: messages.size, cases: cases.size },
    ...{ unreadable: unreadable.size, faults },
  }
}

const told = (ids: Readonly<Record<'conversations' | 'messages' | 'cases', ReadonlySet<string>>>): string =>
  `${String(ids.conversations.size)} conversations, ${String(ids.messages.size)} messages, ${String(ids.cases.size)} cases\n`

/** Resolves when the time has passed, or at once when told to stop. */
async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch (reason) {
    if (signal?.aborted !== true) throw reason
  }
}
