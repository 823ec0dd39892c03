import { join } from 'node:path'
import * as check from './addon-checks.ts'
import { copyAddons } from './databases.ts'
import { openHome } from './home.ts'
import { ADDON_SOURCE, freshDatabase, removeDatabase } from './kit.ts'
import { holdLock } from './lock.ts'
import { readOptions } from './options.ts'
import { say } from './run.ts'
import { installPackages } from './system.ts'

const DB = 'care_addon_test'
const options = readOptions('test-addon', process.argv.slice(2))
holdLock(options.home)

try {
  installPackages()
  const home = openHome(options.home)
  const log = (name: string) => join(home.logs, `addon-${name}.log`)
  await freshDatabase(DB, { addon: 'none', home: options.home })
  const addons = copyAddons(home, ADDON_SOURCE)
  if (addons === undefined) throw new Error(`There is no addon in ${ADDON_SOURCE}.`)

  step('pylint-odoo', () => {
    check.lintAddons(home, addons)
  })
  step('install on a database with demo data', () => {
    check.installQuietly(home, DB, addons, log('install'))
  })
  step('translations', () => {
    check.checkTranslations(home, DB, addons)
  })
  const count = step('update, and their own tests', () => check.testAddons(home, DB, addons, log('tests')))
  step('uninstall: tickets and messages stay', () => {
    check.uninstallKeepsTickets(home, DB, addons)
  })
  step('install again: nothing doubled', () => {
    check.installAgain(home, DB, addons, log('again'))
  })
  step('core addon alone', () => {
    check.coreWorksAlone(home, DB, addons)
  })
  await removeDatabase(DB, { home: options.home })
  say(`${String(count)} Odoo tests ran, none failed.`)
} catch (error) {
  say(`odoo:test-addon failed. ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function step<T>(name: string, run: () => T): T {
  const begun = performance.now()
  const result = run()
  say(`  good  ${name} (${((performance.now() - begun) / 1000).toFixed(0)} s)`)
  return result
}
