import { MAIL_LOCALES } from '../domain/language.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { preview } from '../mail/preview.ts'
import { readArgs } from './args.ts'
import { type PlainCommand, printJson, UsageError } from './command.ts'

export const previewCommand: PlainCommand = {
  name: 'preview',
  needs: 'nothing',
  usage: `marketplace-care preview <kind> [--locale ${MAIL_LOCALES.join('|')}] [--formality sie|du] [--json]
  kinds: ${NOTIFICATION_KINDS.join(' ')}`,
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
      locale: choice('--locale', values.locale, MAIL_LOCALES),
      formality: choice('--formality', values.formality, ['sie', 'du']),
    })
    if (values.json) printJson(io, mail)
    else io.stdout(`${mail.subject}\n\n${mail.text}\n`)
    return Promise.resolve(0)
  },
}

function kindOf(word: string): NotificationKind {
  const kind = NOTIFICATION_KINDS.find((known) => known === word)
  if (kind === undefined) throw new UsageError(`There is no kind ${word}. Kinds: ${NOTIFICATION_KINDS.join(' ')}.`)
  return kind
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined)
    throw new UsageError(`${name} ${value} is not possible. Choose one of: ${choices.join(' ')}.`)
  return found
}
