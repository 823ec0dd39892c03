import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { guard } from '../../src/domain/guard.ts'
import type { LintRule } from '../../src/domain/linter.ts'
import { collectPolicy, type PolicyKind } from '../../src/domain/policy.ts'

/** A mail or message that must never leave, and why. */
interface ForbiddenMail {
  readonly marketplace: string
  readonly kind: PolicyKind
  /** The policy itself, or the rule that stops the text. */
  readonly because: 'policy_deny' | LintRule
  readonly source: string
  readonly locale: string
  readonly text: string
}

const mails = JSON.parse(
  readFileSync(new URL('forbidden/mails.json', import.meta.url), 'utf8'),
) as readonly ForbiddenMail[]
const policy = collectPolicy(connectors)
const names = ['amazon', 'otto', 'zalando', 'kaufland', 'allegro', 'ozon', 'aliexpress', 'dhgate', 'webshop']

/** The verdict on a mail: the policy's denial, or the rules that stop it. */
function blockedBy({ marketplace, kind, text, locale }: ForbiddenMail): readonly string[] {
  const connector = connectors.find(({ name }) => name === marketplace)
  if (connector === undefined) throw new RangeError(`There is no connector ${marketplace}.`)
  const verdict = guard(
    {
      marketplace: connector.name,
      kind,
      text,
      rules: connector.manifest.textRules,
      knownLinks: [],
      buyerLocale: locale,
      overridden: false,
    },
    policy,
  )
  if (verdict.kind === 'allowed') return []
  return verdict.reason === 'policy_deny'
    ? ['policy_deny']
    : verdict.findings.filter(({ severity }) => severity === 'deny').map(({ rule }) => rule)
}

describe.each(names)('%s: forbidden mails are blocked, each for its own reason', (name) => {
  const own = mails.filter(({ marketplace }) => marketplace === name)

  test('there are ten at least', () => {
    expect(own.length).toBeGreaterThanOrEqual(10)
  })

  test.each(own)('$kind, $source: $text', (mail) => {
    expect([...new Set(blockedBy(mail))]).toEqual([mail.because])
  })
})
