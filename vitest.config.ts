import { defineConfig } from 'vitest/config'

/** `npm test` runs what needs no server, in three minutes. Suites against real servers, and long ones, are named by TEST_SUITE and run by `.ci/run`. */
const suite = process.env['TEST_SUITE'] ?? 'offline'

const onOdoo = (name: string): string => `test/odoo/${name}.live.ts`

/** Minutes long, and tried on the real Odoo too (`restores`, `chaos`): by hand. */
const LONG_STORIES = ['restores-parcels', 'mail-kills'].map((name) => `test/flows/${name}.live.ts`)

const include: Record<string, string[]> = {
  offline: ['test/**/*.test.ts'],
  acceptance: ['test/acceptance/*.test.ts', 'test/contract/**/*.test.ts'],
  faults: ['test/acceptance/faults/*.live.ts'],
  scaffold: ['test/scaffold/*.live.ts'],
  postgres: ['test/ledger/**/*.test.ts'],
  stories: ['test/flows/**/*.live.ts', ...LONG_STORIES.map((path) => `!${path}`)],
  'long-stories': LONG_STORIES,
  processes: ['test/commands/**/*.live.ts'],
  // What is not of the addon is tried on one of the two servers, or both would take too long; the bridge itself and the story on both.
  odoo: ['conformance/*', 'addon/*', 'scenario', 'open-ticket', 'returns', 'tracking', 'notify'].map(onOdoo),
  'odoo-plain': ['conformance/*', 'scenario', 'delay', 'barriers'].map(onOdoo),
  chaos: ['test/chaos/**/*.live.ts'],
  mail: ['test/mail/**/*.live.ts'],
  browser: ['test/browser/**/*.live.ts'],
  alarms: ['test/alarms/**/*.live.ts'],
  restores: ['test/restores/**/*.live.ts'],
  package: ['test/package/**/*.live.ts'],
}

/** Minutes one test may take: those that play whole stories in processes and on a real Odoo are long. A hung test must not hold the rest. */
const minutes: Record<string, number> = {
  stories: 4,
  'long-stories': 4,
  mail: 4,
  processes: 4,
  browser: 3,
  postgres: 3,
  faults: 8,
  scaffold: 5,
  odoo: 12,
  'odoo-plain': 12,
  chaos: 12,
  package: 8,
  restores: 4,
  alarms: 5,
}

const timeout = (minutes[suite] ?? 1) * 60_000
/** Suites that share no server. */
const parallel = ['offline', 'acceptance', 'stories', 'long-stories'].includes(suite)
const common = { testTimeout: timeout, hookTimeout: timeout, pool: 'forks', restoreMocks: true } as const

/** Tests that put a clock of their own under the libraries need modules of their own; all others share what is loaded: loading costs a minute. */
const OWN_MODULES = 'test/schedule/**/*.test.ts'

export default defineConfig({
  test: {
    passWithNoTests: false,
    fileParallelism: parallel,
    maxWorkers: parallel ? 2 : 1,
    projects:
      suite === 'offline'
        ? [
            {
              test: {
                ...common,
                name: 'offline',
                include: include[suite] ?? [],
                exclude: [OWN_MODULES],
                isolate: false,
              },
            },
            { test: { ...common, name: 'clock', include: [OWN_MODULES] } },
          ]
        : [{ test: { ...common, name: suite, include: include[suite] ?? [], isolate: !parallel } }],
  },
})
