import { MAIL_LOCALES } from '../domain/language.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { optional, required, section, withDefault } from './field.ts'
import { notifyKinds } from './kinds.ts'
import { smtpUrl } from './mail-server.ts'
import { mailbox } from './mailbox.ts'
import {
  carriers,
  color,
  commaList,
  cron,
  duration,
  durationOrOff,
  httpUrl,
  mailAddress,
  oneOf,
  pattern,
  patternWithGroup,
  quietHours,
  secondsNumber,
  sender,
  text,
  transitDays,
  wholeNumber,
  yesNo,
  zonedTime,
} from './values.ts'

const account = section({
  title: 'Account',
  intro: 'What the account is and how far it may go.',
  shape: {
    CONNECTOR: required(text, { description: 'The marketplace, by the name of its connector.', example: 'webshop' }),
    MODE: withDefault(oneOf('read', 'shadow', 'live'), 'shadow', {
      description:
        'read only reads; shadow mirrors into Odoo and plans everything but sends nothing outside and says so in the chatter; live sends.',
      example: 'live',
      inExample: 'shadow',
    }),
    START_FROM: optional(zonedTime, {
      description: 'Nothing older is mirrored or told. Without it: the moment of the first start.',
      example: '2026-11-01T00:00:00+01:00',
    }),
    BASE_URL: optional(httpUrl, {
      description: 'Replaces the production address of the marketplace, with its path, e.g. for a sandbox.',
      example: 'http://127.0.0.1:9000/v2',
    }),
  },
})

const orders = section({
  title: 'Orders',
  intro: 'Which orders in Odoo belong to the account. Where both are set, both must hold.',
  shape: {
    ORDERS_REF: optional(patternWithGroup, {
      description:
        'Regular expression, tried on the customer reference, then the source document (own shop: then the name). Group 1 is the order number of the marketplace.',
      example: '^(M[A-Z0-9]{6})$',
    }),
    ORDERS_TEAM: optional(text, { description: 'Sales team, by exact name or id.', example: 'Website' }),
  },
})

const messages = section({
  title: 'Messages',
  intro: 'How buyers are read and answered.',
  only: 'messages',
  shape: {
    MESSAGE_POLL_SECONDS: optional(secondsNumber(0.1, 86_400), {
      description: 'How often new messages are fetched. Without it: what the connector recommends.',
      example: '60',
    }),
    REPLY_HOLD: withDefault(duration, '0', {
      description: 'How long an answer waits before it leaves; until then editing changes it and deleting cancels it.',
      example: '15s',
      inExample: '15s',
    }),
    ANSWER_WARN: withDefault(duration, '4h', {
      description: "How long before an answer is due its agent and the team's lead get an activity.",
      example: '2h',
    }),
    ANSWER_BY_EMAIL: withDefault(yesNo, 'no', {
      description: "Whether a colleague's answer to Odoo's own notification mail goes to the buyer.",
      example: 'yes',
      notUsedYet: true,
    }),
    SIGNATURE: optional(text, { description: 'Set below every answer.', example: '"Kind regards\\nExample Shop"' }),
    CLOSE_ON_MARKETPLACE: withDefault(yesNo, 'no', {
      description: 'Whether closing a ticket in Odoo closes the conversation there.',
      example: 'yes',
    }),
  },
})

const tracking = section({
  title: 'Tracking',
  intro: 'How tracking references of done deliveries reach the marketplace. Needs ORDERS_REF or ORDERS_TEAM.',
  only: 'tracking',
  shape: {
    CARRIERS: optional(carriers, {
      description:
        'Carriers in Odoo and what the marketplace calls them; * stands for deliveries without a carrier. One with the same name on both sides needs no entry.',
      example: 'DHL Paket = DHL, DPD Classic = DPD',
    }),
    TRACKING_WAIT: withDefault(duration, '4h', {
      description:
        'How long a done delivery may be without a tracking reference until whoever is responsible for it gets an activity.',
      example: '12h',
    }),
  },
})

const notifications = section({
  title: 'Notifications',
  intro: 'What buyers are told without having asked.',
  only: 'mails',
  shape: {
    NOTIFY: optional(notifyKinds, {
      description:
        'Kinds to send, comma list: order_confirmed, payment_received, shipped, delayed, delivered, return_received, refund_issued, withdrawal_receipt. Needs ORDERS_REF or ORDERS_TEAM.',
      example: 'order_confirmed,shipped',
      inExample:
        'order_confirmed,payment_received,shipped,delayed,delivered,return_received,refund_issued,withdrawal_receipt',
    }),
    NOTIFY_MAX_AGE: withDefault(durationOrOff, '72h', {
      description: 'Nothing older is told; off or 0 = no limit. What the law requires is always told.',
      example: '24h',
    }),
    SHIPPED_WAIT: withDefault(duration, '60m', {
      description: 'How long the shipped mail waits for a tracking number.',
      example: '2h',
    }),
    TRANSIT_DAYS: withDefault(transitDays, '*:3', {
      description:
        'Working days from shipping to delivery by carrier, * for the rest, 0 = at once. A carrier without days gets no mail that rests on them.',
      example: 'DHL:2,*:3',
    }),
    COMBINE: withDefault(oneOf('off', 'on'), 'off', {
      description:
        'on: parcels of an order that fall due within the same hour are told in one mail; the first waits for them, an hour at most.',
      example: 'on',
    }),
    DELAY: withDefault(oneOf('propose', 'auto'), 'propose', {
      description: 'Whether a notice of delay waits for a person (outbox approve), or leaves by itself.',
      example: 'auto',
    }),
    RADAR_AHEAD: withDefault(duration, '24h', {
      description: 'How long before a promised date breaks its notice of delay is proposed.',
      example: '48h',
    }),
    PROMISED_DATE: withDefault(oneOf('arrival', 'dispatch'), 'arrival', {
      description: 'What the delivery date of an order in Odoo means: the goods are with the buyer, or leave, by then.',
      example: 'dispatch',
    }),
    QUIET_HOURS: optional(quietHours, {
      description:
        "Hours in which no mail leaves that can wait, in the time zone of the buyer's country. It leaves afterwards; NOTIFY_MAX_AGE counts on.",
      example: '21:00-08:00',
    }),
    QUIET_HOLIDAYS: optional(yesNo, {
      description:
        "Whether public holidays of the buyer's country are quiet all day. Without it: yes where QUIET_HOURS is set, else no.",
      example: 'no',
    }),
    NOTIFY_MAX_PER_ORDER: withDefault(wholeNumber(1, 1000), '8', {
      description: 'No more mails about one order than these; what the law requires always goes.',
      example: '12',
    }),
    B2B: withDefault(oneOf('send', 'skip'), 'send', {
      description: 'skip: companies, their contacts and whoever has a tax number are told nothing unasked.',
      example: 'skip',
    }),
    SKIP_PARTNERS: optional(commaList, {
      description:
        'Tags of contacts (or of their company) and pricelists, by exact name, comma list: their orders are told to nobody.',
      example: 'Reseller,Wholesale',
    }),
    TEST_ORDERS: optional(pattern, {
      description:
        'Regular expression, tried on order number, customer reference, source document and the address of the contact: such orders are told to nobody.',
      example: '^TEST-|@shop\\.example$',
    }),
    ...scheduleByKind(),
  },
})

const mail = section({
  title: 'Mail',
  intro: "What is not given here is the service's; with an SMTP_URL of its own the account takes nothing from there.",
  only: 'mail-server',
  shape: {
    MAIL_FROM: optional(sender, {
      description: 'Sender of mails to buyers.',
      example: 'Example Shop <shop@example.com>',
      inExample: 'Example Shop <shop@example.com>',
    }),
    SMTP_URL: optional(smtpUrl, {
      description: 'Mail server to send by: smtps:// = TLS, smtp:// = STARTTLS if offered.',
      example: 'smtps://mail.example.com:465',
      inExample: 'smtps://mail.example.com:465',
      secret: true,
    }),
    SMTP_USER: optional(text, {
      description: 'Login at the mail server.',
      example: 'shop@example.com',
      inExample: 'shop@example.com',
    }),
    SMTP_PASSWORD: optional(text, {
      description: 'Its password.',
      example: 'change-me',
      inExample: 'change-me',
      secret: true,
    }),
    MAIL_REDIRECT: optional(mailAddress, {
      description: 'Every mail of the account goes to this address instead.',
      example: 'test@example.com',
    }),
  },
})

const shop = section({
  title: 'Texts and shop',
  intro: "How mails speak and what stands in them; without it the data of Odoo's company.",
  only: 'mails',
  shape: {
    LANGUAGE: withDefault(oneOf(...MAIL_LOCALES), 'de', {
      description: `Language where neither the buyer's nor the country's is known or has texts: ${MAIL_LOCALES.join(', ')}.`,
      example: 'en',
    }),
    FORMALITY: withDefault(oneOf('sie', 'du'), 'sie', {
      description: 'How German texts address the buyer.',
      example: 'du',
    }),
    SHOP_NAME: optional(text, { description: 'Name of the shop.', example: 'Example Shop' }),
    SHOP_LOGO: optional(text, {
      description:
        'File of the logo (PNG, JPEG or GIF, at most 300 kB). For a web address the name of the shop stands there: mails load nothing from outside.',
      example: './logo.png',
    }),
    SHOP_COLOR: optional(color, { description: 'Colour of lines and buttons, in quotes.', example: '"#1f6feb"' }),
    SHOP_IMPRINT: optional(text, {
      description: 'Lines below every mail.',
      example: '"Example Ltd\\nExample Street 1\\n10115 Berlin"',
    }),
    LEGAL_FILES: optional(commaList, {
      description: 'PDF files that go with the order confirmation, comma list, at most 5 MB in sum.',
      example: './terms.pdf,./withdrawal.pdf',
    }),
  },
})

export const accountSections = [account, orders, messages, tracking, notifications, mail, shop, mailbox] as const

export const accountShape = {
  ...account.shape,
  ...orders.shape,
  ...messages.shape,
  ...tracking.shape,
  ...notifications.shape,
  ...mail.shape,
  ...shop.shape,
  ...mailbox.shape,
}

type ScheduleName = `SCHEDULE_NOTIFY_${Uppercase<NotificationKind>}`

function scheduleByKind() {
  const field = (kind: NotificationKind) =>
    optional(cron, {
      description: `When ${kind} is sent, where that is not as often as SCHEDULE_NOTIFY says.`,
      example: '0 9-18 * * 1-5',
    })
  const entries = NOTIFICATION_KINDS.map((kind) => [`SCHEDULE_NOTIFY_${kind.toUpperCase()}`, field(kind)] as const)
  return Object.fromEntries(entries) as Record<ScheduleName, ReturnType<typeof field>>
}
