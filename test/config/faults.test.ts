import { describe, expect, test } from 'vitest'
import { folder, goodMarket, goodService, withAccounts } from './folder.ts'

/** A mailing shop without fault. */
const goodShop = [
  'CONNECTOR=shop',
  'NOTIFY=shipped',
  'ORDERS_TEAM=Website',
  'SMTP_URL=smtps://m.example.com',
  'MAIL_FROM=a@example.com',
]

describe('slots of a kind', () => {
  const withSlots = (...lines: readonly string[]) => withAccounts({ a: [...goodShop, ...lines] })

  test('are read, each kind by itself', () => {
    using place = withSlots('SCHEDULE_NOTIFY_SHIPPED=0 9 * * 1-5')
    expect([...(place.load().accounts[0]?.schedules ?? [])]).toEqual([['shipped', '0 9 * * 1-5']])
  })

  test('of a kind that is not sent are pointed out', () => {
    using place = withSlots('SCHEDULE_NOTIFY_DELIVERED=0 9 * * 1-5')
    expect(place.load().notes.map(({ name }) => name)).toContain('SCHEDULE_NOTIFY_DELIVERED')
  })

  test('never hold back what the law demands', () => {
    using place = withSlots('SCHEDULE_NOTIFY_WITHDRAWAL_RECEIPT=0 9 * * *')
    expect(place.faults()).toEqual([
      'accounts/a.env: SCHEDULE_NOTIFY_WITHDRAWAL_RECEIPT would hold back what the law demands without delay (withdrawal_receipt)',
    ])
  })
})

describe('a setting of the service', () => {
  test.each([
    ['ODOO_URL=odoo.example.com', 'ODOO_URL is not a web address'],
    ['ODOO_URL=ftp://odoo.example.com', 'ODOO_URL is not a web address'],
    ['ODOO_URL=https://me:pass@odoo.example.com', 'ODOO_URL holds a user or password'],
    ['ODOO_URL=https://odoo.example.com/web?db=x', 'ODOO_URL holds more than an address'],
    ['ODOO_TRANSPORT=xmlrpc', 'ODOO_TRANSPORT is none of the known words'],
    ['DATABASE_URL=mysql://a/b', 'DATABASE_URL is not the address of a PostgreSQL database'],
    ['HTTP_PORT=80800', 'HTTP_PORT is not a number that fits'],
    ['HTTP_PORT=eighty', 'HTTP_PORT is not a number that fits'],
    ['HTTP_HOST=0.0.0.0', 'HTTP_HOST opens the console to other machines, and there is no CONSOLE_PASSWORD'],
    ['HTTP_HOST=::', 'HTTP_HOST opens the console to other machines, and there is no CONSOLE_PASSWORD'],
    ['SMTP_URL=mail.example.com', 'SMTP_URL is not the address of a mail server'],
    ['SMTP_URL=imap://mail.example.com', 'SMTP_URL is not the address of a mail server'],
    ['SMTP_URL=smtp://mail.example.com/x', 'SMTP_URL holds more than a mail server'],
    ['SMTP_URL=smtp://a:100%@mail.example.com', 'SMTP_URL has a % in its user or password that is not encoded'],
    ['SMTP_URL=smtp://a@mail.example.com', 'SMTP_PASSWORD is missing for the user'],
    ['MAIL_FROM=Example Shop', 'MAIL_FROM is not a sender'],
    ['MAIL_FROM=a@b@c', 'MAIL_FROM is not a sender'],
    ['MAIL_FROM=a@example.com, Shop <b@example.com>', 'MAIL_FROM is not a sender'],
    ['MAIL_FROM=Shop <jürgen@example.com>', 'MAIL_FROM is not a sender'],
    ['TEMPLATES_DIR=./nowhere', 'TEMPLATES_DIR names no folder'],
    ['TIMEZONE=Europe/Berln', 'TIMEZONE is not a known time zone'],
    ['TIMEZONE=+02:00', 'TIMEZONE is not a known time zone'],
    ['POLL_SECONDS=2s', 'POLL_SECONDS is not a number of seconds that fits'],
    ['READBACK_WAIT=30', 'READBACK_WAIT is not a list of durations'],
    ['SCHEDULE_NOTIFY=*/5 * * *', 'SCHEDULE_NOTIFY does not have five fields'],
    ['SCHEDULE_NOTIFY=0 */5 * * * *', 'SCHEDULE_NOTIFY does not have five fields'],
    ['SCHEDULE_NOTIFY=61 * * * *', 'SCHEDULE_NOTIFY is a schedule that never comes or has a field out of range'],
    ['SCHEDULE_NOTIFY=0 0 31 2 *', 'SCHEDULE_NOTIFY is a schedule that never comes or has a field out of range'],
    ['SCHEDULE_NOTIFYY=0 0 1 2 *', 'SCHEDULE_NOTIFYY is not a known name'],
    ['LOG_LEVEL=loud', 'LOG_LEVEL is none of the known words'],
    ['ALERT_MAIL=ops', 'ALERT_MAIL is not a mail address'],
    ['ALERT_AFTER=0', 'ALERT_AFTER is too short'],
    ['HEARTBEAT_URL=here', 'HEARTBEAT_URL is not a web address'],
    ['LOG_LEVEL=', 'LOG_LEVEL is empty'],
    ['MODE=live', 'MODE does not belong here'],
    ['CLIENT_KEY=x', 'CLIENT_KEY does not belong here'],
  ])('%s', (line, fault) => {
    const name = line.split('=')[0] ?? ''
    using place = withAccounts({ a: goodMarket }, [...goodService.filter((good) => !good.startsWith(`${name}=`)), line])
    expect(place.faults()).toEqual([`.env: ${fault}`])
  })

  test.each([
    [[], 'ODOO_PASSWORD is missing, and ODOO_API_KEY too'],
    [['ODOO_PASSWORD=x'], 'ODOO_USER is missing'],
    [['ODOO_API_KEY=x', 'ODOO_TRANSPORT=jsonrpc'], 'ODOO_USER is missing'],
  ])('who the service is in Odoo: %j', (lines, fault) => {
    using place = withAccounts({ a: goodMarket }, [...goodService.slice(0, 2), ...lines])
    expect(place.faults()).toEqual([`.env: ${fault}`])
  })

  test('a user in two places is a fault', () => {
    using place = withAccounts({ a: goodMarket }, [
      ...goodService,
      'SMTP_URL=smtp://a:b@m.example.com',
      'SMTP_USER=a',
      'SMTP_PASSWORD=b',
    ])
    expect(place.faults()).toEqual([
      '.env: SMTP_USER is given, and a user in SMTP_URL too',
      '.env: SMTP_PASSWORD is given, and a password in SMTP_URL too',
    ])
  })

  test('alarms by mail need a server and a sender of the service', () => {
    using place = withAccounts({ a: goodMarket }, [...goodService, 'ALERT_MAIL=ops@example.com'])
    expect(place.faults()).toEqual([
      '.env: SMTP_URL is missing, and ALERT_MAIL needs it',
      '.env: MAIL_FROM is missing, and ALERT_MAIL needs it',
    ])
  })

  test('loopback needs no password for the console', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
      using place = withAccounts({ a: goodMarket }, [...goodService, `HTTP_HOST=${host}`])
      expect(place.faults()).toEqual([])
    }
  })

  test('in the environment only what can hardly mean anything else is a slip', () => {
    using place = withAccounts({ a: goodMarket })
    const env = { ODOO_PASWORD: 'x', SCHEDULE_NOTIFI: 'x', ODOO_RC: '/etc/odoo', HOME: '/', HTTP_PROXY: 'x', MODE: 'x' }
    expect(place.faults(env)).toEqual([
      'environment: ODOO_PASWORD is not a known name',
      'environment: SCHEDULE_NOTIFI is not a known name',
    ])
  })

  test('what is wrong is reported where it was said', () => {
    using place = withAccounts({ a: goodMarket })
    expect(place.faults({ ODOO_URL: '', TIMEZONE: 'Mars' })).toEqual([
      'environment: ODOO_URL is empty',
      'environment: TIMEZONE is not a known time zone',
    ])
  })
})

describe('a line of an env file', () => {
  test.each([
    [
      ['A line', 'of words'],
      ['line 5 is no setting', 'line 6 is no setting'],
    ],
    [['ODOO_DB=again'], ['ODOO_DB is given twice, in lines 2 and 5']],
    [['CONSOLE_PASSWORD=with#sign'], ['CONSOLE_PASSWORD is cut short by the # in it']],
    [['CONSOLE_PASSWORD=#sign'], ['CONSOLE_PASSWORD is cut short by the # in it']],
    [['CONSOLE_PASSWORD="open', 'LOG_LEVEL=warn'], ['CONSOLE_PASSWORD opens a quote that is not closed']],
    [["CONSOLE_PASSWORD='it''s'"], ['CONSOLE_PASSWORD goes on behind its closing quote']],
    [['c2VjcmV0LWtleQ=='], ['a line in it is no setting']],
  ])('%j', (lines, faults) => {
    using place = withAccounts({ a: goodMarket }, [...goodService, ...lines])
    expect(place.faults()).toEqual(faults.map((fault) => `.env: ${fault}`))
  })

  test.each([
    ['LOG_LEVEL=warn # a remark'],
    ['  # only a remark'],
    ['export LOG_LEVEL="warn"   # a remark'],
    ['CONSOLE_PASSWORD="with # and \'"'],
    [''],
  ])('%j is fine', (line) => {
    using place = withAccounts({ a: goodMarket }, [...goodService, line])
    expect(place.faults()).toEqual([])
  })
})

describe('a setting of an account', () => {
  test.each([
    ['CONNECTOR=markt', 'CONNECTOR names a connector that does not exist'],
    ['CONNECTOR=later', 'CONNECTOR names later: known, not built yet'],
    ['CONNECTOR=', 'CONNECTOR is empty'],
    ['CLIENT_KEY=short', 'CLIENT_KEY must be 8 characters'],
    ['MODE=dry', 'MODE is none of the known words'],
    ['BASE_URL=127.0.0.1:9000', 'BASE_URL is not a web address'],
    ['START_FROM=2026-11-01', 'START_FROM is not a time with its zone'],
    ['START_FROM=2026-11-01T00:00:00', 'START_FROM is not a time with its zone'],
    ['START_FROM=2026-13-01T00:00:00Z', 'START_FROM is not a time with its zone'],
    ['ORDERS_REF=(', 'ORDERS_REF is not a regular expression'],
    ['ORDERS_REF=^M.*$', 'ORDERS_REF has no group'],
    ['ORDERS_REF=^(?:M).*$', 'ORDERS_REF has no group'],
    ['NOTIFY=shipped', 'NOTIFY is set, but no order belongs to this account'],
    ['NOTIFY=shiped', 'NOTIFY names a kind that does not exist'],
    ['NOTIFY_MAX_AGE=72', 'NOTIFY_MAX_AGE is not a duration'],
    ['SHIPPED_WAIT=1w', 'SHIPPED_WAIT is not a duration'],
    ['REPLY_HOLD=off', 'REPLY_HOLD is not a duration'],
    ['TRANSIT_DAYS=3', 'TRANSIT_DAYS is not a list of pairs'],
    ['TRANSIT_DAYS=DHL:2,DHL:3', 'TRANSIT_DAYS names a carrier twice'],
    ['TRANSIT_DAYS=DHL:two', 'TRANSIT_DAYS is not a list of pairs'],
    ['CARRIERS=DHL', 'CARRIERS is not a list of pairs'],
    ['LANGUAGE=sv', 'LANGUAGE is none of the known words'],
    ['FORMALITY=ihr', 'FORMALITY is none of the known words'],
    ['ANSWER_BY_EMAIL=true', 'ANSWER_BY_EMAIL is neither yes nor no'],
    ['MAIL_REDIRECT=me', 'MAIL_REDIRECT is not a mail address'],
    ['SHOP_LOGO=./logo.png', 'SHOP_LOGO names a file that is not there'],
    ['SHOP_COLOR="blue"', 'SHOP_COLOR is not a colour'],
    ['QUIET_HOURS=9-17', 'QUIET_HOURS is not a span of hours within a day'],
    ['QUIET_HOURS=08:00-08:00', 'QUIET_HOURS is not a span of hours within a day'],
    ['TEST_ORDERS=^(TEST', 'TEST_ORDERS is not a regular expression'],
    ['B2B=no', 'B2B is none of the known words'],
    ['NOTIFY_MAX_PER_ORDER=0', 'NOTIFY_MAX_PER_ORDER is not a number that fits'],
    ['COMBINE=60m', 'COMBINE is none of the known words'],
    ['SCHEDULE_NOTIFY_SHIPPED=now', 'SCHEDULE_NOTIFY_SHIPPED does not have five fields'],
    ['IMAP_URL=imaps://a@m.example.com', 'IMAP_URL is set, but Market is not read by mail'],
    ['SMTP_URL=smtp://:b@m.example.com', 'SMTP_USER is missing for the password'],
    ['CLIENT_KEI=x', 'CLIENT_KEI is not a known name'],
    ['TIMEZONE=Europe/Berlin', 'TIMEZONE does not belong here'],
    ['client_key=x', 'client_key is not a known name'],
  ])('%s', (line, fault) => {
    const name = line.split('=')[0] ?? ''
    using place = withAccounts({ a: [...goodMarket.filter((good) => !good.startsWith(`${name}=`)), line] })
    expect(place.faults()).toEqual([`accounts/a.env: ${fault}`])
  })

  test('names the nearest known one', () => {
    using place = withAccounts({
      a: ['CONNECTOR=markt', 'MOED=live', 'NOTIFY=shippd'],
      b: [...goodMarket, 'ORDER_REF=(x)'],
    })
    expect(place.wrong().map(({ name, nearest }) => [name, nearest])).toEqual([
      ['CONNECTOR', 'market'],
      ['NOTIFY', 'shipped'],
      ['ORDER_REF', 'ORDERS_REF'],
    ])
  })

  test.each(['Shop.env', 'shop_de.env', 'shop de.env', '.env'])('the file name %j is no name of an account', (file) => {
    using place = folder({ '.env': goodService, [`accounts/${file}`]: goodMarket })
    expect(place.faults()).toEqual([`accounts/${file}: its name has other characters than a-z, 0-9 and -`])
  })
})

describe('mails', () => {
  test('need a server and a sender', () => {
    using place = withAccounts({ a: goodShop.slice(0, 3) })
    expect(place.faults()).toEqual([
      'accounts/a.env: SMTP_URL is missing: NOTIFY sends shipped by mail',
      'accounts/a.env: MAIL_FROM is missing: NOTIFY sends shipped by mail',
    ])
  })

  test('take both from the service, each by itself', () => {
    const service = [...goodService, 'SMTP_URL=smtps://u:p@mail.example.com', 'MAIL_FROM=service@example.com']
    using place = withAccounts(
      { a: goodShop.slice(0, 3), b: [...goodShop.slice(0, 3), 'MAIL_FROM=b@example.com'] },
      service,
    )
    expect(place.load().accounts.map(({ smtp, mailFrom }) => [smtp?.host, smtp?.port, smtp?.user, mailFrom])).toEqual([
      ['mail.example.com', 465, 'u', 'service@example.com'],
      ['mail.example.com', 465, 'u', 'b@example.com'],
    ])
  })

  test('of an account with a server of its own take nothing from the service', () => {
    const service = [
      ...goodService,
      'SMTP_URL=smtps://mail.example.com',
      'SMTP_USER=u',
      'SMTP_PASSWORD=p',
      'MAIL_FROM=s@example.com',
    ]
    using place = withAccounts({ a: goodShop, b: goodShop.slice(0, 4) }, service)
    expect(place.faults()).toEqual(['accounts/b.env: MAIL_FROM is missing: NOTIFY sends shipped by mail'])
  })

  test('that the marketplace sends itself need none, but a word is said', () => {
    using place = withAccounts({ a: [...goodMarket, 'NOTIFY=shipped', 'ORDERS_REF=^(M.*)$'] })
    expect(place.load().notes).toEqual([
      {
        file: 'accounts/a.env',
        name: 'NOTIFY',
        note: 'shipped will be planned and suppressed: on Market no such mail of ours may leave (docs/policy.md).',
      },
    ])
  })
})

describe('several accounts', () => {
  test('with the same keys are both named', () => {
    using place = withAccounts({
      a: goodMarket,
      b: goodMarket,
      c: [...goodMarket.slice(0, 1), 'CLIENT_KEY=client-3', 'SECRET_KEY=other'],
    })
    expect(place.faults()).toEqual([
      'accounts/a.env: CLIENT_KEY is the same as in accounts/b.env',
      'accounts/b.env: CLIENT_KEY is the same as in accounts/a.env',
    ])
  })

  test('of different connectors may share a mail server, and two shops are no doubles', () => {
    using place = withAccounts({ a: goodMarket, b: goodShop, c: goodShop.with(2, 'ORDERS_TEAM=Other') })
    expect(place.faults()).toEqual([])
  })

  test('with the same order rules are let through with a word', () => {
    using place = withAccounts({ b: goodShop, c: goodShop })
    expect(place.load().notes.map(({ file, name }) => `${file} ${name}`)).toEqual([
      'accounts/b.env ORDERS_TEAM',
      'accounts/c.env ORDERS_TEAM',
    ])
  })

  test('may not be none', () => {
    using empty = folder({ '.env': goodService, 'accounts/README': [''] })
    expect(empty.faults()).toEqual(['accounts: the folder holds no account'])
    using none = folder({ '.env': goodService })
    expect(none.faults()).toEqual(['accounts: the folder of the accounts is missing'])
    using file = folder({ '.env': goodService, accounts: ['x'] })
    expect(file.faults()).toEqual(['accounts: the folder cannot be read (ENOTDIR)'])
  })
})

test('all faults of all files come at once', () => {
  using place = withAccounts({ 'market-de': ['CONNECTOR=market', 'MODE=dry'], Shop: ['CONNECTOR=shp'] }, [
    'ODOO_URL=odoo',
    'ODOO_URL=odoo',
    'HTTP_PORT=x',
  ])
  expect(place.faults({ SCHEDULE_RETENTION: '0 0 30 2 *' })).toEqual([
    '.env: ODOO_URL is given twice, in lines 1 and 2',
    '.env: ODOO_DB is missing',
    '.env: HTTP_PORT is not a number that fits',
    'environment: SCHEDULE_RETENTION is a schedule that never comes or has a field out of range',
    '.env: ODOO_PASSWORD is missing, and ODOO_API_KEY too',
    'accounts/Shop.env: its name has other characters than a-z, 0-9 and -',
    'accounts/Shop.env: CONNECTOR names a connector that does not exist',
    'accounts/market-de.env: MODE is none of the known words',
    'accounts/market-de.env: CLIENT_KEY is missing',
    'accounts/market-de.env: SECRET_KEY is missing',
  ])
})
