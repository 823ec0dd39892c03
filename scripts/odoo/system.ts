import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot, type Home } from './home.ts'
import { capture, say } from './run.ts'

/** Odoo 19's Python modules as Debian 12 packages them. */
const PYTHON_MODULES = (
  'asn1crypto babel cbor2 chardet cryptography dateutil docutils freezegun geoip2 gevent greenlet idna jinja2 libsass lxml magic ' +
  'markupsafe num2words ofxparse openpyxl openssl passlib pil pkg-resources polib psutil psycopg2 pypdf pypdf2 qrcode reportlab ' +
  'requests rjsmin serial stdnum tz urllib3 usb vobject werkzeug xlrd xlsxwriter xlwt zeep pip'
)
  .split(' ')
  .map((name) => `python3-${name}`)

/** JavaScript and fonts that the Odoo package links to; without them /web answers 500. */
const LINKED_STABLE = (
  'libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome fonts-roboto-unhinted fonts-ocr-b fonts-inconsolata ' +
  'fonts-glyphicons-halflings'
).split(' ')
const LINKED_UNSTABLE = ['fonts-montserrat']

const OCA_WHEELS = ['', '-sale', '-sla', '-rating', '-merge'].map((part) => `odoo-addon-helpdesk-mgmt${part}`)

/** What Odoo runs on, to tell whether a template still fits: package and wheel versions. */
export interface Versions {
  odoo: string
  oca: string[]
}

/** Installs PostgreSQL and the Python modules if any is missing. Needs root then. */
export function installPackages(): void {
  const wanted = ['postgresql', ...PYTHON_MODULES]
  const missing = wanted.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  if (!isRoot())
    throw new Error(
      `Debian packages are missing. As root: apt-get install --no-install-recommends ${missing.join(' ')}`,
    )
  say(`installing ${String(missing.length)} Debian packages`)
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
  const lock = ['-o', 'DPkg::Lock::Timeout=300']
  capture('apt-get', [...lock, '-q', 'update'], quiet)
  capture('apt-get', [...lock, '-q', '-y', '--no-install-recommends', 'install', ...missing], quiet)
}

function isInstalled(name: string): boolean {
  try {
    return capture('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]) === 'installed'
  } catch {
    return false
  }
}

/** Fetches and unpacks Odoo and the OCA's helpdesk beside the system, once per home. */
export function unpackOdoo(home: Home): Versions {
  const marker = join(home.dir, 'versions.json')
  if (existsSync(marker)) return JSON.parse(readFileSync(marker, 'utf8')) as Versions
  const versions = { odoo: unpackDebian(home), oca: installOca(home) }
  writeFileSync(marker, `${JSON.stringify(versions, null, 2)}\n`)
  return versions
}

function unpackDebian(home: Home): string {
  const [major] = readFileSync('/etc/debian_version', 'utf8').split('.')
  if (major !== '12') {
    throw new Error(
      'This kit needs Debian 12: the packaged Odoo 19 runs on Python 3.11 with its modules. Elsewhere use the official Odoo image.',
    )
  }
  say('fetching Odoo 19 from Debian unstable')
  const packages = join(home.fetched, 'packages')
  rmSync(packages, { recursive: true, force: true })
  rmSync(home.odoo, { recursive: true, force: true })
  mkdirSync(packages, { recursive: true })
  capture('apt-get', ['-q', 'download', ...LINKED_STABLE], { cwd: packages })
  const unstable = unstableOptions(home)
  capture('apt-get', [...unstable, '-q', 'update'])
  capture('apt-get', [...unstable, '-q', 'download', 'odoo-19', ...LINKED_UNSTABLE], { cwd: packages })

  say('unpacking Odoo 19')
  const files = readdirSync(packages).filter((file) => file.endsWith('.deb'))
  for (const file of files) capture('dpkg', ['-x', join(packages, file), home.odoo])
  capture('chmod', ['-R', 'a+rX', home.odoo])
  const dangling = capture('find', [home.odoo, '-xtype', 'l'])
  if (dangling !== '') throw new Error(`The unpacked Odoo has links that lead nowhere:\n${dangling}`)
  const odoo = files.find((file) => file.startsWith('odoo-19_')) ?? 'odoo-19'
  rmSync(packages, { recursive: true, force: true })
  return odoo.replace(/\.deb$/, '')
}

/** apt's options for a private look at the unstable suite of the same mirror the machine itself uses. */
function unstableOptions(home: Home): string[] {
  const lists = join(home.fetched, 'lists')
  const cache = join(home.fetched, 'cache')
  mkdirSync(join(lists, 'partial'), { recursive: true })
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true })
  const deb822 = '/etc/apt/sources.list.d/debian.sources'
  const file = join(home.fetched, existsSync(deb822) ? 'unstable.sources' : 'unstable.list')
  writeFileSync(
    file,
    existsSync(deb822)
      ? unstableStanza(readFileSync(deb822, 'utf8'))
      : unstableLine(readFileSync('/etc/apt/sources.list', 'utf8')),
  )
  return [
    ['Dir::Etc::sourcelist', file],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::State::Lists', lists],
    ['Dir::Cache', cache],
    // A mirror may lag behind the date in its own Release file.
    ['Acquire::Check-Valid-Until', 'false'],
  ].flatMap(([name, value]) => ['-o', `${String(name)}=${String(value)}`])
}

function unstableStanza(sources: string): string {
  const stanza = sources
    .split(/\n\s*\n/)
    .find(
      (text) =>
        /^Types:.*\bdeb\b/m.test(text) && /^Suites:/m.test(text) && !/security/.test(text.replace(/^#.*$/gm, '')),
    )
  if (stanza === undefined) throw new Error('No stanza for the Debian archive itself in the machine’s Debian sources.')
  return `${stanza
    .trim()
    .replace(/^Suites:.*$/m, 'Suites: sid')
    .replace(/^Components:.*$/m, 'Components: main')}\n`
}

function unstableLine(list: string): string {
  const line = list.split('\n').find((text) => /^deb\s/.test(text) && !text.includes('security'))
  const parts = /^deb\s+(\[[^\]]*\]\s+)?(\S+)/.exec(line ?? '')
  if (parts === null) throw new Error('No line for the Debian archive itself in /etc/apt/sources.list.')
  return `deb ${parts[1] ?? ''}${String(parts[2])} sid main\n`
}

function installOca(home: Home): string[] {
  say('installing the OCA’s helpdesk')
  rmSync(home.oca, { recursive: true, force: true })
  // The wheels name "odoo" as a dependency, which no registry has: hence --no-deps.
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--no-compile',
    '--disable-pip-version-check',
    '--target',
    home.oca,
  ]
  capture('/usr/bin/python3', [...pip, ...OCA_WHEELS.map((name) => `${name}==19.0.*`)], { cwd: home.dir })
  capture('chmod', ['-R', 'a+rX', home.oca])
  return readdirSync(home.oca)
    .filter((name) => name.endsWith('.dist-info'))
    .sort()
}
