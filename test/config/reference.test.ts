import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { accountExample, serviceExample } from '../../scripts/reference/examples.ts'
import { between, table } from '../../scripts/reference/markdown.ts'
import { accountSections, accountShape } from '../../src/config/account.ts'
import { metaOf, type Section, shapeOf } from '../../src/config/field.ts'
import { serviceSections, serviceShape } from '../../src/config/service.ts'
import { loadSettings } from '../../src/config/settings.ts'

const built = connectors.filter(({ open }) => open !== undefined)

test.each(built.map((declaration) => [declaration.name, declaration] as const))(
  'the example of %s works as it is, and nothing in it is live',
  (connector, declaration) => {
    const dir = mkdtempSync(join(tmpdir(), 'care-examples-'))
    try {
      mkdirSync(join(dir, 'accounts'))
      writeFileSync(join(dir, '.env'), serviceExample())
      writeFileSync(join(dir, `accounts/my-${connector}.env`), accountExample(declaration))
      const { accounts, notes } = loadSettings({ env: {}, cwd: dir, registry: connectors })
      expect(accounts.map(({ name, mode }) => [name, mode])).toEqual([[`my-${connector}`, 'shadow']])
      expect(notes).toEqual([])
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
)

test('every setting says what it does and shows a value that fits', () => {
  const own: Section[] = built.map(({ manifest, config }) => ({
    title: manifest.label,
    intro: '',
    shape: shapeOf(config),
  }))
  const sections: Section[] = [...serviceSections, ...accountSections, ...own]
  const fields = sections.flatMap(({ shape }) =>
    Object.entries(shape).map(([name, field]) => ({ name, field, meta: metaOf(name, field) })),
  )
  expect(fields.filter(({ meta }) => !/\S\.$/.test(meta.description)).map(({ name }) => name)).toEqual([])
  const inFile = (value: string): string => value.replace(/^(["'])(.*)\1$/s, '$2')
  const unfit = fields.filter(({ field, meta }) =>
    [meta.example, meta.default ?? meta.example, meta.inExample ?? meta.example].some(
      (value) => !field.safeParse(inFile(value)).success,
    ),
  )
  expect(unfit.map(({ name }) => name)).toEqual([])
})

test('every promised name is known', () => {
  const service = `ODOO_URL ODOO_DB ODOO_USER ODOO_PASSWORD ODOO_API_KEY ODOO_TRANSPORT ODOO_COMPANY DATA_DIR DATABASE_URL ACCOUNTS_DIR
    HTTP_HOST HTTP_PORT SMTP_URL SMTP_USER SMTP_PASSWORD MAIL_FROM TIMEZONE LOG_LEVEL TEMPLATES_DIR CONSOLE_PASSWORD SERVICE_SECRET
    POLL_SECONDS READBACK_WAIT ALERT_MAIL ALERT_WEBHOOK HEARTBEAT_URL PUBLIC_URL API_TOKEN SCHEDULE_MIRROR SCHEDULE_REPLY SCHEDULE_NOTIFY
    SCHEDULE_TRACKING SCHEDULE_RETURNS SCHEDULE_RECONCILE SCHEDULE_RETENTION`
  const account = `CONNECTOR BASE_URL START_FROM ORDERS_REF ORDERS_TEAM NOTIFY FORMALITY LANGUAGE CARRIERS TRACKING_WAIT TRANSIT_DAYS MAIL_FROM SMTP_URL
    SMTP_USER SMTP_PASSWORD IMAP_URL IMAP_USER IMAP_PASSWORD IMAP_FOLDER MODE MAIL_REDIRECT REPLY_HOLD ANSWER_BY_EMAIL SIGNATURE
    CLOSE_ON_MARKETPLACE NOTIFY_MAX_AGE SHIPPED_WAIT COMBINE MESSAGE_POLL_SECONDS AUTHSERV_ID MARK_SEEN SENT_FOLDER BRANDS JUNK_FOLDER
    OWN_DOMAINS MAIL_AUTH OAUTH_TENANT OAUTH_CLIENT_ID OAUTH_CLIENT_SECRET DELAY QUIET_HOURS QUIET_HOLIDAYS
    NOTIFY_MAX_PER_ORDER B2B SKIP_PARTNERS TEST_ORDERS SHOP_NAME SHOP_LOGO SHOP_COLOR SHOP_IMPRINT
    LEGAL_FILES SCHEDULE_NOTIFY_ORDER_CONFIRMED SCHEDULE_NOTIFY_PAYMENT_RECEIVED SCHEDULE_NOTIFY_SHIPPED SCHEDULE_NOTIFY_DELAYED
    SCHEDULE_NOTIFY_DELIVERED SCHEDULE_NOTIFY_RETURN_RECEIVED SCHEDULE_NOTIFY_REFUND_ISSUED SCHEDULE_NOTIFY_WITHDRAWAL_RECEIPT`
  expect(service.split(/\s+/).filter((name) => !(name in serviceShape))).toEqual([])
  expect(account.split(/\s+/).filter((name) => !(name in accountShape))).toEqual([])
})

test('generated text goes between its marks and nowhere else', () => {
  const document = 'before\n<!-- BEGIN a -->\nold\n<!-- END a -->\nafter\n'
  expect(between(document, 'a', table(['x'], [['a|b']]))).toBe(
    'before\n<!-- BEGIN a -->\n\n| x |\n| --- |\n| a\\|b |\n\n<!-- END a -->\nafter\n',
  )
  expect(() => between(document, 'b', '')).toThrow('The marks of b are missing.')
})
