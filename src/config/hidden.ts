import { inspect } from 'node:util'

/** What is shown in the place of a secret. */
export const HIDDEN = '(hidden)'

/**
 * Makes an object tree safe to print: as JSON (loggers too) and in `inspect` and `console.log` the secrets in it are replaced, at every level.
 * A copy by spread loses this; the values themselves are untouched.
 */
export function hideSecrets<T extends object>(root: T, secrets: ReadonlySet<string>): T {
  for (const part of plainParts(root)) {
    const masked = (): unknown => mask(part, secrets)
    Object.defineProperty(part, 'toJSON', { value: masked })
    Object.defineProperty(part, inspect.custom, {
      value: (_depth: number, options: object, print: typeof inspect) => print(masked(), options),
    })
  }
  return root
}

function plainParts(value: unknown): object[] {
  if (Array.isArray(value)) return [value, ...value.flatMap(plainParts)]
  return isPlain(value) ? [value, ...Object.values(value).flatMap(plainParts)] : []
}

function mask(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return isTelling(value, secrets) ? HIDDEN : value
  if (Array.isArray(value)) return value.map((entry) => mask(entry, secrets))
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mask(entry, secrets)]))
}

/** A short secret only as a whole: as a part it would hide half of everything. */
function isTelling(value: string, secrets: ReadonlySet<string>): boolean {
  return secrets.has(value) || [...secrets].some((secret) => secret.length >= 6 && value.includes(secret))
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
