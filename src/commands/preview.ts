import { BUILT_KINDS, type BuiltKind, NOTIFICATION_KINDS } from '../domain/notification.ts'
import { preview } from '../mail/preview.ts'
import { readArgs } from './args.ts'
import { type PlainCommand, printJson, UsageError } from './command.ts'

export const previewCommand: PlainCommand = {
  name: 'preview',
  needs: 'nothing',
  usage: `marketplace-care preview <kind> [--locale de|en] [--formality sie|du] [--json]
  kinds: ${BUILT_KINDS.join(' ')}`,
  run({ args, io }) {
    const { values, positionals } = readArgs(
      args,
      {
        locale: { type: 'string', default: 'de' },
        formality: { type: 'string', default: 'sie' },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    const kind = kindOf(positionals[0] ?? '')
    const mail = preview(kind, {
      locale: choice('--locale', values.locale, ['de', 'en']),
      formality: choice('--formality', values.formality, ['sie', 'du']),
    })
    if (values.json) printJson(io, { subject: mail.subject, text: mail.text, html: mail.html })
    else io.stdout(`${mail.subject}\n\n${mail.text}\n`)
    return Promise.resolve(0)
  },
}

function kindOf(word: string): BuiltKind {
  const kind = BUILT_KINDS.find((built) => built === word)
  if (kind !== undefined) return kind
  if ((NOTIFICATION_KINDS as readonly string[]).includes(word))
    throw new UsageError(`The kind ${word} is known, not built yet.`)
  throw new UsageError(`There is no kind ${word}. Kinds: ${BUILT_KINDS.join(' ')}.`)
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined)
    throw new UsageError(`${name} ${value} is not possible. Choose one of: ${choices.join(' ')}.`)
  return found
}
