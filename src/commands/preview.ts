import { resolve } from 'node:path'
import { MAIL_LOCALES } from '../domain/language.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { preview } from '../mail/preview.ts'
import { readArgs } from './args.ts'
import { type PlainCommand, printJson, UsageError } from './command.ts'

export const previewCommand: PlainCommand = {
  name: 'preview',
  needs: 'nothing',
  usage: `marketplace-care preview <kind> [--locale ${MAIL_LOCALES.join('|')}] [--formality sie|du] [--templates DIR] [--html|--json]
  kinds: ${NOTIFICATION_KINDS.join(' ')}`,
  run({ args, io, cwd }) {
    const { values, positionals } = readArgs(
      args,
      {
        locale: { type: 'string', default: 'de' },
        formality: { type: 'string', default: 'sie' },
        templates: { type: 'string' },
        html: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      { min: 1, max: 1 },
    )
    const { mail, faults } = preview(kindOf(positionals[0] ?? ''), {
      locale: choice('--locale', values.locale, MAIL_LOCALES),
      formality: choice('--formality', values.formality, ['sie', 'du']),
      ...(values.templates === undefined ? {} : { templatesDir: resolve(cwd, values.templates) }),
    })
    for (const fault of faults) io.stderr(`An own template cannot be used, the built-in one is. ${fault}\n`)
    const { subject, text, html, message } = mail
    if (values.json) printJson(io, mail)
    else if (values.html) io.stdout(`${html}\n`)
    else
      io.stdout(`${subject}\n\n${text}\n${message === undefined ? '' : `As a marketplace's message:\n\n${message}\n`}`)
    return Promise.resolve(faults.length === 0 ? 0 : 1)
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
