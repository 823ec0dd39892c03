import { up } from './kit.ts'
import { holdLock } from './lock.ts'
import { readOptions } from './options.ts'
import { say } from './run.ts'

const options = readOptions('up', process.argv.slice(2))
holdLock(options.home)

try {
  const { env, was } = await up(options)
  const words = env.addons ? 'with our addons' : 'without our addons'
  say(
    `${was === 'running' ? 'Odoo already runs' : 'Odoo is up'}: ${env.url} database ${env.db} ${words}, log in as ${env.user}/${env.password}`,
  )
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(env)}\n` : `${JSON.stringify(env, null, 2)}\n`)
} catch (error) {
  say(`odoo:up failed. ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
