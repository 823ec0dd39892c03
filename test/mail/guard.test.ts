import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { guard } from '../../src/domain/guard.ts'
import { collectPolicy } from '../../src/domain/policy.ts'
import type { MailData } from '../../src/mail/ports.ts'
import { sampleData } from '../../src/mail/sample.ts'
import { declarationLines } from '../../src/mail/view.ts'
import { ADDRESSES, played, SCENES } from './scenes.ts'

const policy = collectPolicy(connectors)
const manifestOf = (name: string) => {
  const found = connectors.find((connector) => connector.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** Every case of every kind, not only the plain one: a `must` mail that our own linter stops would reach nobody. */
describe.each(ADDRESSES)('the guard lets our own words through: %s, %s', (locale, formality) => {
  const base = { locale, buyerLocale: locale, formality, overridden: false }

  test('as mails of the web shop', () => {
    const { name, manifest } = manifestOf('webshop')
    for (const scene of SCENES) {
      const { subject, text } = played(scene, locale, formality)
      const plain = sampleData(scene.kind, locale)
      const dataValues = valuesOf({ ...plain, ...scene.changes(plain) })
      const mail = {
        ...base,
        marketplace: name,
        kind: scene.kind,
        rules: manifest.textRules,
        knownLinks: [],
        dataValues,
      }
      expect(guard({ ...mail, text: `${subject}\n\n${text}` }, policy).findings, scene.name).toEqual([])
    }
  })

  test('as messages of a marketplace, within its length', () => {
    const { name, manifest } = manifestOf('kaufland')
    const textMaxChars = manifest.messageRules?.textMaxChars ?? 0
    for (const scene of SCENES) {
      const { message } = played(scene, locale, formality)
      if (message === undefined) continue
      const known = { rules: manifest.textRules, textMaxChars, knownLinks: [], dataValues: ['Lindenhof Keramik'] }
      const verdict = guard({ ...base, ...known, marketplace: name, kind: scene.kind, text: message }, policy)
      expect(verdict.findings, scene.name).toEqual([])
    }
  })
})

function valuesOf({ shop, recipient, address = [], files = [], items, others, withdrawal }: MailData): string[] {
  const goods = [...items, ...(others?.later ?? [])].map(({ name }) => name)
  return [
    ...[shop.name, recipient.name, ...shop.imprint, ...address, ...files, ...goods],
    ...declarationLines(withdrawal?.text ?? ''),
  ]
}
