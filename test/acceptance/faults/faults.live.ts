import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyTree } from '../../tree-copy.ts'
import type { TreeCopy } from '../../tree-copy.ts'
import { plantedFaults } from './planted.ts'
import type { PlantedFault } from './planted.ts'

/** What the suites of acceptance and contract need. */
const PARTS = [
  'connectors',
  'src',
  'test/acceptance',
  'test/connectors',
  'test/contract',
  'test/example-connector',
  'test/kit',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
]
const SPECS = process.env['SPECS_DIR'] ?? join(import.meta.dirname, '../../../../shared/specs')

let copy: TreeCopy

beforeAll(() => {
  copy = copyTree('faults', PARTS)
})
afterAll(() => {
  copy.remove()
})

test('without a fault the cases that have to break hold', async () => {
  expect(await broken(plantedFaults.map(({ breaks }) => breaks))).toEqual([])
})

/** All of them by hand; CI takes so many, others every day. */
const MOST = Number(process.env['FAULTS'] ?? plantedFaults.length)
const today = Math.floor(Date.now() / 86_400_000)
const planted = Array.from({ length: MOST }, (_, n) => (today * MOST + n) % plantedFaults.length).flatMap(
  (n) => plantedFaults[n] ?? [],
)

describe('with a fault planted in the connector', () => {
  test.each(planted)('$name: the suite says so', async (fault) => {
    const mend = plant(fault)
    try {
      expect(await broken([fault.breaks])).toContain(fault.breaks)
    } finally {
      mend()
    }
  })
})

/** Puts the fault in; the result takes it out again. */
function plant({ file, text, becomes }: PlantedFault): () => void {
  const path = join(copy.root, 'connectors', 'kaufland', file)
  const good = readFileSync(path, 'utf8')
  expect(good.split(text)).toHaveLength(2)
  writeFileSync(
    path,
    good.replace(text, () => becomes),
  )
  return () => {
    writeFileSync(path, good)
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

/**
 * Runs both suites in the copy; gives the names of the cases that failed, and of files that did not run.
 * @param only cases of this name: the others are passed over, to save minutes
 */
async function broken(only: readonly string[]): Promise<readonly string[]> {
  const report = join(copy.root, 'report.json')
  const vitest = join(copy.root, 'node_modules', 'vitest', 'vitest.mjs')
  const named = only.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`, '-t', named], {
    cwd: copy.root,
    env: { ...process.env, TEST_SUITE: 'acceptance', SPECS_DIR: SPECS },
    stdio: 'ignore',
  })
  await new Promise((ended, failed) => {
    child.once('error', failed).once('exit', ended)
  })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.flatMap(({ name, message, assertionResults }) => [
    ...(assertionResults.length === 0 && message !== '' ? [`${name}: ${message}`] : []),
    ...assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  ])
}
