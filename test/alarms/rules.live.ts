import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'

/** Debian's package `prometheus` brings it. */
const promtool = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'promtool'))
  .find((file) => existsSync(file))

const HOW = 'promtool is missing. Install: apt-get install --no-install-recommends prometheus'

test.each([
  ['are well formed', ['check', 'rules', 'alerts.yml'], 'SUCCESS: 13 rules found'],
  ['fire when they should, and only then', ['test', 'rules', 'alerts.test.yml'], 'SUCCESS'],
])('the alert rules %s', (_what, args, says) => {
  if (promtool === undefined) throw new Error(HOW)
  expect(execFileSync(promtool, args, { cwd: 'docs/prometheus', encoding: 'utf8' })).toContain(says)
})
