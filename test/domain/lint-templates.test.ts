import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { guard } from '../../src/domain/guard.ts'
import { MAIL_LOCALES, type MailLocale } from '../../src/domain/language.ts'
import { type Formality, NOTIFICATION_KINDS, type NotificationKind } from '../../src/domain/notification.ts'
import { collectPolicy } from '../../src/domain/policy.ts'
import { createRenderer } from '../../src/mail/render.ts'
import { sampleData } from '../../src/mail/sample.ts'

const policy = collectPolicy(connectors)
const { render } = createRenderer({})
const rendered = new Map<string, ReturnType<typeof render>>()

/** Several marketplaces take the same words. */
function written(kind: NotificationKind, locale: MailLocale, formality: Formality): ReturnType<typeof render> {
  const key = `${kind} ${locale} ${formality}`
  const mail =
    rendered.get(key) ?? render({ kind, locale, formality, timeZone: 'Europe/Berlin', data: sampleData(kind, locale) })
  rendered.set(key, mail)
  return mail
}

/** Forms of address that a language has. */
const formalities = (locale: MailLocale): readonly Formality[] => (locale === 'de' ? ['sie', 'du'] : ['sie'])

const allowed = policy.filter(
  ({ kind, verdict, channel }) =>
    (NOTIFICATION_KINDS as readonly string[]).includes(kind) &&
    (verdict === 'allow' || verdict === 'must') &&
    (channel === 'mail' || channel === 'message'),
)

test.each(allowed.map(({ marketplace, kind, channel }) => ({ marketplace, kind: kind as NotificationKind, channel })))(
  'our own words for $kind pass at $marketplace ($channel), in every language, without a hint',
  ({ marketplace, kind, channel }) => {
    const manifest = connectors.find(({ name }) => name === marketplace)?.manifest
    const found = MAIL_LOCALES.flatMap((locale) =>
      formalities(locale).flatMap((formality) => {
        const data = sampleData(kind, locale)
        const mail = written(kind, locale, formality)
        const text = channel === 'mail' ? `${mail.subject}\n\n${mail.text}` : mail.message
        if (manifest === undefined || text === undefined) return [`${locale}: there is no text`]
        const { shop, items, address = [], recipient } = data
        const verdict = guard(
          {
            marketplace,
            kind,
            text,
            ...(channel === 'message' ? { textMaxChars: manifest.messageRules?.textMaxChars ?? 1000 } : {}),
            rules: manifest.textRules,
            knownLinks: [],
            buyerLocale: locale,
            formality,
            dataValues: [shop.name, recipient.name, ...shop.imprint, ...address, ...items.map(({ name }) => name)],
            overridden: false,
          },
          policy,
        )
        return verdict.findings.map(({ rule, sentence }) => `${locale} ${formality} ${rule}: ${sentence}`)
      }),
    )
    expect(found).toEqual([])
  },
)
