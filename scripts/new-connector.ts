/**
 * Makes the folder of a new connector: `npm run new:connector <name> [-- --label "Name for people"]`. It passes lint, types and the tests of the
 * policy, and fails the acceptance suite until what is marked FILL IN is filled in: docs/connector-guide.md.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const ROOT = join(import.meta.dirname, '..')
const TEMPLATE = join(import.meta.dirname, 'new-connector', 'template')
const USAGE = `npm run new:connector <name> [-- --label "Name for people"]
  <name>   letters a-z and digits, as it will stand in account files: CONNECTOR=<name>
  --label  how people call the marketplace; default: the name with a capital letter
Makes connectors/<name>, its line in connectors/index.ts and its example of an account file. How to go on: docs/connector-guide.md.`

/** The registry imports it under its name: words of the language cannot be one. */
const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|let|connectors)$/

/** What the person did wrong; nothing was written. */
class Refused extends Error {}

function newConnector(): void {
  const { name, label } = asked()
  const folder = join(ROOT, 'connectors', name)
  const files = readdirSync(TEMPLATE).map((file) => ({
    path: join(folder, file.replace(/\.txt$/, '')),
    text: readFileSync(join(TEMPLATE, file), 'utf8'),
  }))
  const upper = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  const registry = join(ROOT, 'connectors', 'index.ts')
  const registered = register(readFileSync(registry, 'utf8'), name)
  mkdirSync(folder)
  for (const { path, text } of files) {
    writeFileSync(
      path,
      text
        .replaceAll('__name__', name)
        .replaceAll('__Name__', upper)
        .replaceAll('__Label__', () => label),
    )
  }
  writeFileSync(registry, registered)
  run(join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', '--log-level', 'warn', folder, registry)
  run(join('scripts', 'reference.ts'))
  process.stdout.write(`connectors/${name} is made, and accounts/${name}.env.example beside it.
Next: grep -rn "FILL IN" connectors/${name}, and docs/connector-guide.md. It is done when nothing is left of these and this is green:
  npx vitest run test/acceptance -t ${name}
`)
}

function asked(): { name: string; label: string } {
  const { values, positionals } = readArgs()
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`)
    process.exit(0)
  }
  const [name = '', ...more] = positionals
  if (name === '' || more.length > 0) throw new Refused('Say one name.')
  if (!/^[a-z][a-z0-9]{1,29}$/.test(name) || RESERVED.test(name)) {
    throw new Refused(`“${name}” is no name for a connector: 2 to 30 letters a-z and digits, a letter first.`)
  }
  if (existsSync(join(ROOT, 'connectors', name))) throw new Refused(`connectors/${name} exists already.`)
  const label = values.label?.trim() ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  if (!/^[\p{L}\p{N} .&-]{2,40}$/u.test(label))
    throw new Refused(`“${label}” is no label: letters, digits, spaces, at most 40.`)
  return { name, label }
}

function readArgs() {
  try {
    const options = { label: { type: 'string' }, help: { type: 'boolean' } } as const
    return parseArgs({ options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error))
  }
}

/** The registry with one line more for the import, in its place by the alphabet, and one at the end of the list. */
function register(text: string, name: string): string {
  const imports = [...text.matchAll(/^import (\w+) from '\.\/(\w+)\/index\.ts'\n/gm)]
  const next = imports.find(([, , other = '']) => other > name)
  const last = imports.at(-1)
  const at = next?.index ?? (last === undefined ? -1 : last.index + last[0].length)
  const end = text.lastIndexOf(']')
  if (at < 0 || end < at)
    throw new Refused('connectors/index.ts does not look as expected: put the connector in by hand.')
  const line = `import ${name} from './${name}/index.ts'\n`
  return `${text.slice(0, at)}${line}${text.slice(at, end)}  ${name},\n${text.slice(end)}`
}

function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${args[0] ?? ''} failed`)
}

try {
  newConnector()
} catch (error) {
  if (!(error instanceof Refused)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  process.exitCode = 2
}
