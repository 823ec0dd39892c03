import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { SettingsFault } from './faults.ts'

/** What an env file says, and what is wrong with it as a text. */
export interface EnvFile {
  readonly values: ReadonlyMap<string, string>
  readonly faults: readonly SettingsFault[]
}

/**
 * Reads an env file the way Node reads one, and finds what Node passes over in silence: names given twice, lines that are no setting,
 * quotes that stay open, and values that a `#` cuts short.
 * @param path where it lies
 * @param file how it is called in faults
 */
export function readEnvFile(path: string, file: string): EnvFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const remedy = 'Check that it is a file and that this user may read it.'
    return { values: new Map(), faults: [{ file, problem: `the file cannot be read (${codeOf(error)})`, remedy }] }
  }
  return parseEnvText(text, file)
}

export function parseEnvText(text: string, file: string): EnvFile {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const values = new Map(
    Object.entries(parseEnv(plain)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return { values, faults: scan(plain.split('\n'), file) }
}

/** `ENOENT` and the like: what the system says, without the path. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/

function scan(lines: readonly string[], file: string): SettingsFault[] {
  const faults: SettingsFault[] = []
  const firstLine = new Map<string, number>()
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const number = index + 1
    if (/^\s*(?:#|$)/.test(line)) continue
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? []
    if (name === undefined) {
      faults.push({
        file,
        name: `line ${String(number)}`,
        problem: 'is no setting',
        remedy: 'Write NAME=value, or # before a remark.',
      })
      continue
    }
    const first = firstLine.get(name)
    if (first !== undefined) faults.push(doubled(file, name, first, number))
    firstLine.set(name, first ?? number)
    const end = valueEnd(lines, index, value)
    if (typeof end === 'number') index = end
    else faults.push({ file, ...shown(name, number), ...end })
  }
  return faults
}

function doubled(file: string, name: string, first: number, second: number): SettingsFault {
  const problem = `is given twice, in lines ${String(first)} and ${String(second)}`
  return { file, ...shown(name, second), problem, remedy: 'Keep one of the two lines.' }
}

/** A line of a key that was pasted without quotes may look like a name: only what looks like a setting is shown. */
function shown(name: string, line: number): { name: string } {
  return { name: isShowableName(name) ? name : `line ${String(line)}` }
}

export const isShowableName = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name)

/** The line where a value ends, or what is wrong with it. */
function valueEnd(
  lines: readonly string[],
  index: number,
  value: string,
): number | Pick<SettingsFault, 'problem' | 'remedy'> {
  const quote = /^["'`]/.exec(value)?.[0]
  if (quote === undefined) {
    const cut = /\S#|^#\S/.test(value)
    return cut
      ? {
          problem: 'is cut short by the # in it',
          remedy: 'Put the value in quotes, or a space before the # of a remark.',
        }
      : index
  }
  const rest = [value.slice(1), ...lines.slice(index + 1)]
  const offset = rest.findIndex((line) => line.includes(quote))
  if (offset === -1 || rest.slice(1, offset + 1).some((line) => ASSIGNMENT.test(line))) {
    return { problem: 'opens a quote that is not closed', remedy: 'Close the quote at the end of the value.' }
  }
  const behind = (rest[offset] ?? '').slice((rest[offset] ?? '').indexOf(quote) + 1)
  return /^\s*(?:#|$)/.test(behind)
    ? index + offset
    : {
        problem: 'goes on behind its closing quote',
        remedy: 'Use another kind of quote around a value that holds one.',
      }
}
