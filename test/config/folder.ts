import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type SettingsFault, SettingsFaults } from '../../src/config/faults.ts'
import { loadSettings, type Settings } from '../../src/config/settings.ts'
import { connectorName } from '../../src/domain/ids.ts'
import type { PolicyRule } from '../../src/domain/policy.ts'
import { connector, type ConnectorDeclaration, type Manifest } from '../../src/kit/connector.ts'

const manifest = (change: Partial<Manifest>): Manifest => ({
  label: 'Market',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  textRules: { links: 'forbidden', mailAddresses: 'forbidden', phoneNumbers: 'forbidden' },
  messagePollSeconds: 45,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
  ...change,
})

const byMail = (kind: PolicyRule['kind']): PolicyRule => ({
  kind,
  verdict: 'allow',
  channel: 'mail',
  certainty: 'C',
  source: 'its rules',
  seen: '2026-11',
})

const open = () => ({ check: () => Promise.resolve({ detail: '' }) })

/** A marketplace with keys, a shop that mails, one that is read by mail, and one that is not built yet. */
export const registry: readonly ConnectorDeclaration[] = [
  connector({
    name: connectorName('market'),
    manifest: manifest({}),
    policy: [],
    config: z.object({
      CLIENT_KEY: z
        .string()
        .regex(/^[!-~]{8}$/, 'must be 8 characters')
        .meta({ secret: true }),
      SECRET_KEY: z.string().meta({ secret: true }),
      STOREFRONTS: z
        .string()
        .default('de')
        .transform((text) => text.split(',')),
    }),
    open,
  }),
  connector({
    name: connectorName('shop'),
    manifest: manifest({ label: 'Shop', notifyBy: 'mail', ordersByName: true }),
    policy: [byMail('order_confirmed'), byMail('shipped'), { ...byMail('withdrawal_receipt'), verdict: 'must' }],
    config: z.object({}),
    open,
  }),
  connector({
    name: connectorName('post'),
    manifest: manifest({ label: 'Post', transport: 'mail' }),
    policy: [],
    config: z.object({}),
    open,
    mail: () => ({ read: () => ({ kind: 'aside', reason: 'copy' }), senders: [] }),
  }),
  connector({ name: connectorName('later'), manifest: manifest({}), policy: [], config: z.object({}) }),
]

export const goodService = [
  'ODOO_URL=https://odoo.example.com',
  'ODOO_DB=care',
  'ODOO_USER=care',
  'ODOO_PASSWORD=odoo-secret-1',
]
export const goodPost = [
  'CONNECTOR=post',
  'IMAP_URL=imaps://mail.example.com',
  'IMAP_USER=shop@example.com',
  'IMAP_PASSWORD=imap-secret-1',
  'AUTHSERV_ID=mx.example.com',
]
export const goodMarket = ['CONNECTOR=market', 'CLIENT_KEY=client-1', 'SECRET_KEY=signing-secret-1']

export interface Folder extends Disposable {
  readonly dir: string
  load(env?: NodeJS.ProcessEnv): Settings
  /** Every fault in one line each: `file: NAME problem`. */
  faults(env?: NodeJS.ProcessEnv): string[]
  wrong(env?: NodeJS.ProcessEnv): readonly SettingsFault[]
}

/** A working folder with these files, lines of each; it goes away at the end of the test. */
export function folder(files: Readonly<Record<string, readonly string[]>>): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'care-settings-'))
  for (const [name, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), lines.map((line) => `${line}\n`).join(''))
  }
  const load = (env: NodeJS.ProcessEnv = {}) => loadSettings({ env, cwd: dir, registry })
  const wrong = (env: NodeJS.ProcessEnv = {}) => {
    try {
      load(env)
      return []
    } catch (error) {
      if (error instanceof SettingsFaults) return error.faults
      throw error
    }
  }
  return {
    dir,
    load,
    wrong,
    faults: (env) =>
      wrong(env).map(({ file, name, problem }) => `${file}: ${name === undefined ? '' : `${name} `}${problem}`),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** A good service with these account files. */
export const withAccounts = (
  accounts: Readonly<Record<string, readonly string[]>>,
  service: readonly string[] = goodService,
) =>
  folder({
    '.env': service,
    ...Object.fromEntries(Object.entries(accounts).map(([name, lines]) => [`accounts/${name}.env`, lines])),
  })
