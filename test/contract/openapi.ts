import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import addFormats from 'ajv-formats'
import { OpenAPIBackend } from 'openapi-backend'
import type { Document } from 'openapi-backend'

/** Folder with the marketplaces' official descriptions, one sub-folder each; they are not part of this repository. */
const specs = process.env['SPECS_DIR'] ?? join(import.meta.dirname, '../../../shared/specs')

/** Path of an official description, or undefined (and a line that says so) where there is none. */
export function specFile(path: string): string | undefined {
  const file = join(specs, path)
  if (existsSync(file)) return file
  process.stdout.write(`skipped: no specs (${path}; set SPECS_DIR to the folder that holds them)\n`)
  return undefined
}

/** Loads the named paths of a description; the whole is often not valid to the letter. */
export async function contract(file: string, apiRoot: string, paths: readonly string[]): Promise<OpenAPIBackend> {
  const whole = JSON.parse(readFileSync(file, 'utf8'), nullableAsEnum) as Document
  const backend = new OpenAPIBackend({
    definition: { ...whole, paths: Object.fromEntries(paths.map((path) => [path, whole.paths?.[path]])) } as Document,
    apiRoot,
    quick: true,
    customizeAjv: (ajv) => {
      addFormats.default(ajv)
      return ajv
    },
  })
  await backend.init()
  return backend
}

/** `nullable` beside `allOf` without `type` is not understood by the checker; it means: this or null. */
function nullableAsEnum(_key: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('nullable' in part) || 'type' in part) return part
  const { nullable, ...schema } = part
  return nullable === true ? { anyOf: [schema, { enum: [null] }] } : schema
}
