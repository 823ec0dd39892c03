import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { codeOf, isShowableName } from './env-file.ts'
import type { SettingsFault, SettingsNote } from './faults.ts'
import { metaOf, type Shape } from './field.ts'
import { nearest } from '../domain/nearest.ts'

/** A setting as it was given. */
export interface Given {
  readonly value: string
  /** The file that names it, as it is called in faults. */
  readonly file: string
  /** What relative paths in it mean. */
  readonly dir: string
  /** Where a secret was read from (`_FILE`). */
  readonly secretFile?: string
}

export type Givens = ReadonlyMap<string, Given>

/** Everything one file (or the environment) says. */
export function givens(values: Iterable<readonly [string, string | undefined]>, file: string, dir: string): Givens {
  const result = new Map<string, Given>()
  for (const [name, value] of values) if (value !== undefined) result.set(name, { value, file, dir })
  return result
}

/** Files that secrets were read from. */
export const secretFiles = (given: Givens): string[] =>
  [...given.values()].flatMap(({ secretFile }) => (secretFile === undefined ? [] : [secretFile]))

/** Names of a shape whose value must never be shown. */
export const secretNames = (shape: Shape): string[] =>
  Object.entries(shape)
    .filter(([name, field]) => metaOf(name, field).secret === true)
    .map(([name]) => name)

/** Every name that a file may hold, the `_FILE` form of secrets included. */
export const knownNames = (shape: Shape): Set<string> =>
  new Set([...Object.keys(shape), ...secretNames(shape).map((name) => `${name}_FILE`)])

/**
 * The stronger source over the weaker, name by name. A secret and its `_FILE` are one name here, so that the environment can replace
 * a secret file by a value and the other way round.
 */
export function layered(stronger: Givens, weaker: Givens, shape: Shape): Map<string, Given> {
  const result = new Map<string, Given>()
  const twins = new Map(
    secretNames(shape).flatMap((name) => [[name, `${name}_FILE`] as const, [`${name}_FILE`, name] as const]),
  )
  for (const name of knownNames(shape)) {
    const replaced = stronger.has(twins.get(name) ?? name)
    const given = stronger.get(name) ?? (replaced ? undefined : weaker.get(name))
    if (given !== undefined) result.set(name, given)
  }
  return result
}

/** Names that nobody knows, each with the known one that comes closest. */
export function unknownNames(
  given: Givens,
  known: ReadonlySet<string>,
  elsewhere: ReadonlySet<string>,
  place: string,
): SettingsFault[] {
  return [...given].flatMap(([name, { file }]) => {
    if (known.has(name)) return []
    const closest = nearest(name, known)
    if (!isShowableName(name) && closest === undefined) {
      return [
        {
          file,
          problem: 'a line in it is no setting',
          remedy: 'Names are written in capitals. A value with = or line breaks stands in quotes.',
        },
      ]
    }
    if (elsewhere.has(name)) return [{ file, name, problem: 'does not belong here', remedy: place }]
    const remedy = 'docs/settings.md lists all names.'
    return [
      { file, name, problem: 'is not a known name', remedy, ...(closest === undefined ? {} : { nearest: closest }) },
    ]
  })
}

/** Reads the `_FILE` form of secrets and takes out what is empty. */
export function settled(given: Givens, shape: Shape): { values: Givens; faults: SettingsFault[] } {
  const values = new Map<string, Given>()
  const faults: SettingsFault[] = []
  const secrets = new Set(secretNames(shape))
  for (const name of Object.keys(shape)) {
    const plain = given.get(name)
    const pointer = secrets.has(name) ? given.get(`${name}_FILE`) : undefined
    const result = plain !== undefined && pointer !== undefined ? bothGiven(name, plain) : settle(name, plain, pointer)
    if (result === undefined) continue
    if ('problem' in result) faults.push(result)
    else values.set(name, result)
  }
  return { values, faults }
}

function settle(name: string, plain: Given | undefined, pointer: Given | undefined): Given | SettingsFault | undefined {
  if (pointer !== undefined) return readSecret(name, pointer)
  if (plain === undefined || plain.value.trim() !== '') return plain
  return { file: plain.file, name, problem: 'is empty', remedy: 'Give it a value, or take the line out.' }
}

function bothGiven(name: string, { file }: Given): SettingsFault {
  return { file, name, problem: `is given, and ${name}_FILE too`, remedy: 'Keep one of the two.' }
}

function readSecret(name: string, pointer: Given): Given | SettingsFault {
  const { file, dir } = pointer
  const fault = (problem: string, remedy: string): SettingsFault => ({ file, name: `${name}_FILE`, problem, remedy })
  if (pointer.value.trim() === '')
    return fault('is empty', 'Name the file that holds the secret, or take the line out.')
  const secretFile = resolve(dir, pointer.value)
  try {
    const value = readFileSync(secretFile, 'utf8').replace(/\r?\n$/, '')
    if (value.trim() === '') return fault('names an empty file', 'Write the secret into it.')
    return { ...pointer, value, secretFile }
  } catch (error) {
    return fault(
      `names a file that cannot be read (${codeOf(error)})`,
      'Check its path (it counts from the file that names it) and its rights.',
    )
  }
}

/** A word about settings that are accepted but read by nothing yet. */
export function unusedNotes(given: Givens, shape: Shape): SettingsNote[] {
  return [...given].flatMap(([name, { value, file }]) => {
    const field = shape[name]
    const meta = field === undefined ? undefined : metaOf(name, field)
    if (meta?.notUsedYet !== true || meta.default === value.trim()) return []
    return [{ file, name, note: `${name} is known but not used yet: nothing reads it in this version.` }]
  })
}
