import type { z } from 'zod'
import type { SettingsFault } from './faults.ts'
import { type Shape, shapeOf } from './field.ts'
import { type Givens, settled } from './sources.ts'

/** What the fields of a shape gave; a field that was at fault is missing. */
export type Read<S extends Shape> = { readonly [Name in keyof S]?: z.output<S[Name]> }

/** A shape read from what was given. */
export interface ReadShape<S extends Shape> {
  readonly values: Read<S>
  /** What was given, with the secrets out of their files; without what is empty or unreadable. */
  readonly given: Givens
  readonly faults: readonly SettingsFault[]
}

/** Reads every field by itself, so that one fault hides no other. `file` is where a missing setting belongs. */
export function readShape<S extends Shape>(shape: S, given: Givens, file: string): ReadShape<S> {
  const { values: settledValues, faults } = settled(given, shape)
  const values: Record<string, unknown> = {}
  const all = [...faults]
  for (const [name, field] of Object.entries(shape)) {
    const source = settledValues.get(name)
    const result = field.safeParse(source?.value)
    if (result.success) values[name] = result.data
    else if (source !== undefined)
      all.push(...result.error.issues.slice(0, 1).map((issue) => issueFault(source.file, name, issue, source.value)))
    else if (!isReported(faults, name)) all.push(missing(file, name))
  }
  return { values: values as Read<S>, given: settledValues, faults: all }
}

/** An empty or unreadable setting is not missing besides. */
const isReported = (faults: readonly SettingsFault[], name: string): boolean =>
  faults.some((fault) => fault.name === name || fault.name === `${name}_FILE`)

/** Reads a connector's own settings as a whole, since its schema may compare fields. */
export function readOwn(
  config: z.ZodType,
  given: Givens,
  file: string,
): { own: unknown; given: Givens; faults: readonly SettingsFault[] } {
  const { values, faults } = settled(given, shapeOf(config))
  const result = config.safeParse(Object.fromEntries([...values].map(([name, { value }]) => [name, value])))
  if (result.success) return { own: result.data, given: values, faults }
  const byName = new Map<string, SettingsFault>()
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? '')
    const source = values.get(name)
    if (byName.has(name) || isReported(faults, name)) continue
    const isMissing = name !== '' && source === undefined
    byName.set(name, isMissing ? missing(file, name) : issueFault(source?.file ?? file, name, issue, source?.value))
  }
  return { own: undefined, given: values, faults: [...faults, ...byName.values()] }
}

function missing(file: string, name: string): SettingsFault {
  return {
    file,
    name,
    problem: 'is missing',
    remedy: `Add a line ${name}=… (docs/settings.md says what belongs there).`,
  }
}

/** Our own words never hold the value; a connector's schema may repeat it, and it may be a secret. */
function issueFault(file: string, name: string, issue: z.core.$ZodIssue, value: string | undefined): SettingsFault {
  const params = issue.code === 'custom' ? (issue.params ?? {}) : {}
  const { remedy, nearest } = params as { remedy?: string; nearest?: string }
  const repeats = remedy === undefined && value !== undefined && value.length > 2 && issue.message.includes(value)
  return {
    file,
    ...(name === '' ? {} : { name }),
    problem: repeats ? 'does not fit' : lowerFirst(issue.message),
    remedy: remedy ?? 'docs/settings.md says what belongs there.',
    ...(nearest === undefined ? {} : { nearest }),
  }
}

const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1)
