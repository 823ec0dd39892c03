import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Misconfigured } from '../domain/errors.ts'

const FILE = 'care.lock'
/** A process that ends just now is waited for this long. */
const WAIT_MS = 500

/** Another process works on this folder: nothing is wrong with it. */
export class FolderInUse extends Misconfigured {}

export interface DataLock {
  /** Frees the folder; the end of the process, however it ends, does so too. */
  release(): void
}

/**
 * Takes the data folder for this process: two processes on one embedded database lose rows without a word. The lock is an exclusive
 * transaction of an SQLite file, which the system frees with the process (a socket or a pid file would not be a lock).
 * @throws FolderInUse when another process has it, Misconfigured when it cannot be written
 */
export function acquireDataLock(dataDir: string): DataLock {
  const folder = resolve(dataDir)
  makeFolder(folder)
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(join(folder, FILE), { timeout: WAIT_MS })
    database.exec('begin exclusive')
  } catch (error) {
    database?.close()
    throw isBusy(error) ? inUse(folder) : unwritable(folder, error)
  }
  const held = database
  return {
    release() {
      if (held.isOpen) held.close()
    },
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return (error as { errcode?: unknown } | null)?.errcode === 5
}

function inUse(folder: string): FolderInUse {
  return new FolderInUse(
    `Another process uses the data folder ${folder}. Two would lose each other's work, so this one stops; nothing was changed. End the other one, or give this one a DATA_DIR of its own.`,
  )
}

function unwritable(folder: string, cause: unknown): Misconfigured {
  return new Misconfigured(
    `The data folder ${folder} cannot be written (${(cause as NodeJS.ErrnoException | null)?.code ?? 'unknown error'}). Nothing can be stored. Give its owner the right to write, or set DATA_DIR to another folder.`,
    { cause },
  )
}
