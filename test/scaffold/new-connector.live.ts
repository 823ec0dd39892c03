import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyTree } from '../tree-copy.ts'
import type { TreeCopy } from '../tree-copy.ts'

const PARTS = [
  ...[
    'accounts',
    'connectors',
    'docs',
    'scripts',
    'src',
    'test/acceptance',
    'test/connectors',
    'test/example-connector',
  ],
  ...['test/kit', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'eslint.config.js', '.dependency-cruiser.cjs'],
  ...['.prettierrc.json', '.prettierignore', '.env.example'],
]
const NEW = join('connectors', 'corner')

let copy: TreeCopy

beforeAll(() => {
  copy = copyTree('scaffold', PARTS)
})
afterAll(() => {
  copy.remove()
})

interface Ended {
  readonly code: number | null
  readonly said: string
}

/** Runs a program of node in the copy. */
async function runs(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', TEST_SUITE: 'offline' }
  const child = spawn(process.execPath, args, { cwd: copy.root, env })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const code = await new Promise<number | null>((ended, failed) => {
    child.once('error', failed).once('close', ended)
  })
  return { code, said: Buffer.concat(said).toString('utf8') }
}

const scaffold = (...args: readonly string[]) => runs(join('scripts', 'new-connector.ts'), ...args)
const tool = (path: string, ...args: readonly string[]) => runs(join('node_modules', path), ...args)
const tests = (...args: readonly string[]) => tool(join('vitest', 'vitest.mjs'), 'run', '--reporter=verbose', ...args)

describe('npm run new:connector', () => {
  test.each([
    [[], 'Say one name'],
    [['Corner'], 'no name for a connector'],
    [['corner-shop'], 'no name for a connector'],
    [['class'], 'no name for a connector'],
    [['../corner'], 'no name for a connector'],
    [['kaufland'], 'exists already'],
    [['corner', '--label', '<b>'], 'no label'],
    [['corner', '--force'], '--force'],
  ])('%j is refused, and nothing is written', async (args, words) => {
    const before = readdirSync(join(copy.root, 'connectors'))
    const { code, said } = await scaffold(...args)
    expect([code, said]).toEqual([2, expect.stringContaining(words)])
    expect(said).toContain('--label')
    expect(readdirSync(join(copy.root, 'connectors'))).toEqual(before)
  })

  test('--help says how', async () => {
    expect(await scaffold('--help')).toMatchObject({ code: 0, said: expect.stringContaining('<name>') as string })
  })
})

describe('the folder it makes', () => {
  beforeAll(async () => {
    expect((await scaffold('corner', '--label', 'Corner Shop')).code).toBe(0)
  })

  test('is registered, with an example of an account file, and says what to fill in', () => {
    expect(readFileSync(join(copy.root, 'connectors', 'index.ts'), 'utf8')).toContain(
      "import corner from './corner/index.ts'",
    )
    expect(existsSync(join(copy.root, 'accounts', 'corner.env.example'))).toBe(true)
    expect(readFileSync(join(copy.root, NEW, 'manifest.ts'), 'utf8')).toContain("label: 'Corner Shop'")
    expect(readFileSync(join(copy.root, NEW, 'BEHAVIOR.md'), 'utf8')).toContain('FILL IN')
  })

  test('passes types, lint, form, direction of imports and reference papers', async () => {
    const config = { extends: './tsconfig.json', include: ['connectors/corner', 'connectors/index.ts'] }
    writeFileSync(join(copy.root, 'tsconfig.corner.json'), JSON.stringify(config))
    const good = { code: 0 }
    expect(await tool('typescript/bin/tsc', '-p', 'tsconfig.corner.json')).toMatchObject(good)
    expect(await tool('eslint/bin/eslint.js', '--max-warnings', '0', NEW)).toMatchObject(good)
    expect(await tool('prettier/bin/prettier.cjs', '--check', NEW, 'connectors/index.ts')).toMatchObject(good)
    const imports = ['--config', '.dependency-cruiser.cjs', 'connectors', 'src/kit', 'src/domain']
    expect(await tool('dependency-cruiser/bin/dependency-cruise.mjs', ...imports)).toMatchObject(good)
    expect(await runs('scripts/reference.ts', '--check')).toMatchObject(good)
  })

  test('passes the tests of the policy', async () => {
    expect(await tests('test/connectors/policy.test.ts')).toMatchObject({ code: 0 })
  })

  test('fails the acceptance suite until it is filled in', async () => {
    const { code, said } = await tests('test/acceptance', '-t', 'corner reads|corner answers')
    expect(code).toBe(1)
    expect(said).toMatch(/× .*corner reads > what a buyer wrote/)
    expect(said).toMatch(/× .*corner answers > the buyer > once, word for word/)
  })
})
