import type { App } from '../app.ts'
import { enterModes, type GoingLive, goingLive } from '../flows/modes.ts'
import type { CommandIo } from './command.ts'

/** Enough to see what it is about; the whole list is one command away. */
const SHOWN_MAX = 20

/**
 * Before the first live pass of an account that ran in another mode: shows what was held back and asks whoever sits at the terminal.
 * Without one it is told and goes on: nothing of what was held back is sent by itself.
 * @returns false = the person said no; nothing was changed
 */
export async function beginModes(app: App, io: CommandIo, { yes }: { yes: boolean }): Promise<boolean> {
  const going = await goingLive(app.accounts, app.ports)
  for (const one of going) io.stderr(told(one))
  if (going.length > 0 && !yes && io.ask !== undefined) {
    const names = going.map(({ opened }) => opened.account.name).join(', ')
    if (!(await io.ask(`Go live with ${names}?`))) {
      io.stderr('Nothing was changed and nothing is sent. Set MODE=shadow to go on as before.\n')
      return false
    }
  }
  for (const { opened, from, held } of going)
    app.log.warn({ account: opened.account.name, from, held: held.length }, 'the account goes live')
  await enterModes(app.accounts, app.ports)
  return true
}

function told({ opened, from, held }: GoingLive): string {
  const { name } = opened.account
  const head = `Account ${name} goes live; it ran in ${from} mode until now. From now on what happens is sent, what happened before is not.\n`
  if (held.length === 0) return `${head}  Nothing was held back.\n`
  const rows = held.slice(0, SHOWN_MAX).map(({ id, flow, kind, source, created, must }) => {
    const record = source === null ? '' : `${source.model} ${String(source.id)}`
    return `  ${id.padStart(6)}  ${created}  ${flow.padEnd(8)} ${kind.padEnd(16)} ${record.padEnd(24)}${must ? ' REQUIRED BY LAW' : ''}\n`
  })
  const more = held.length > SHOWN_MAX ? `  … and ${String(held.length - SHOWN_MAX)} more.\n` : ''
  return `${head}  ${String(held.length)} held back and not sent by themselves:\n${rows.join('')}${more}  All of them: marketplace-care outbox list --reason shadow --account ${name}. To send one: marketplace-care outbox approve <id>…\n`
}
