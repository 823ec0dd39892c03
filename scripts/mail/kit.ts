import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'

/** What must be installed (Debian's names); the kit installs nothing itself. */
export const PACKAGES = [
  'dovecot-imapd',
  'dovecot-lmtpd',
  'dovecot-submissiond',
  'opensmtpd',
  'openssl',
  'util-linux',
] as const

/** OpenSMTPD takes mail and hands it to Dovecot, which serves it over IMAP. */
export interface MailServers {
  /** OpenSMTPD: takes everything, no encryption (Debian 12's build fails every TLS handshake), no login. */
  readonly smtpUrl: string
  /** Dovecot's submission as providers have it: STARTTLS, then a login with any user and `secret`; passes on to OpenSMTPD. */
  readonly submissionUrl: string
  /** Any address is a user, the password is `secret`. */
  readonly imapUrl: string
  /** The raw mails that lie in an address's mailbox, oldest first. */
  mails(address: string): readonly string[]
  /** Ends both and removes their folder. */
  close(): Promise<void>
}

const PROGRAMS = ['/usr/sbin/dovecot', '/usr/sbin/smtpd', '/usr/bin/openssl', '/usr/bin/unshare']
/** A user that every Debian has, for the mailboxes. */
const OWNER = 'mail'
const READY_WITHIN_MS = 20_000

/**
 * Starts both servers on free ports of 127.0.0.1, everything below `dir`. Servers that an earlier process left there are ended.
 * Needs root, since OpenSMTPD drops its rights itself. Throws naming what is missing.
 */
export async function startMailServers({ dir }: { dir: string }): Promise<MailServers> {
  const missing = PROGRAMS.filter((program) => !existsSync(program))
  if (missing.length > 0) {
    throw new Error(
      `Missing: ${missing.join(', ')}. Install: apt-get install --no-install-recommends ${PACKAGES.join(' ')}`,
    )
  }
  if (process.getuid?.() !== 0) throw new Error('The mail servers for tests start only as root.')
  const home = resolve(dir)
  await endLeftovers(home)
  rmSync(home, { recursive: true, force: true })
  for (const part of ['boxes', 'dovecot', 'run', 'spool']) mkdirSync(join(home, part), { recursive: true, mode: 0o755 })
  execFileSync('chown', [`${OWNER}:${OWNER}`, join(home, 'boxes')])

  const ports = await freePorts(['smtp', 'submission', 'imap', 'lmtp'])
  const dovecot = start(home, 'dovecot', ['/usr/sbin/dovecot', '-F', '-c', dovecotConfig(home, ports)])
  const smtpd = start(home, 'smtpd', privately(home, ['/usr/sbin/smtpd', '-d', '-f', smtpdConfig(home, ports)]))
  const close = async () => {
    await Promise.all([end(smtpd), end(dovecot)])
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await Promise.all([
      answers(ports.imap, '* OK', dovecot),
      answers(ports.submission, '220', dovecot),
      answers(ports.lmtp, '220', dovecot),
      answers(ports.smtp, '220', smtpd),
    ])
  } catch (error) {
    const logs = ['dovecot', 'smtpd'].map((name) => `${name}:\n${readFileSync(join(home, `${name}.log`), 'utf8')}`)
    await close()
    throw new Error(`The mail servers do not start.\n${logs.join('\n')}`, { cause: error })
  }
  return {
    smtpUrl: `smtp://127.0.0.1:${String(ports.smtp)}`,
    submissionUrl: `smtp://127.0.0.1:${String(ports.submission)}`,
    imapUrl: `imap://127.0.0.1:${String(ports.imap)}`,
    mails: (address) => mailsIn(join(home, 'boxes', address.toLowerCase())),
    close,
  }
}

function dovecotConfig(home: string, ports: { smtp: number; submission: number; imap: number; lmtp: number }): string {
  const file = join(home, 'dovecot.conf')
  const { certificate, key } = selfSigned(home)
  writeFileSync(
    file,
    `
base_dir = ${home}/dovecot
log_path = /dev/stderr
protocols = imap lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${home}/boxes/%u
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${OWNER} gid=${OWNER} home=${home}/boxes/%u
}
protocol lmtp {
  auth_username_format = %Lu
}
service imap-login {
  inet_listener imap {
    port = ${String(ports.imap)}
  }
  inet_listener imaps {
    port = 0
  }
}
service submission-login {
  inet_listener submission {
    port = ${String(ports.submission)}
  }
}
submission_relay_host = 127.0.0.1
submission_relay_port = ${String(ports.smtp)}
submission_relay_ssl = no
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${String(ports.lmtp)}
  }
}
`,
  )
  return file
}

function selfSigned(home: string): { certificate: string; key: string } {
  const [certificate, key] = [join(home, 'cert.pem'), join(home, 'key.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync(
    '/usr/bin/openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  )
  return { certificate, key }
}

function smtpdConfig(home: string, { smtp, lmtp }: { smtp: number; lmtp: number }): string {
  const file = join(home, 'smtpd.conf')
  writeFileSync(
    file,
    `
listen on 127.0.0.1 port ${String(smtp)}
action "box" lmtp "127.0.0.1:${String(lmtp)}" rcpt-to virtual { "@" = ${OWNER} }
match from any for any action "box"
`,
  )
  return file
}

/** OpenSMTPD's socket and queue have fixed places: a mount namespace of its own gives each server its own ones. */
function privately(home: string, command: string[]): string[] {
  const script = `mount --bind "${home}/run" /run && mount --bind "${home}/spool" /var/spool && exec "$@"`
  return ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script, 'sh', ...command]
}

function start(home: string, name: string, [program = '', ...args]: string[]): ChildProcess {
  const log = openSync(join(home, `${name}.log`), 'a')
  const child = spawn(program, args, { stdio: ['ignore', log, log] })
  writeFileSync(join(home, `${name}.pid`), String(child.pid))
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
}

/** Ends what a killed run left in this folder; a pid that is another program's by now is left alone. */
async function endLeftovers(home: string): Promise<void> {
  for (const name of ['dovecot', 'smtpd']) {
    const file = join(home, `${name}.pid`)
    if (!existsSync(file)) continue
    const pid = Number(readFileSync(file, 'utf8'))
    const isOurs = () => existsSync(`/proc/${String(pid)}`) && commandLine(pid).includes(join(home, `${name}.conf`))
    if (isOurs()) process.kill(pid, 'SIGTERM')
    await until(() => !isOurs(), `the earlier ${name} (pid ${String(pid)}) to end`)
  }
}

const commandLine = (pid: number): string => readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ')

/** A free port for each name; all are held until all are found, so that they differ. */
async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const server = createServer()
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      return { name, server, port: (server.address() as AddressInfo).port }
    }),
  )
  await Promise.all(found.map(({ server }) => new Promise((done) => server.close(done))))
  return Object.fromEntries(found.map(({ name, port }) => [name, port])) as Record<Name, number>
}

/** Resolves once the server greets. */
async function answers(port: number, greeting: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!(await greets(port, greeting))) {
    if (child.exitCode !== null) throw new Error(`ended with ${String(child.exitCode)}`)
    if (Date.now() > deadline) throw new Error(`port ${String(port)} does not answer`)
    await pause()
  }
}

function greets(port: number, greeting: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    const finish = (found: boolean) => {
      socket.destroy()
      done(found)
    }
    socket.setTimeout(1_000, () => {
      finish(false)
    })
    socket.once('error', () => {
      finish(false)
    })
    socket.once('data', (bytes) => {
      finish(bytes.toString().startsWith(greeting))
    })
  })
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await pause()
  }
}

const pause = () => new Promise((done) => setTimeout(done, 50))

function mailsIn(box: string): string[] {
  return ['cur', 'new']
    .map((part) => join(box, part))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => ({ file, path: join(folder, file) })))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ path }) => readFileSync(path, 'latin1'))
}
