import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MailServers } from '../../scripts/mail/kit.ts'
import type { OdooEnv } from '../../scripts/odoo/kit.ts'

/** A mailbox account with all settings of the service, as an installation has them. */
export interface Shop {
  /** Of the account; new in Odoo, too. */
  readonly name: string
  readonly address: string
  readonly env: Readonly<Record<string, string>>
  close(): void
}

/** @param ledger settings that name the ledger */
export function openShop(
  name: string,
  servers: Pick<MailServers, 'imapUrl' | 'smtpUrl'>,
  odoo: OdooEnv,
  ledger: Readonly<Record<string, string>>,
): Shop {
  const address = `${name}@care.example`
  const folder = mkdtempSync(join(tmpdir(), 'mc-bench-shop-'))
  const accounts = join(folder, 'accounts')
  mkdirSync(accounts)
  const settings = {
    CONNECTOR: 'mailbox',
    MODE: 'live',
    START_FROM: new Date(Date.now() - 7 * 86_400_000).toISOString(),
    IMAP_URL: servers.imapUrl,
    IMAP_USER: address,
    IMAP_PASSWORD: 'secret',
    SMTP_URL: servers.smtpUrl,
    MAIL_FROM: `Shop <${address}>`,
  }
  const lines = Object.entries(settings).map(([key, value]) => `${key}='${value}'\n`)
  writeFileSync(join(accounts, `${name}.env`), lines.join(''))
  return {
    name,
    address,
    env: {
      PATH: process.env['PATH'] ?? '',
      ACCOUNTS_DIR: accounts,
      ODOO_URL: odoo.url,
      ODOO_DB: odoo.db,
      ODOO_USER: odoo.user,
      ODOO_PASSWORD: odoo.password,
      SERVICE_SECRET: 'a-secret-of-the-bench-and-nobody-else',
      HTTP_PORT: '0',
      LOG_LEVEL: 'silent',
      ...ledger,
    },
    close: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
