import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { capture } from './run.ts'

/** The folder in which the kit keeps everything it fetched, built and started. */
export interface Home {
  dir: string
  /** the unpacked Odoo; its Python path is `odoo/usr/lib/python3/dist-packages` */
  odoo: string
  /** the OCA's addons, installed from wheels */
  oca: string
  /** copies of our own addons, one folder per content hash */
  addons: string
  /** Odoo's data_dir: files and sessions */
  data: string
  postgres: string
  databases: string
  servers: string
  logs: string
  /** downloads and package lists, may be deleted at any time */
  fetched: string
  owner: Owner
}

/** The ordinary user as whom PostgreSQL and Odoo run: ourselves, or where we are root the system's `postgres`. */
export interface Owner {
  uid: number
  gid: number
}

/** `MARKETPLACE_CARE_ODOO_HOME`, else the user's cache folder; root's own is closed to others, so there it is /var/cache. */
export function defaultHome(): string {
  const own = process.env['MARKETPLACE_CARE_ODOO_HOME']
  if (own !== undefined && own !== '') return own
  const cache = process.env['XDG_CACHE_HOME']
  if (cache !== undefined && cache !== '') return join(cache, 'marketplace-care-odoo')
  return isRoot() ? '/var/cache/marketplace-care-odoo' : join(homedir(), '.cache', 'marketplace-care-odoo')
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Makes the folders of a home and finds its owner. Needs the package `postgresql` where we are root. */
export function openHome(dir: string): Home {
  const owner = ownerOfServers()
  const home = {
    dir,
    odoo: join(dir, 'odoo'),
    oca: join(dir, 'oca'),
    addons: join(dir, 'addons'),
    data: join(dir, 'data'),
    postgres: join(dir, 'postgres'),
    databases: join(dir, 'databases'),
    servers: join(dir, 'servers'),
    logs: join(dir, 'logs'),
    fetched: join(dir, 'fetched'),
    owner,
  }
  for (const folder of [dir, home.addons, home.databases, home.servers, home.fetched]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
  }
  for (const folder of [home.data, home.postgres, home.logs]) {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o755 })
    capture('chown', [`${String(owner.uid)}:${String(owner.gid)}`, folder])
  }
  assertReachable(home)
  return home
}

function ownerOfServers(): Owner {
  if (!isRoot()) return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const uid = capture('id', ['-u', 'postgres'])
  return { uid: Number(uid), gid: Number(capture('id', ['-g', 'postgres'])) }
}

function assertReachable(home: Home): void {
  try {
    capture('test', ['-w', home.data], { owner: home.owner })
  } catch {
    throw new Error(
      `The servers run as user ${String(home.owner.uid)}, who cannot reach ${home.dir}. Choose a folder that others may enter: --home DIR`,
    )
  }
}
