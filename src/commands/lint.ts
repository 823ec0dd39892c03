import { type Finding, lint } from '../domain/linter.ts'
import { KNOWN_LANGUAGES } from '../domain/lint/stopwords.ts'
import { collectPolicy, POLICY_KINDS, type PolicyRow, verdictFor } from '../domain/policy.ts'
import type { ConnectorDeclaration } from '../kit/connector.ts'
import { readArgs } from './args.ts'
import { type CommandIo, type PlainCommand, printJson, UsageError } from './command.ts'

export const lintCommand: PlainCommand = {
  name: 'lint',
  needs: 'nothing',
  usage: `marketplace-care lint --marketplace NAME [--kind reply|…] [--locale de] [--formality sie|du] [--order ID]… [--link URL]… [--json] < text
  --kind       what the text is: ${POLICY_KINDS.join(' ')}; default reply (an agent's answer)
  --locale     language that the buyer reads (${KNOWN_LANGUAGES.join(' ')}): a text that is surely in another one is found; findings are told in German for de, else in English
  --formality  the shop's form of address in German: the other one is found
  --order      a number of the order, which is no telephone number
  --link       a link that belongs there (parcel tracking); allowed where the marketplace lets those through
Findings of severity deny stop a text, hints do not. Exit code 0: it may go, 1: something stops it. The rules and their sources: docs/linter.md`,
  async run({ args, io, registry }) {
    const { values } = readArgs(
      args,
      {
        marketplace: { type: 'string' },
        kind: { type: 'string', default: 'reply' },
        locale: { type: 'string' },
        formality: { type: 'string' },
        order: { type: 'string', multiple: true, default: [] },
        link: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
      },
      { min: 0, max: 0 },
    )
    const declaration = choice('--marketplace', values.marketplace ?? '', registry, ({ name }) => name)
    const kind = choice('--kind', values.kind, POLICY_KINDS, String)
    const { textRules, messageRules } = declaration.manifest
    const findings = lint(await io.stdin(), {
      rules: textRules,
      kind,
      knownLinks: values.link,
      orderIds: values.order,
      locale: values.locale === undefined || values.locale.startsWith('de') ? 'de' : 'en',
      ...(values.locale === undefined ? {} : { buyerLocale: values.locale }),
      ...(values.formality === undefined
        ? {}
        : { formality: choice('--formality', values.formality, ['sie', 'du'] as const, String) }),
      ...(messageRules === undefined ? {} : { textMaxChars: messageRules.textMaxChars }),
    })
    const ok = findings.every(({ severity }) => severity === 'hint')
    const row = verdictFor(collectPolicy(registry), declaration.name, kind)
    if (values.json) printJson(io, { ok, findings, policy: policyOf(row) })
    else print(io, findings, declaration, row)
    return ok ? 0 : 1
  },
}

const policyOf = ({ verdict, channel, certainty, source }: PolicyRow) => ({ verdict, channel, certainty, source })

function print(
  io: CommandIo,
  findings: readonly Finding[],
  { manifest }: ConnectorDeclaration,
  { kind, verdict, source }: PolicyRow,
): void {
  for (const { severity, rule, message, excerpt, sentence } of findings) {
    io.stdout(`${severity}  ${rule}  ${message}\n`)
    if (excerpt !== '') io.stdout(`      found: ${excerpt}\n`)
    if (sentence !== '' && sentence !== excerpt) io.stdout(`      in:    ${sentence}\n`)
  }
  const stopping = findings.filter(({ severity }) => severity === 'deny').length
  const hints = findings.length - stopping
  const told = hints === 0 ? '' : ` ${String(hints)} ${hints === 1 ? 'hint' : 'hints'}.`
  io.stdout(
    stopping === 0
      ? `The linter lets it go to buyers of ${manifest.label}.${told}\n`
      : `It must not go to buyers of ${manifest.label} as it is: ${String(stopping)} ${stopping === 1 ? 'finding stops' : 'findings stop'} it.${told}\n`,
  )
  if (verdict === 'deny' || verdict === 'push')
    io.stdout(`Whatever its words, the policy sends no ${kind} there (${verdict}): ${source}.\n`)
}

function choice<T>(option: string, value: string, choices: readonly T[], nameOf: (one: T) => string): T {
  const found = choices.find((one) => nameOf(one) === value)
  if (found === undefined) throw new UsageError(`${option} must be one of: ${choices.map(nameOf).join(' ')}.`)
  return found
}
