import type { Fault } from '../domain/errors.ts'
import type { Service } from '../service.ts'
import { readArgs } from './args.ts'
import type { AppCommand } from './command.ts'
import { beginModes } from './going-live.ts'
import { tellOpened, tellUnopened } from './unopened.ts'

export const serveCommand: AppCommand = {
  name: 'serve',
  needs: 'app',
  usage: `marketplace-care serve [--yes]
  --yes  goes live without asking (an account that ran in shadow or read mode before)`,
  async run(context) {
    const { args, io, app } = context
    const { values } = readArgs(args, { yes: { type: 'boolean', default: false } }, { min: 0, max: 0 })
    await tellOpened(app)
    if (!(await beginModes(app, io, values))) return 1
    // Loaded here, so that short commands need not load a web server.
    const { startService } = await import('../service.ts')
    const service = await startService(app)
    io.stderr(
      `Marketplace Care listens on ${service.address}, console on ${service.address}/console. Ctrl-C ends it.\n`,
    )
    const fault = await Promise.race([toldToStop(), app.store.stopped])
    if (fault !== undefined) return giveUp(fault, service, context)
    io.stderr('Stopping: running passes end first.\n')
    await service.stop()
    return 0
  },
  refused: tellUnopened,
}

/** The embedded database takes nothing any more: told while there still is a process, then a service manager starts another one. */
async function giveUp(fault: Fault, service: Service, { io, app }: Parameters<AppCommand['run']>[0]): Promise<number> {
  io.stderr(`${fault.message}\n`)
  await app.alarms.round([])
  await service.stop()
  return 1
}

/** SIGTERM (service managers) or SIGINT (Ctrl-C). */
export function toldToStop(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        resolve(undefined)
      })
  })
}
