import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const HELD = 'MARKETPLACE_CARE_ODOO_LOCK'

/** Lets one process at a time change a home: starts this very program again under flock(1) and ends as that one ends. */
export function holdLock(home: string): void {
  if (process.env[HELD] === home) return
  mkdirSync(home, { recursive: true })
  // --close: the servers that we start must not inherit the lock.
  const again = ['--close', join(home, 'lock'), process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const done = spawnSync('flock', again, { stdio: 'inherit', env: { ...process.env, [HELD]: home } })
  if (done.error !== undefined) throw done.error
  process.exit(done.status ?? 1)
}
