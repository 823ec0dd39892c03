import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A program that hangs must fail its test, not hold it. */
const MAX_MS = 150_000

export const root = path.resolve(import.meta.dirname, '..', '..')

/** What a user's shell has: the machine's own node, none of this project's packages. */
const USERS_PATH = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(path.delimiter)

/** Nothing of the calling npm and none of our own settings reaches what is tried. */
const usersEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: USERS_PATH,
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(HOME|LANG|TMPDIR|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/i.test(name),
    ),
  ),
})

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end as a user would. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...usersEnvironment(), ...env }, timeout: MAX_MS, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(new Error(`${program} ${args.join(' ')} did not end by itself:\n${stderr}`, { cause: error }))
    })
    child.stdin?.end()
  })
}

/** Like `run`. @throws when the program's exit code is not 0 */
export async function good(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, cwd)
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${stderr.slice(-4000)}\n${stdout}`)
  return stdout
}

export interface Installed {
  /** A folder of the user's in which the package is installed. */
  readonly folder: string
  readonly packed: string
  /** The direct path of the command. */
  readonly command: string
  remove(): void
}

/** Packs this package and installs the file in an empty folder. */
export async function install(): Promise<Installed> {
  const base = mkdtempSync(path.join(tmpdir(), 'mc-package-'))
  const folder = path.join(base, 'shop')
  mkdirSync(folder)
  // Packed with the project's own node, which its scripts need; installed with the user's.
  await good(path.join(root, 'node_modules', '.bin', 'node'), ['scripts/package/build.ts'], root)
  await good('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', base], root)
  const file = readdirSync(base).find((name) => name.endsWith('.tgz'))
  if (file === undefined) throw new Error('npm pack made no file')
  const packed = path.join(base, file)
  await good('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', packed], folder)
  return {
    folder,
    packed,
    command: path.join(folder, 'node_modules', '.bin', 'marketplace-care'),
    remove: () => {
      for (const child of stays) child.kill()
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** Writes the settings of a folder: `.env` and one file per account. */
export function settings(
  folder: string,
  service: Readonly<Record<string, string>>,
  accounts: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  const lines = (values: Readonly<Record<string, string>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
  mkdirSync(path.join(folder, 'accounts'), { recursive: true })
  writeFileSync(path.join(folder, '.env'), lines(service))
  for (const [name, own] of Object.entries(accounts))
    writeFileSync(path.join(folder, 'accounts', `${name}.env`), lines(own))
}

/** What a failed test would leave behind. */
const stays = new Set<ChildProcess>()

export interface Running {
  readonly child: ChildProcess
  /** What it wrote to both of its outputs so far. */
  said(): string
  /** Resolves as soon as it has said so. */
  says(words: RegExp): Promise<RegExpExecArray>
  /** Its exit code; null = ended by a signal. */
  readonly ended: Promise<number | null>
}

/** Starts a program that stays. */
export function start(program: string, args: readonly string[], cwd: string): Running {
  const child = spawn(program, args, { cwd, env: usersEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] })
  stays.add(child)
  let said = ''
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => {
      stays.delete(child)
      resolve(code)
    })
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return {
    child,
    said: () => said,
    ended,
    says: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = words.exec(said)
          if (found !== null) resolve(found)
        }
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
        child.on('exit', () => {
          reject(new Error(`ended before it said ${String(words)}:\n${said}`))
        })
        look()
      }),
  }
}
