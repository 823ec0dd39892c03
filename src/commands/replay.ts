import type { OpenAccount } from '../flows/context.ts'
import { replayMails } from '../flows/mail-replay.ts'
import { instant, type Instant } from '../domain/time.ts'
import { confirmOdoo } from '../app.ts'
import { readArgs } from './args.ts'
import { type AppCommand, printJson, UsageError } from './command.ts'
import { mailAccountOf } from './mails.ts'

export const replayCommand: AppCommand = {
  name: 'replay',
  needs: 'app',
  usage: `marketplace-care replay <account> [--since TIME] [--message ID] [--json]
  reads kept mails again, those that have no place on a ticket: after an update that reads more, or one by its id
  --since    only mails that came at this time or later (2026-11-01, 2026-11-01T08:00:00Z)
  --message  one mail, by the id of "mails list"; it is shown even if its sender writes like a machine`,
  async run({ args, io, app }) {
    const { values, positionals } = readArgs(
      args,
      { since: { type: 'string' }, message: { type: 'string' }, json: { type: 'boolean', default: false } },
      { min: 1, max: 1 },
    )
    const opened: OpenAccount = mailAccountOf(positionals[0] ?? '', app)
    const which = {
      ...(values.since === undefined ? {} : { since: timeOf(values.since) }),
      ...(values.message === undefined ? {} : { id: idOf(values.message) }),
    }
    await confirmOdoo(app)
    const done = await app.jobs([`mirror:${opened.account.name}`], () => replayMails(opened, which, app.ports))
    if (done === undefined) {
      io.stderr('The account is being mirrored right now: try again in a minute.\n')
      return 1
    }
    const { again, count } = done
    const { ok, error, mirrored, set_aside } = count
    if (values.json)
      printJson(io, {
        account: opened.account.name,
        again,
        mirrored,
        set_aside,
        ok,
        ...(error === undefined ? {} : { error }),
      })
    else {
      io.stdout(
        again === 0
          ? 'No mail without a place on a ticket.\n'
          : `${String(again)} read again: ${String(mirrored)} on tickets now, ${String(set_aside)} listed only.\n`,
      )
      if (error !== undefined) io.stderr(`${error}\n`)
    }
    return ok ? 0 : 1
  },
}

function timeOf(text: string): Instant {
  try {
    return instant(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(`${text} is no time. Right would be: 2026-11-01 or 2026-11-01T08:00:00Z.`)
  }
}

function idOf(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new UsageError(`${text} is no id of a mail. Ids: marketplace-care mails list.`)
  return text
}
