import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads a command's arguments.
 * @throws UsageError naming what is wrong
 */
export function readArgs<T extends Options>(
  args: readonly string[],
  options: T,
  positionals: { min: number; max: number },
) {
  const parsed = parse(args, options)
  const found = parsed.positionals.length
  if (found < positionals.min) throw new UsageError('Something is missing.')
  if (found > positionals.max)
    throw new UsageError(`“${parsed.positionals[positionals.max] ?? ''}” is one word too many.`)
  return parsed
}

function parse<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
