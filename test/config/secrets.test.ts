import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { formatFaults } from '../../src/config/faults.ts'
import { folder } from './folder.ts'

const secrets = {
  odoo: 'Xq7vTz2mLw',
  apiKey: 'k9RbYc4nPd',
  database: 'Hs3jWf8gQe',
  console: 'Ud6kMv1xZa',
  service: 'Bn5pCr0tGy',
  token: 'Jw2hFs9lEo',
  smtp: 'Vi8zKu4qNx',
  hook: 'Ol7eRm3bSd',
  client: 'Gt1yPc6w',
  signing: 'Zf0aDj5vHk',
  encoded: 'Q@4/n%8wLmRx',
}

/** Parts count as well: no four characters in a row of any secret may show. */
function shown(text: string): string[] {
  return Object.values(secrets).flatMap((secret) => {
    const parts = Array.from({ length: secret.length - 3 }, (_, start) => secret.slice(start, start + 4))
    return parts.filter((part) => text.includes(part))
  })
}

const service = (change: readonly string[] = []) => [
  'ODOO_URL=https://odoo.example.com',
  'ODOO_DB=care',
  'ODOO_USER=care',
  `ODOO_PASSWORD=${secrets.odoo}`,
  `ODOO_API_KEY=${secrets.apiKey}`,
  `DATABASE_URL=postgres://care:${secrets.database}@db.example.com/care`,
  `CONSOLE_PASSWORD=${secrets.console}`,
  `SERVICE_SECRET=${secrets.service}`,
  `API_TOKEN=${secrets.token}`,
  `SMTP_URL=smtps://u:${encodeURIComponent(secrets.encoded)}@mail.example.com`,
  `ALERT_WEBHOOK=https://hooks.example.com/${secrets.hook}`,
  ...change,
]

const account = (change: readonly string[] = []) => [
  'CONNECTOR=market',
  `CLIENT_KEY=${secrets.client}`,
  `SECRET_KEY=${secrets.signing}`,
  'SMTP_URL=smtp://mail.example.com',
  'SMTP_USER=u',
  `SMTP_PASSWORD=${secrets.smtp}`,
  ...change,
]

test('settings hold the secrets and show none, whole or in part', () => {
  using place = folder({ '.env': service(), 'accounts/a.env': account() })
  const settings = place.load()
  expect(settings.odoo.password).toBe(secrets.odoo)
  expect(settings.mail.smtp?.password).toBe(secrets.encoded)
  expect(settings.accounts[0]?.smtp?.password).toBe(secrets.smtp)
  for (const printed of [
    settings,
    settings.odoo,
    settings.store,
    settings.accounts,
    settings.accounts[0],
    settings.accounts[0]?.own,
  ]) {
    expect(shown(JSON.stringify({ printed }))).toEqual([])
    expect(shown(inspect({ printed }, { depth: 10, showHidden: false }))).toEqual([])
  }
  expect(inspect(settings.odoo)).toContain("password: '(hidden)'")
  expect(inspect(settings.odoo)).toContain("url: 'https://odoo.example.com'")
})

test('faults show no value at all, though a secret stands in the wrong place', () => {
  const misplaced = [
    `ODOO_URL=https://u:${secrets.odoo}@odoo.example.com`,
    `HTTP_PORT=${secrets.console}`,
    `TIMEZONE=${secrets.service}`,
    `LOG_LEVEL=${secrets.token}`,
    `SCHEDULE_NOTIFY=${secrets.hook}`,
    `DATABASE_URL=${secrets.database}`,
    `SMTP_URL=smtp://u:${secrets.smtp}%@mail.example.com`,
    `CONSOLE_PASSWORD="${secrets.console}`,
    `SERVICE_SECRET=${secrets.service}#${secrets.service}`,
    secrets.signing,
    `${secrets.signing}==`,
  ]
  const wrong = [
    `SECRET_KEY_FILE=${secrets.signing}`,
    `CLIENT_KEY=${secrets.client}${secrets.client}`,
    `MODE=${secrets.signing}`,
    `NOTIFY=${secrets.signing}`,
    `ORDERS_REF=(${secrets.signing}`,
    `TRANSIT_DAYS=${secrets.signing}`,
  ]
  using place = folder({ '.env': service(misplaced), 'accounts/a.env': account(wrong), 'accounts/b.env': account() })
  const faults = place.wrong()
  expect(faults.length).toBeGreaterThan(12)
  expect(shown(formatFaults(faults) + JSON.stringify(faults) + inspect(faults))).toEqual([])
  expect(shown(inspect(new Error('cannot start', { cause: faults })))).toEqual([])
})
