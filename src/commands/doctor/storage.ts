import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { relative } from 'node:path'
import { msBetween } from '../../domain/time.ts'
import type { StoreFacts } from '../../ledger/facts.ts'
import { clockFinding } from './clocks.ts'
import type { Probe } from './examination.ts'
import { type Finding, report } from './finding.ts'
import type { Patient } from './patient.ts'

const AREA = 'Database'
const MEGABYTE = 1_000_000
const FREE_ERROR = 100 * MEGABYTE
const FREE_WARNING = 1000 * MEGABYTE
/** Beyond this a pass over many conversations takes minutes. */
const SLOW_MS = 100

/** Kinds of file system that other machines write to: `statfs(2)`, f_type. */
const NETWORK: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB',
  0x5346414f: 'AFS',
  0x01021997: '9p',
  0x00c36400: 'Ceph',
}

/** Where the ledger lies: the database, its folder, and the files that hold secrets. */
export function storageProbes(patient: Patient): readonly Probe[] {
  const { settings } = patient
  const embedded = 'dataDir' in settings.store ? settings.store.dataDir : undefined
  return [
    {
      area: AREA,
      title: 'database',
      run: () => databaseFindings(patient),
      remedy: 'Start the database, or correct DATABASE_URL or DATA_DIR.',
    },
    ...(embedded === undefined
      ? []
      : [{ area: AREA, title: 'data folder', run: () => folderFindings(embedded, patient.cwd) }]),
    { area: AREA, title: 'secret files', run: () => secretFindings(patient) },
  ]
}

async function databaseFindings({ store, clock }: Patient): Promise<Finding[]> {
  if ('fault' in store) throw store.fault
  const before = clock.now()
  const facts = await store.facts()
  const skew = msBetween(before, facts.now) - facts.latencyMs
  return [
    databaseFinding(store.kind, facts),
    // The embedded database has no clock but ours.
    ...(store.kind === 'embedded'
      ? []
      : [clockFinding({ area: AREA, whose: 'database', skewMs: skew, unsureMs: 100 })]),
  ]
}

function databaseFinding(kind: string, facts: StoreFacts): Finding {
  const { good, doubtful } = report(AREA)
  const { where, version, schema, bytes, encoding, latencyMs } = facts
  const latency = latencyMs < 10 ? latencyMs.toFixed(1) : latencyMs.toFixed(0)
  const detail = `${kind}, PostgreSQL ${version}: ${where}, ${size(bytes)}, ${encoding}, schema ${schema}, answers in ${latency} ms`
  // The embedded database works in this very process: it is as fast as the machine is free.
  return latencyMs <= SLOW_MS || kind === 'embedded'
    ? good('database', detail)
    : doubtful(
        'database',
        `${detail}: slow`,
        'Bring service and database nearer together, or give the database more room.',
      )
}

async function folderFindings(folder: string, cwd: string): Promise<Finding[]> {
  const { good, doubtful, bad } = report(AREA)
  const title = 'data folder'
  const path = shown(folder, cwd)
  if (!(await may(folder, constants.W_OK))) {
    return [
      bad(title, `${path} cannot be written`, 'Give the folder to the user that runs the service, or set DATA_DIR.'),
    ]
  }
  const { bavail, bsize, type } = await statfs(folder)
  const free = bavail * bsize
  const detail = `${path}, ${size(free)} free`
  const network = NETWORK[type]
  const { mode } = await stat(folder)
  return [
    free < FREE_ERROR
      ? bad(title, `${detail}: nothing more can be stored soon`, 'Make room, or move the folder (DATA_DIR).')
      : free < FREE_WARNING
        ? doubtful(title, `${detail}: little`, 'Make room, or move the folder (DATA_DIR).')
        : good(title, detail),
    ...(network === undefined
      ? []
      : [
          doubtful(
            'network drive',
            `${path} lies on ${network}: its locks cannot be relied on, and two processes may write`,
            'Move the folder to a local disk (DATA_DIR), or use PostgreSQL (DATABASE_URL).',
          ),
        ]),
    ...(isForAll(mode)
      ? [doubtful('folder rights', `${path} can be read by every user of this machine`, `chmod 700 ${path}`)]
      : []),
  ]
}

async function secretFindings({ settings, cwd }: Patient): Promise<Finding[]> {
  const { good, doubtful } = report(AREA)
  const files = settings.secretFiles ?? []
  const open: string[] = []
  for (const file of files) {
    if (isForAll((await stat(file)).mode)) open.push(shown(file, cwd))
  }
  if (open.length > 0) {
    const detail = `every user of this machine can read ${open.join(', ')}`
    return [doubtful('secret files', detail, `chmod 600 ${open.join(' ')}`)]
  }
  return files.length === 0
    ? []
    : [good('secret files', `closed to other users: ${files.map((file) => shown(file, cwd)).join(', ')}`)]
}

const isForAll = (mode: number): boolean => process.platform !== 'win32' && (mode & 0o004) !== 0

async function may(path: string, how: number): Promise<boolean> {
  try {
    await access(path, how)
    return true
  } catch {
    return false
  }
}

function shown(path: string, cwd: string): string {
  const seen = relative(cwd, path)
  return seen === '' ? '.' : seen.startsWith('..') ? path : seen
}

function size(bytes: number): string {
  return bytes < 1000 * MEGABYTE
    ? `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0)} MB`
    : `${(bytes / MEGABYTE / 1000).toFixed(1)} GB`
}
