import { type CommandIo, printJson } from '../commands/command.ts'
import { toldToStop } from '../commands/serve.ts'
import { startService } from '../service.ts'
import { demoPorts } from './interactive.ts'
import { registerDemoPages } from './pages/pages.ts'
import { playScenario } from './scenario.ts'
import { summarise } from './summary.ts'
import { type DemoOptions, startWorld, type World } from './world.ts'

export interface PlayOptions extends DemoOptions {
  readonly io: CommandIo
  /** once = leaves after the scenario; open = stays in the browser until told to stop. */
  readonly end: 'once' | 'open'
  readonly output: 'json' | 'text'
}

/** Plays the scenario, prints its counts, and stays open if asked to. */
export async function play({ io, end, output, ...options }: PlayOptions): Promise<void> {
  const started = performance.now()
  const say = (line: string): void => {
    io.stderr(`${line}\n`)
  }
  const world = await startWorld(options)
  try {
    const seen = await playScenario(world, say)
    const summary = await summarise(world, seen, Math.round((performance.now() - started) / 100) / 10)
    if (output === 'json') printJson(io, summary)
    else io.stdout(`${JSON.stringify(summary, null, 2)}\n`)
    if (end === 'open') await stayOpen(world, say)
  } finally {
    await world.close()
  }
}

async function stayOpen(world: World, say: (line: string) => void): Promise<void> {
  const service = await startService(world.app, {
    register: (server) => {
      registerDemoPages(server, demoPorts(world))
    },
    links: [{ href: '/demo', text: 'Demo' }],
  })
  say(
    `\nOpen ${service.address}/demo to write as a buyer, answer as the agent and read the mails; the console is at ${service.address}/console.\nCtrl-C ends it.`,
  )
  await toldToStop()
  await service.stop()
}
