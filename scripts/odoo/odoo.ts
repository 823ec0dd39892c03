import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { ODOO_ROLE, runningPostgres } from './postgres.ts'
import { capture, runLogged } from './run.ts'

/** Debian 12's own Python; another python3 may come first on the PATH. */
export const PYTHON = '/usr/bin/python3'

/** How an Odoo process is called: which database, which copy of our addons, if any. */
export interface OdooCall {
  db: string
  /** folder that holds our addons, or none */
  addons?: string | undefined
}

export function odooEnvironment(home: Home): Record<string, string> {
  const packages = [quickPasswords(home), join(home.odoo, 'usr/lib/python3/dist-packages')]
  return { PYTHONPATH: packages.join(':'), HOME: home.data, PYTHONDONTWRITEBYTECODE: '1' }
}

/**
 * Odoo takes half a second of processor time to check a password, and checks it anew with every call after something made it forget that
 * it did (a new user, a changed setting). That was half of what a server here did, and no test is about it: passwords are hashed in
 * fewer rounds.
 */
const QUICK_PASSWORDS = `from passlib.context import CryptContext

_init = CryptContext.__init__


def __init__(self, *args, **kwargs):
    if "pbkdf2_sha512__rounds" in kwargs:
        kwargs["pbkdf2_sha512__rounds"] = 1000
    _init(self, *args, **kwargs)


CryptContext.__init__ = __init__
`

/** Python reads a module of this name before any other. */
function quickPasswords(home: Home): string {
  const folder = join(home.dir, 'python')
  const file = join(folder, 'sitecustomize.py')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(file) || readFileSync(file, 'utf8') !== QUICK_PASSWORDS) writeFileSync(file, QUICK_PASSWORDS)
  return folder
}

/** Options common to every Odoo process. Mails go to a port of 127.0.0.1, so none ever leaves the machine. */
export function odooOptions(home: Home, call: OdooCall, smtpPort = 9): string[] {
  const folders = [join(home.odoo, 'usr/lib/python3/dist-packages/odoo/addons'), join(home.oca, 'odoo/addons')]
  if (call.addons !== undefined) folders.push(call.addons)
  return [
    ['-d', call.db],
    ['--db_host', '127.0.0.1'],
    ['--db_port', String(runningPostgres(home).port)],
    ['-r', ODOO_ROLE],
    ['-w', ODOO_ROLE],
    ['--data-dir', home.data],
    ['--addons-path', folders.join(',')],
    ['--smtp', '127.0.0.1'],
    ['--smtp-port', String(smtpPort)],
    ['--workers', '0'],
    ['--max-cron-threads', '0'],
    ['--limit-time-cpu', '1200'],
    ['--limit-time-real', '1200'],
    // Named, so that a file of the user's own or of the system has no say.
    ['-c', configFile(home)],
  ].flat()
}

function configFile(home: Home): string {
  const file = join(home.dir, 'odoo.conf')
  if (!existsSync(file)) writeFileSync(file, '[options]\nlimit_memory_soft = 0\nlimit_memory_hard = 0\n')
  return file
}

/** Runs `odoo server … --stop-after-init` (installs, updates, tests); its log goes to a file whose end a failure shows. */
export function runOdoo(home: Home, call: OdooCall, args: string[], logFile: string): void {
  const options = ['server', ...odooOptions(home, call), '--no-http', '--stop-after-init', ...args]
  runLogged(PYTHON, ['-m', 'odoo', ...options], logFile, { owner: home.owner, env: odooEnvironment(home) })
}

/** Runs Python in `odoo shell` (`env` is the superuser's; commit yourself) and gives what it printed. Throws with its traceback. */
export function odooShell(home: Home, call: OdooCall, code: string): string {
  const options = ['shell', ...odooOptions(home, call), '--no-http', '--log-level', 'error']
  return capture(PYTHON, ['-m', 'odoo', ...options], { owner: home.owner, env: odooEnvironment(home), input: code })
}
