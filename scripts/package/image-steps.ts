/**
 * Performs the steps of the Dockerfile in a temporary folder, where no container engine is at hand: the same COPY (by .dockerignore),
 * the same RUN lines with the image's paths put below that folder, then the entry point with wrong and right settings and the health
 * check's own command. Run it by Node 24: it stands in for the image's. It does not try the base image, users or volumes.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const PORT = '18099'
const root = join(import.meta.dirname, '..', '..')
const base = mkdtempSync(join(tmpdir(), 'mc-image-'))
const below = (text: string): string =>
  text.replace(/(?<![\w.])\/(build|app|tmp|data|config)(?![\w-])/g, (_, name: string) => join(base, name))
/** The image's node first, so that scripts of packages run with it too. */
const env = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  npm_config_prefer_offline: 'true',
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Step {
  readonly word: string
  readonly rest: string
}

/** The Dockerfile's instructions in order, continued lines joined. */
function steps(): Step[] {
  return readFileSync(join(root, 'Dockerfile'), 'utf8')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => ({ word: line.split(' ', 1)[0] ?? '', rest: line.replace(/^\w+ /, '') }))
}

/** What `COPY . .` brings: names that .dockerignore lets in, less those that it takes out again. */
function copyContext(to: string): void {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
  const out = rules.filter((rule) => rule.startsWith('**/')).map((rule) => rule.slice(3))
  for (const rule of rules.filter((line) => line.startsWith('!'))) {
    for (const path of globSync(rule.slice(1), { cwd: root })) {
      cpSync(join(root, path), join(to, path), {
        recursive: true,
        filter: (from) =>
          !relative(root, from)
            .split('/')
            .some((part) => out.includes(part)),
      })
    }
  }
}

function build(all: readonly Step[]): void {
  let cwd = base
  for (const { word, rest } of all) {
    if (word === 'WORKDIR') mkdirSync((cwd = below(rest)), { recursive: true })
    else if (word === 'COPY' && rest === '. .') copyContext(cwd)
    else if (word === 'RUN' && !rest.startsWith('install -d')) {
      say(`RUN ${rest}`)
      execFileSync('sh', ['-c', below(rest)], { cwd, env, stdio: ['ignore', 2, 2] })
    }
  }
}

/** The command of an exec form. */
const commandOf = (text: string): string[] => JSON.parse(text.replace(/^[^[]*/, '')) as string[]

async function serve(all: readonly Step[]): Promise<void> {
  const rest = (word: string): string => all.find((step) => step.word === word)?.rest ?? ''
  const [, ...entry] = commandOf(rest('ENTRYPOINT'))
  const command = [...entry.map(below), ...commandOf(all.findLast(({ word }) => word === 'CMD')?.rest ?? '[]')]
  const health = commandOf(rest('HEALTHCHECK').replace(/^.*CMD /, '')).slice(1)
  const config = below('/config')
  mkdirSync(join(config, 'accounts'), { recursive: true })
  writeFileSync(join(config, 'accounts', 'shop.env'), 'CONNECTOR=webshop\nMODE=shadow\nORDERS_REF=^(S[0-9]+)$\n')
  const settings = {
    ...env,
    DATA_DIR: below('/data'),
    HTTP_HOST: '0.0.0.0',
    HTTP_PORT: PORT,
    ODOO_URL: 'http://127.0.0.1:9',
    ODOO_DB: 'none',
    ODOO_USER: 'none',
    ODOO_PASSWORD: 'none',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'service@example.org',
  }
  const healthy = (): boolean => {
    try {
      execFileSync(process.execPath, health, { env: settings, stdio: 'ignore', timeout: 5000 })
      return true
    } catch {
      return false
    }
  }
  if (healthy()) throw new Error('The health check is content though nothing runs.')
  const child = spawn(process.execPath, command, {
    cwd: config,
    env: { ...settings, CONSOLE_PASSWORD: 'only-for-this-try' },
    stdio: ['ignore', 2, 2],
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  for (let tries = 0; !healthy(); tries += 1) {
    if (tries === 60 || child.exitCode !== null) throw new Error('The service did not become healthy.')
    await pause(500)
  }
  say('HEALTHCHECK content')
  child.kill('SIGTERM')
  const code = await ended
  if (code !== 0) throw new Error(`The service ended with ${String(code)} when told to stop.`)
  say('stopped in order')
}

try {
  const all = steps()
  mkdirSync(join(base, 'tmp'))
  build(all)
  if (existsSync(join(base, 'app/node_modules/node/bin/node'))) throw new Error('A second Node is in the image.')
  say(`size of /app: ${execFileSync('du', ['-sh', below('/app')], { encoding: 'utf8' }).split('\t')[0] ?? ''}`)
  await serve(all)
} finally {
  rmSync(base, { recursive: true, force: true })
}
