import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { openApp } from '../../src/app.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { differences, rebind } from '../../src/flows/rebind.ts'

/** A rebind that dies (kill -9) right after its n-th commit, as DIE_AT_COMMIT says. Settings come from the environment. */
let commits = -Infinity
const dieAt = Number(process.env['DIE_AT_COMMIT'])
const settings = loadSettings({ env: process.env, cwd: process.cwd(), registry: connectors })
const app = await openApp({
  settings,
  registry: connectors,
  log: pino({ level: 'silent' }),
  onCommit: () => {
    commits += 1
    if (commits === dieAt) process.kill(process.pid, 'SIGKILL')
  },
})
const found = await differences(app.accounts, app.ports)
commits = 0
await rebind(found, 'tester', app.accounts, app.ports)
await app.close()
