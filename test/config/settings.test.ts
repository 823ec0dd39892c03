import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, goodMarket, goodService, withAccounts } from './folder.ts'

describe('good settings', () => {
  test('need little, and the rest has its defaults', () => {
    using place = withAccounts({ 'market-de': goodMarket })
    const { accounts, ...service } = place.load()
    expect(service).toEqual({
      odoo: { url: 'https://odoo.example.com', db: 'care', user: 'care', password: 'odoo-secret-1', transport: 'auto' },
      store: { dataDir: join(place.dir, 'data') },
      http: { host: '127.0.0.1', port: 8080 },
      mail: {},
      timeZone: 'Europe/Berlin',
      logLevel: 'info',
      schedule: {
        notify: '*/5 * * * *',
        tracking: '*/5 * * * *',
        returns: '*/10 * * * *',
        reconcile: '15 3 * * *',
        retention: '30 4 * * *',
      },
      pollSeconds: 2,
      readbackWaitSeconds: [30, 120],
      alerts: { afterSeconds: 1800 },
      notes: [],
      secretFiles: [join(place.dir, '.env'), join(place.dir, 'accounts', 'market-de.env')],
    })
    expect(accounts).toEqual([
      {
        name: 'market-de',
        connector: 'market',
        mode: 'shadow',
        notify: [],
        formality: 'sie',
        language: 'de',
        timeZone: 'Europe/Berlin',
        carriers: new Map(),
        trackingWaitSeconds: 14_400,
        transitDays: new Map([['*', 3]]),
        replyHoldSeconds: 0,
        answerWarnSeconds: 14_400,
        answerByEmail: false,
        closeOnMarketplace: false,
        notifyMaxAgeHours: 72,
        shippedWaitMinutes: 60,
        delays: { tell: 'propose', aheadSeconds: 86_400, promised: 'arrival' },
        combine: 'off',
        notifyMaxPerOrder: 8,
        b2b: 'send',
        messagePollSeconds: 45,
        shop: {},
        own: { CLIENT_KEY: 'client-1', SECRET_KEY: 'signing-secret-1', STOREFRONTS: ['de'] },
      },
    ])
  })

  test('may say everything', () => {
    using place = folder({
      'logo.gif': ['GIF89a'],
      'terms.pdf': ['%PDF-1.7', '%%EOF'],
      'my/templates/README': [''],
      '.env': [
        'ODOO_URL=http://127.0.0.1:8069/',
        'ODOO_DB=care',
        'ODOO_API_KEY=key-of-odoo',
        'ODOO_TRANSPORT=json2',
        'ODOO_COMPANY="Example Ltd"',
        'DATABASE_URL=postgres://care:db-secret@db.example.com/care',
        'ACCOUNTS_DIR=./here',
        'HTTP_HOST=0.0.0.0',
        'HTTP_PORT=0',
        'CONSOLE_PASSWORD=console-secret',
        'SERVICE_SECRET=service-secret',
        'PUBLIC_URL=https://care.example.com/',
        'API_TOKEN=token-secret',
        'DHL_API_KEY=dhl-secret',
        'DHL_DAILY_CALLS=2000',
        'DHL_BASE_URL=http://127.0.0.1:9010/track',
        'CARRIER_WEBHOOK_SECRET=a-webhook-secret-of-some-length',
        'SMTP_URL=smtp://mail.example.com',
        'SMTP_USER=shop@example.com',
        'SMTP_PASSWORD="pass # word"',
        'MAIL_FROM="Example Shop <shop@example.com>"',
        'TEMPLATES_DIR=./my/templates',
        'TIMEZONE=Europe/Vienna',
        'POLL_SECONDS=0.5',
        'READBACK_WAIT=0s',
        'SCHEDULE_MIRROR="* * * * *"',
        'SCHEDULE_NOTIFY=*/10 * * * *',
        'LOG_LEVEL=warn',
      ],
      'here/shop.env': [
        '\uFEFF# with a mark at the beginning and line ends of Windows\r',
        'CONNECTOR=shop\r',
        'export MODE=live',
        'BASE_URL=http://127.0.0.1:9000/v2/',
        'START_FROM=2026-11-01T00:00:00+01:00',
        'ORDERS_REF=^(S\\d+)$',
        'ORDERS_TEAM=Website',
        'NOTIFY=shipped, order_confirmed',
        'NOTIFY_MAX_AGE=2d',
        'SHIPPED_WAIT=90m',
        'DELAY=auto',
        'RADAR_AHEAD=48h',
        'PROMISED_DATE=dispatch',
        'COMBINE=on',
        'QUIET_HOURS=21:00-08:00',
        'QUIET_HOLIDAYS=no',
        'NOTIFY_MAX_PER_ORDER=12',
        'B2B=skip',
        'SKIP_PARTNERS=Reseller, Wholesale',
        'TEST_ORDERS=^TEST-',
        'TRANSIT_DAYS=DHL Paket:2, *:4',
        'CARRIERS=DHL Paket = DHL, DPD = DPD Classic',
        'TRACKING_WAIT=90m',
        'LANGUAGE=en',
        'FORMALITY=du',
        'REPLY_HOLD=15s',
        'ANSWER_WARN=2h',
        'ANSWER_BY_EMAIL=yes',
        'CLOSE_ON_MARKETPLACE=yes',
        'MESSAGE_POLL_SECONDS=10',
        'SIGNATURE="Viele Grüße\\nIhr Laden"',
        'MAIL_REDIRECT=test@example.com',
        'SHOP_NAME=Laden',
        'SHOP_LOGO=../logo.gif',
        'LEGAL_FILES=../terms.pdf',
        'SHOP_COLOR="#1f6feb"',
        "SHOP_IMPRINT='Laden GmbH",
        "Straße 1'",
      ],
    })
    const { accounts, notes, ...service } = place.load()
    expect(service).toMatchObject({
      odoo: { url: 'http://127.0.0.1:8069', apiKey: 'key-of-odoo', transport: 'json2', company: 'Example Ltd' },
      store: { databaseUrl: 'postgres://care:db-secret@db.example.com/care' },
      http: { host: '0.0.0.0', port: 0, consolePassword: 'console-secret' },
      mail: {
        from: 'Example Shop <shop@example.com>',
        smtp: { host: 'mail.example.com', port: 587, secure: false, user: 'shop@example.com', password: 'pass # word' },
      },
      timeZone: 'Europe/Vienna',
      logLevel: 'warn',
      schedule: { mirror: '* * * * *', notify: '*/10 * * * *' },
      pollSeconds: 0.5,
      readbackWaitSeconds: [0],
      templatesDir: join(place.dir, 'my/templates'),
      publicUrl: 'https://care.example.com',
      apiToken: 'token-secret',
      carriers: {
        access: {
          dhl: {
            settings: { DHL_API_KEY: 'dhl-secret' },
            dailyCalls: 2000,
            baseUrl: 'http://127.0.0.1:9010/track',
          },
        },
        webhookSecret: 'a-webhook-secret-of-some-length',
      },
      serviceSecret: 'service-secret',
    })
    expect(accounts).toEqual([
      {
        name: 'shop',
        connector: 'shop',
        mode: 'live',
        baseUrl: 'http://127.0.0.1:9000/v2',
        startFrom: '2026-10-31T23:00:00.000Z',
        ordersRef: /^(S\d+)$/,
        ordersTeam: 'Website',
        notify: ['order_confirmed', 'shipped'],
        formality: 'du',
        language: 'en',
        timeZone: 'Europe/Vienna',
        carriers: new Map([
          ['DHL Paket', 'DHL'],
          ['DPD', 'DPD Classic'],
        ]),
        trackingWaitSeconds: 5400,
        transitDays: new Map([
          ['DHL Paket', 2],
          ['*', 4],
        ]),
        mailFrom: 'Example Shop <shop@example.com>',
        smtp: { host: 'mail.example.com', port: 587, secure: false, user: 'shop@example.com', password: 'pass # word' },
        mailRedirect: 'test@example.com',
        replyHoldSeconds: 15,
        answerWarnSeconds: 7200,
        answerByEmail: true,
        signature: 'Viele Grüße\nIhr Laden',
        closeOnMarketplace: true,
        notifyMaxAgeHours: 48,
        shippedWaitMinutes: 90,
        delays: { tell: 'auto', aheadSeconds: 172_800, promised: 'dispatch' },
        combine: 'on',
        quietHours: { from: 1260, to: 480 },
        quietHolidays: false,
        notifyMaxPerOrder: 12,
        b2b: 'skip',
        skipPartners: ['Reseller', 'Wholesale'],
        testOrders: /^TEST-/,
        messagePollSeconds: 10,
        shop: {
          name: 'Laden',
          logo: join(place.dir, 'logo.gif'),
          logoPicture: { mimeType: 'image/gif', bytes: Buffer.from('GIF89a\n') },
          color: '#1f6feb',
          imprint: 'Laden GmbH\nStraße 1',
        },
        legalFiles: [{ filename: 'terms.pdf', mimeType: 'application/pdf', bytes: Buffer.from('%PDF-1.7\n%%EOF\n') }],
        own: {},
      },
    ])
    expect(notes.map(({ name }) => name)).toEqual(['ANSWER_BY_EMAIL'])
  })

  test.each(['off', '0', '0h'])('NOTIFY_MAX_AGE=%s means no limit', (age) => {
    using place = withAccounts({ a: [...goodMarket, `NOTIFY_MAX_AGE=${age}`] })
    expect(place.load().accounts[0]).not.toHaveProperty('notifyMaxAgeHours')
  })
})

describe('the environment', () => {
  test('wins over .env, name by name', () => {
    using place = withAccounts({ a: goodMarket })
    const { odoo, http } = place.load({ ODOO_DB: 'other', HTTP_PORT: '9000', PATH: '/bin' })
    expect(odoo).toMatchObject({ url: 'https://odoo.example.com', db: 'other' })
    expect(http.port).toBe(9000)
  })

  test('is enough without .env', () => {
    using place = folder({ 'accounts/a.env': goodMarket })
    expect(place.load(Object.fromEntries(goodService.map((line) => line.split(/=(.*)/s).slice(0, 2)))).odoo.db).toBe(
      'care',
    )
  })

  test('is never read for an account', () => {
    using place = withAccounts({ a: ['CONNECTOR=market', 'CLIENT_KEY=client-1'] })
    expect(place.faults({ SECRET_KEY: 'from-the-environment', MODE: 'live' })).toEqual([
      'accounts/a.env: SECRET_KEY is missing',
    ])
  })

  test('names the place of the accounts', () => {
    using place = folder({ '.env': goodService, 'elsewhere/b.env': goodMarket })
    expect(place.load({ ACCOUNTS_DIR: 'elsewhere' }).accounts.map(({ name }) => name)).toEqual(['b'])
  })
})

describe('a secret', () => {
  test('may stand in a file of its own, whose path counts from the file that names it', () => {
    using place = folder({
      '.env': [...goodService.slice(0, 3), 'ODOO_PASSWORD_FILE=secrets/odoo'],
      'secrets/odoo': ['odoo-secret-2'],
      'accounts/a.env': ['CONNECTOR=market', 'CLIENT_KEY_FILE=keys/client', 'SECRET_KEY_FILE=../secrets/signing'],
      'accounts/keys/client': ['client-2'],
      'secrets/signing': ['signing-2\r'],
    })
    const { odoo, accounts } = place.load()
    expect(odoo.password).toBe('odoo-secret-2')
    expect(accounts[0]?.own).toMatchObject({ CLIENT_KEY: 'client-2', SECRET_KEY: 'signing-2' })
  })

  test('as a value in the environment replaces its file in .env, and the other way round', () => {
    using place = folder({
      '.env': [...goodService.slice(0, 3), 'ODOO_PASSWORD_FILE=not-there', 'CONSOLE_PASSWORD=old'],
      console: ['new'],
      'accounts/a.env': goodMarket,
    })
    const { odoo, http } = place.load({ ODOO_PASSWORD: 'from-env', CONSOLE_PASSWORD_FILE: 'console' })
    expect([odoo.password, http.consolePassword]).toEqual(['from-env', 'new'])
  })

  test('in a file that is missing, empty or doubled is a fault each', () => {
    using place = folder({
      '.env': [
        ...goodService,
        'CONSOLE_PASSWORD_FILE=not-there',
        'SERVICE_SECRET_FILE=empty',
        'ODOO_PASSWORD_FILE=full',
      ],
      empty: [''],
      full: ['x'],
      'accounts/a.env': [...goodMarket.slice(0, 2), 'SECRET_KEY_FILE=.'],
    })
    expect(place.faults()).toEqual([
      '.env: ODOO_PASSWORD is given, and ODOO_PASSWORD_FILE too',
      '.env: CONSOLE_PASSWORD_FILE names a file that cannot be read (ENOENT)',
      '.env: SERVICE_SECRET_FILE names an empty file',
      'accounts/a.env: SECRET_KEY_FILE names a file that cannot be read (EISDIR)',
    ])
  })
})

test('a list of faults reads well', () => {
  using place = folder({ '.env': ['ODOO_ULR=x', ...goodService.slice(1)], 'accounts/a.env': goodMarket })
  expect(() => place.load()).toThrow(
    [
      '2 faults in the settings:',
      '',
      '.env',
      '  ODOO_ULR is not a known name. Did you mean ODOO_URL?',
      '      docs/settings.md lists all names.',
      '  ODOO_URL is missing.',
      '      Add a line ODOO_URL=… (docs/settings.md says what belongs there).',
    ].join('\n'),
  )
})

test('settings read nothing but their own files', () => {
  using place = withAccounts({ a: goodMarket })
  writeFileSync(join(place.dir, 'accounts/a.env.example'), 'CONNECTOR=nonsense\n')
  writeFileSync(join(place.dir, 'accounts/notes.txt'), 'nothing\n')
  expect(place.load().accounts).toHaveLength(1)
  expect(readFileSync(join(place.dir, 'accounts/a.env'), 'utf8')).toContain('CONNECTOR=market')
})
