import { Misconfigured } from '../domain/errors.ts'
import { msBetween, plusSeconds } from '../domain/time.ts'
import type { OpenAccount } from '../flows/context.ts'
import { ownAddresses } from '../flows/mail-read.ts'
import { beginTrial, type Trial, type Tried } from '../flows/trial.ts'
import { readArgs } from './args.ts'
import { type AppCommand, type CommandIo, printJson, UsageError } from './command.ts'
import { healthyPatient, lookAt } from './doctor.ts'
import type { Check } from './doctor/finding.ts'

type Context = Parameters<AppCommand['run']>[0]

const LOOK_EVERY_MS = 2_000
const TELL_EVERY_SECONDS = 30
const WAIT_MINUTES = { default: 10, max: 120 }

export const accountCommand: AppCommand = {
  name: 'account',
  needs: 'app',
  usage: `marketplace-care account test <account> [--wait MINUTES] [--json]
Asks you to send one real message through the account's channel and waits for it (${String(WAIT_MINUTES.default)} minutes unless told otherwise). Then it
shows in which conversation the message would stand and how it would be answered, and what is missing before MODE=live.
Nothing is answered, and nothing is written to Odoo.`,
  async run(context) {
    const { values, positionals } = readArgs(
      context.args,
      { json: { type: 'boolean', default: false }, wait: { type: 'string' } },
      { min: 2, max: 2 },
    )
    const [action, name] = positionals
    if (action !== 'test') throw new UsageError('Say account test <account>.')
    const opened = context.app.accounts.find(({ account }) => account.name === name)
    if (opened === undefined) {
      const names = context.app.accounts.map(({ account }) => account.name).join(', ')
      throw new UsageError(`There is no account ${String(name)}. Accounts: ${names}.`)
    }
    const minutes = minutesOf(values.wait)
    const trial = await context.app.jobs([`mirror:${opened.account.name}`], () => beginTrial(opened, context.app.ports))
    if (trial === undefined) {
      throw new Misconfigured(
        `${opened.manifest.label} has no channel by which buyers write: there is nothing to try. Notifications are tried by: marketplace-care run notify --dry-run`,
      )
    }
    context.io.stderr(asking(opened, minutes))
    const came = await waitFor(trial, opened, minutes, context)
    const missing = await missingOf(opened, came, context)
    const ok = came.length > 0 && missing.every(({ level }) => level === 'warning')
    if (values.json)
      printJson(context.io, { account: opened.account.name, mode: opened.account.mode, ok, came, missing })
    else print(context.io, opened, came, missing)
    return ok ? 0 : 1
  },
}

function minutesOf(given: string | undefined): number {
  if (given === undefined) return WAIT_MINUTES.default
  const minutes = Number(given)
  if (!(minutes > 0 && minutes <= WAIT_MINUTES.max)) {
    throw new UsageError(`--wait is a number of minutes up to ${String(WAIT_MINUTES.max)}.`)
  }
  return minutes
}

function asking({ account, manifest, mail }: OpenAccount, minutes: number): string {
  const how =
    mail === undefined
      ? `Write to the shop on ${manifest.label} as a buyer would, about one of its orders.`
      : `Write as a buyer would (on a marketplace: from its page for the seller, not from your own mail
program), so that the mail arrives in the mailbox of ${account.name}. Not from its own addresses: ${ownAddresses(account, mail.mailbox).join(', ')}`
  return `${how}\nWaiting up to ${String(minutes)} minutes …\n`
}

/** Until something came, or the time is over; time passes by the service's clock. */
async function waitFor(
  trial: Trial,
  { account }: OpenAccount,
  minutes: number,
  { app: { ports, jobs }, io }: Context,
): Promise<readonly Tried[]> {
  const began = ports.clock.now()
  const until = plusSeconds(began, minutes * 60)
  let told = 0
  for (;;) {
    // A running service reads the same mailbox: one at a time.
    const came = await jobs([`mirror:${account.name}`], () => trial.look())
    const now = ports.clock.now()
    if (came.length > 0 || now >= until) return came
    const seconds = Math.floor(msBetween(began, now) / 1000)
    if (seconds >= told + TELL_EVERY_SECONDS) {
      told = seconds
      io.stderr(`${String(seconds)} s …\n`)
    }
    await ports.clock.sleep(LOOK_EVERY_MS)
  }
}

/** What the message showed to be missing, and what `doctor` finds of the account. */
async function missingOf(
  opened: OpenAccount,
  came: readonly Tried[],
  { app, cwd }: Context,
): Promise<readonly Check[]> {
  const { account } = opened
  const error = (name: string, detail: string, remedy: string): Check => ({
    name,
    ok: false,
    level: 'error',
    detail,
    remedy,
  })
  const warning = (name: string, detail: string, remedy: string): Check => ({
    ...error(name, detail, remedy),
    level: 'warning',
  })
  const found: Check[] = []
  const messages = came.filter((one) => one.as === 'message')
  if (came.length === 0) {
    found.push(
      error(
        'message',
        'nothing came',
        'Look whether it arrived in the folder of IMAP_FOLDER, or at the marketplace; then try again, with a longer --wait.',
      ),
    )
  } else if (messages.length === 0) {
    found.push(
      error(
        'message',
        `what came is shown on no ticket (${came[0]?.reason ?? came[0]?.as ?? ''})`,
        'Write from another address, as a buyer would.',
      ),
    )
  }
  for (const { answer, proof, orders } of messages) {
    if (answer === null) found.push(error('answer', 'it cannot be answered', 'See the marks on its ticket for why.'))
    if (proof === 'forged')
      found.push(error('sender', 'the own mail server says that it is forged', 'Write from the marketplace itself.'))
    if (proof === 'not verified')
      found.push(
        warning(
          'sender',
          'nobody looked whether it is genuine',
          'Set AUTHSERV_ID to the name in the Authentication-Results of your own mail server.',
        ),
      )
    for (const { ref, inOdoo } of orders)
      if (inOdoo === null)
        found.push(warning('order', `${ref} is no order of this account in Odoo`, 'Check ORDERS_REF and ORDERS_TEAM.'))
  }
  if (opened.mail !== undefined && account.smtp === undefined)
    found.push(error('mail server', 'no answer can leave: SMTP_URL is not set', 'Set SMTP_URL and MAIL_FROM.'))
  const checks = await lookAt(account.name, healthyPatient(app, cwd))
  return [...found, ...checks.filter(({ ok }) => !ok)]
}

function print(io: CommandIo, { account }: OpenAccount, came: readonly Tried[], missing: readonly Check[]): void {
  for (const one of came) io.stdout(`${lines(one).join('\n')}\n\n`)
  if (missing.length === 0)
    io.stdout(`Nothing is missing.${account.mode === 'live' ? '' : ' Set MODE=live when you want answers to leave.'}\n`)
  else {
    io.stdout('Before MODE=live:\n')
    for (const { name, level, detail, remedy } of missing)
      io.stdout(
        `  ${level === 'error' ? '✗' : '!'} ${name}: ${detail}\n${remedy === undefined ? '' : `    ${remedy}\n`}`,
      )
  }
}

const RUNGS: Readonly<Record<NonNullable<Tried['rung']>, string>> = {
  thread: "joined by the marketplace's own thread",
  order: 'joined by its order',
  references: 'joined by what it refers to',
  'in-reply-to': 'joined by what it answers',
  token: 'joined by the token of our answer',
  new: 'a new conversation',
}

function lines({ at, as, reason, conversation, rung, orders, answer, proof }: Tried): readonly string[] {
  if (as !== 'message') return [`${at}  came, and is shown on no ticket: ${reason ?? as}`]
  return [
    `${at}  came${proof === null ? '' : `, sender ${proof}`}`,
    `  conversation  ${conversation ?? ''}${rung === null ? '' : `: ${RUNGS[rung]}`}`,
    `  order         ${orders.length === 0 ? 'none named' : orders.map(({ ref, inOdoo }) => `${ref} (${inOdoo ?? 'not in Odoo'})`).join(', ')}`,
    answer === null
      ? '  answer        not possible'
      : `  answer        from ${answer.from} to ${answer.to_masked}: ${answer.subject}`,
  ]
}
