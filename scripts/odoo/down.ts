import { down } from './kit.ts'
import { holdLock } from './lock.ts'
import { readOptions } from './options.ts'
import { say } from './run.ts'

const options = readOptions('down', process.argv.slice(2))
holdLock(options.home)

try {
  const stopped = await down(options)
  say(stopped.length === 0 ? 'Nothing was running.' : `Stopped: ${stopped.join(', ')}.`)
} catch (error) {
  say(`odoo:down failed. ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
