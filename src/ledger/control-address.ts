import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Misconfigured } from '../domain/errors.ts'

const SOCKET = 'care.sock'
/** Names the socket where the data folder's path is too long for one. */
const POINTER = 'care.addr'
const PRIVATE = 'care-'
/** Systems take 104 or 108 bytes with the closing zero. */
const PATH_BYTES_MAX = 100

export interface ControlAddress {
  readonly path: string
  /** Takes away what stands in the file system. */
  remove(): void
}

/** Where the holder of the data folder listens; whatever an earlier holder left is taken away. */
export function makeAddress(dataDir: string): ControlAddress {
  const folder = resolve(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeLeftovers(folder)
  const direct = join(folder, SOCKET)
  if (fits(direct)) return { path: direct, remove: () => rmSync(direct, { force: true }) }

  const short = [tmpdir(), '/tmp'].find((parent) => fits(join(parent, `${PRIVATE}XXXXXX`, SOCKET)))
  if (short === undefined) {
    throw new Misconfigured(
      `The paths of the data folder ${folder} and of the system's temp folder are too long for a socket. Commands could not reach the running service. Set DATA_DIR or TMPDIR to a shorter path.`,
    )
  }
  // mkdtemp makes it readable for its owner only.
  const path = join(mkdtempSync(join(short, PRIVATE)), SOCKET)
  const pointer = join(folder, POINTER)
  writeFileSync(`${pointer}.new`, `${path}\n`, { mode: 0o600 })
  renameSync(`${pointer}.new`, pointer)
  return {
    path,
    remove() {
      rmSync(pointer, { force: true })
      removePrivate(path)
    },
  }
}

/** The address as a command finds it; undefined = nobody can listen there. Whether somebody does is another question. */
export function findAddress(dataDir: string): string | undefined {
  const folder = resolve(dataDir)
  const direct = join(folder, SOCKET)
  return pointedAt(folder) ?? (fits(direct) ? direct : undefined)
}

function removeLeftovers(folder: string): void {
  rmSync(join(folder, SOCKET), { force: true })
  const old = pointedAt(folder)
  if (old === undefined) return
  rmSync(join(folder, POINTER), { force: true })
  if (basename(old) === SOCKET && basename(dirname(old)).startsWith(PRIVATE)) removePrivate(old)
}

function removePrivate(path: string): void {
  if (existsSync(path)) unlinkSync(path)
  if (existsSync(dirname(path))) rmdirSync(dirname(path))
}

function pointedAt(folder: string): string | undefined {
  const pointer = join(folder, POINTER)
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined
}

const fits = (path: string): boolean => Buffer.byteLength(path) <= PATH_BYTES_MAX
