import { lint } from '../domain/linter.ts'
import { readArgs } from './args.ts'
import { type PlainCommand, printJson, UsageError } from './command.ts'

export const lintCommand: PlainCommand = {
  name: 'lint',
  needs: 'nothing',
  usage: 'marketplace-care lint --marketplace NAME [--locale de] [--json] < text',
  async run({ args, io, registry }) {
    const { values } = readArgs(
      args,
      {
        marketplace: { type: 'string' },
        locale: { type: 'string', default: 'de' },
        json: { type: 'boolean', default: false },
      },
      { min: 0, max: 0 },
    )
    const declaration = registry.find(({ name }) => name === values.marketplace)
    if (declaration === undefined)
      throw new UsageError(`--marketplace must be one of: ${registry.map(({ name }) => name).join(' ')}.`)
    const { textRules, messageRules } = declaration.manifest
    const findings = lint(await io.stdin(), {
      rules: textRules,
      knownLinks: [],
      locale: values.locale === 'en' ? 'en' : 'de',
      ...(messageRules === undefined ? {} : { textMaxChars: messageRules.textMaxChars }),
    })
    if (values.json) printJson(io, { ok: findings.length === 0, findings })
    else for (const { rule, message, excerpt } of findings) io.stdout(`${rule}: ${message} (${excerpt})\n`)
    return findings.length === 0 ? 0 : 1
  },
}
