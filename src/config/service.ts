import { optional, required, section, withDefault } from './field.ts'
import { smtpUrl } from './mail-server.ts'
import {
  cronOrOff,
  durationFrom,
  durations,
  hookUrl,
  httpUrl,
  mailAddress,
  oneOf,
  postgresUrl,
  secondsNumber,
  sender,
  sharedSecret,
  text,
  timeZone,
  wholeNumber,
} from './values.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const odoo = section({
  title: 'Odoo',
  intro: 'Where Odoo is and who the service is there.',
  shape: {
    ODOO_URL: required(httpUrl, {
      description: 'Address of Odoo.',
      example: 'https://odoo.example.com',
    }),
    ODOO_DB: required(text, { description: 'Name of the database.', example: 'production' }),
    ODOO_USER: optional(text, {
      description: 'Login of the service user. May be left out only with ODOO_API_KEY and ODOO_TRANSPORT=json2.',
      example: 'marketplace-care',
      inExample: 'marketplace-care',
    }),
    ODOO_PASSWORD: optional(text, {
      description: 'Password of the service user. This or ODOO_API_KEY is needed.',
      example: 'change-me',
      inExample: 'change-me',
      secret: true,
    }),
    ODOO_API_KEY: optional(text, {
      description: 'API key of the service user (Odoo: preferences, account security), better than its password.',
      example: 'change-me',
      secret: true,
    }),
    ODOO_TRANSPORT: withDefault(oneOf('auto', 'jsonrpc', 'json2'), 'auto', {
      description:
        'How to speak with Odoo: jsonrpc works everywhere up to Odoo 21, json2 from Odoo 19 on, auto finds out.',
      example: 'json2',
    }),
    ODOO_COMPANY: optional(text, {
      description: 'Name or id of the company, where the database holds several.',
      example: 'Example Ltd',
    }),
  },
})

const store = section({
  title: 'Storage',
  intro: 'Where the service keeps what it has read and sent.',
  shape: {
    DATA_DIR: withDefault(text, './data', {
      description: 'Folder of the embedded database. One process at a time.',
      example: '/var/lib/marketplace-care',
    }),
    DATABASE_URL: optional(postgresUrl, {
      description: 'PostgreSQL database to use instead; any number of processes may share it.',
      example: 'postgres://care:change-me@db.example.com:5432/care',
      secret: true,
    }),
    ACCOUNTS_DIR: withDefault(text, './accounts', {
      description: 'Folder with one file `<account>.env` for each account.',
      example: '/etc/marketplace-care/accounts',
    }),
  },
})

const http = section({
  title: 'Web server',
  intro: 'Console, health, metrics and webhooks.',
  shape: {
    HTTP_HOST: withDefault(text, '127.0.0.1', {
      description: 'Address to listen on. Beyond this machine (0.0.0.0) CONSOLE_PASSWORD is needed.',
      example: '0.0.0.0',
    }),
    HTTP_PORT: withDefault(wholeNumber(0, 65_535), '8080', {
      description: 'Port to listen on; 0 lets the system choose.',
      example: '9090',
    }),
    CONSOLE_PASSWORD: optional(text, {
      description: 'Password of the operator console.',
      example: 'change-me',
      secret: true,
    }),
    SERVICE_SECRET: optional(text, {
      description:
        'Signs sessions and encrypts stored tokens; accounts whose tokens are kept need it. Any long random text; changing it ends all sessions.',
      example: 'change-me-to-a-long-random-text',
      secret: true,
    }),
    PUBLIC_URL: optional(httpUrl, {
      description: 'Address under which marketplaces reach this service.',
      example: 'https://care.example.com',
    }),
    API_TOKEN: optional(text, {
      description: 'Bearer token for `POST /api/facts`; without it the address does not exist.',
      example: 'change-me',
      secret: true,
    }),
  },
})

const mail = section({
  title: 'Mail',
  intro: 'The mail server of all accounts that name none of their own.',
  shape: {
    SMTP_URL: optional(smtpUrl, {
      description:
        'Mail server to send by: smtps:// = TLS, smtp:// = STARTTLS if offered. User and password may be part of it.',
      example: 'smtps://mail.example.com:465',
      secret: true,
    }),
    SMTP_USER: optional(text, { description: 'Login at the mail server.', example: 'shop@example.com' }),
    SMTP_PASSWORD: optional(text, { description: 'Its password.', example: 'change-me', secret: true }),
    MAIL_FROM: optional(sender, {
      description: 'Sender of mails to buyers.',
      example: 'Example Shop <shop@example.com>',
    }),
    TEMPLATES_DIR: optional(text, {
      description: 'Folder with templates of your own; what it lacks is taken from the built-in ones.',
      example: './templates',
    }),
  },
})

const schedule = section({
  title: 'Schedule',
  intro: 'When the jobs of `serve` run.',
  shape: {
    TIMEZONE: withDefault(timeZone, 'Europe/Berlin', {
      description: 'Time zone of schedules, deadlines and dates in mails.',
      example: 'Europe/Vienna',
    }),
    POLL_SECONDS: withDefault(secondsNumber(0.1, 3600), '2', {
      description: 'How often answers are looked for in Odoo.',
      example: '5',
    }),
    READBACK_WAIT: withDefault(durations, '30s,120s', {
      description: 'When an answer whose confirmation was lost is looked for again before it is sent once more.',
      example: '10s,60s',
    }),
    SCHEDULE_MIRROR: optional(cronOrOff, {
      description:
        'Cron that replaces the polling of messages (MESSAGE_POLL_SECONDS); off = none are read by the clock.',
      example: '* * * * *',
    }),
    SCHEDULE_REPLY: optional(cronOrOff, {
      description: 'Cron that replaces the polling of answers (POLL_SECONDS); off = none are sent by the clock.',
      example: '* * * * *',
    }),
    SCHEDULE_NOTIFY: withDefault(cronOrOff, '*/5 * * * *', {
      description: 'Notifications to buyers; off = not by the clock.',
      example: '*/10 * * * *',
    }),
    SCHEDULE_TRACKING: withDefault(cronOrOff, '*/5 * * * *', {
      description: 'Tracking numbers to marketplaces; off = not by the clock.',
      example: '*/10 * * * *',
    }),
    SCHEDULE_RETURNS: withDefault(cronOrOff, '*/10 * * * *', {
      description: 'Returns from marketplaces; off = not by the clock.',
      example: '*/30 * * * *',
    }),
    SCHEDULE_RECONCILE: withDefault(cronOrOff, '15 3 * * *', {
      description: 'Comparison of what the marketplaces hold with what is in Odoo.',
      example: '15 2 * * *',
      notUsedYet: true,
    }),
    SCHEDULE_RETENTION: withDefault(cronOrOff, '30 4 * * *', {
      description: 'Erasure of personal data whose time is over.',
      example: '30 2 * * *',
      notUsedYet: true,
    }),
  },
})

const alerts = section({
  title: 'Log and alarms',
  intro: 'How the service speaks with its operator.',
  shape: {
    LOG_LEVEL: withDefault(oneOf(...LOG_LEVELS), 'info', { description: `${LOG_LEVELS.join(', ')}.`, example: 'warn' }),
    ALERT_MAIL: optional(mailAddress, {
      description: 'Address that is told of alarms and their ends; needs SMTP_URL and MAIL_FROM of the service.',
      example: 'ops@example.com',
    }),
    ALERT_WEBHOOK: optional(hookUrl, {
      description: 'Address that gets alarms and their ends as JSON (POST), e.g. of a chat.',
      example: 'https://hooks.example.com/change-me',
      secret: true,
    }),
    ALERT_AFTER: withDefault(durationFrom(1), '30m', {
      description: 'How long a job may have no success, or Odoo be away, until there is an alarm.',
      example: '10m',
    }),
    HEARTBEAT_URL: optional(hookUrl, {
      description:
        'Address that is called (GET) after good passes, at most once a minute, so that a dead service is noticed elsewhere.',
      example: 'https://heartbeat.example.com/change-me',
      secret: true,
    }),
  },
})

const carriers = section({
  title: 'Carriers',
  intro: 'Where parcels are: without them texts say only what Odoo knows (docs/carriers.md).',
  shape: {
    DHL_API_KEY: optional(text, {
      description: 'Key of an app with Shipment Tracking - Unified: developer.dhl.com, My Apps.',
      example: 'change-me',
      secret: true,
    }),
    DHL_DAILY_CALLS: withDefault(wholeNumber(1, 1_000_000), '250', {
      description: 'How many calls a day the key has; never more are made, by all processes together.',
      example: '2000',
    }),
    DHL_BASE_URL: optional(httpUrl, {
      description: "Replaces DHL's address, with its path, e.g. for a sandbox.",
      example: 'http://127.0.0.1:9010/track',
    }),
    CARRIER_WEBHOOK_SECRET: optional(sharedSecret, {
      description:
        'Signs what others tell of parcels at `POST /webhooks/carrier/<name>`; without it the address does not exist.',
      example: 'change-me-to-a-long-random-text',
      secret: true,
    }),
  },
})

export const serviceSections = [odoo, store, http, mail, schedule, alerts, carriers] as const

export const serviceShape = {
  ...odoo.shape,
  ...store.shape,
  ...http.shape,
  ...mail.shape,
  ...schedule.shape,
  ...alerts.shape,
  ...carriers.shape,
}
