import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import type { Money } from '../domain/money.ts'
import { BUILT_KINDS, type BuiltKind } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { Words } from './words.ts'

export const PARTS = ['subject', 'html', 'text'] as const
export type Part = (typeof PARTS)[number]

export type Template = (data: object, words: Words) => string

/** A template that cannot be used: which file, what is wrong. */
export class TemplateFault extends Error {
  readonly file: string

  constructor(file: string, error: unknown) {
    super(`${file}: ${(error as Error).message}`, { cause: error })
    this.file = file
  }
}

/**
 * Reads and compiles all templates once.
 * @param folders where they lie; a file in a later folder replaces the same file of an earlier one
 * @throws TemplateFault for a file that does not parse or that nothing uses
 */
export function loadTemplates(
  folders: readonly string[],
): Readonly<Record<BuiltKind, Readonly<Record<Part, Template>>>> {
  const files = templateFiles(folders)
  const html = engine(files, 'html')
  const text = engine(files, 'text')
  return Object.fromEntries(
    BUILT_KINDS.map((kind) => [
      kind,
      Object.fromEntries(
        PARTS.map((part) => [part, compiled(part === 'html' ? html : text, files, `${kind}/${part}.hbs`)]),
      ),
    ]),
  ) as Record<BuiltKind, Record<Part, Template>>
}

const KNOWN = new RegExp(`^(?:(?:${BUILT_KINDS.join('|')})/(?:${PARTS.join('|')})|layout/(?:html|text)/[a-z_]+)\\.hbs$`)

/** Every template by its name below the folder, e.g. `shipped/html.hbs`, with the file it is taken from. */
function templateFiles(folders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>()
  for (const folder of folders) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const name = path.replaceAll('\\', '/')
      if (!name.endsWith('.hbs')) continue
      if (!KNOWN.test(name)) {
        throw new TemplateFault(join(folder, path), new Error('no mail uses a template of this name'))
      }
      files.set(name, join(folder, path))
    }
  }
  return files
}

type Engine = ReturnType<typeof Handlebars.create>

/** Handlebars for HTML (escapes) or plain text (does not), with its part of the layout. */
function engine(files: Map<string, string>, kind: 'html' | 'text'): Engine {
  const hbs = Handlebars.create()
  hbs.registerHelper('t', (key: string, options: HelperOptions) =>
    wordsOf(options).text(...textCall(key, options.hash)),
  )
  hbs.registerHelper('date', (at: unknown, options: HelperOptions) =>
    wordsOf(options).date(filled(at, 'date') as Instant),
  )
  hbs.registerHelper('money', (amount: unknown, options: HelperOptions) =>
    wordsOf(options).money(filled(amount, 'money') as Money),
  )
  hbs.registerHelper('number', (value: unknown, options: HelperOptions) =>
    wordsOf(options).number(filled(value, 'number') as number),
  )
  hbs.registerHelper(VALUE, filled)
  for (const [name, file] of files) {
    const partial = new RegExp(`^layout/${kind}/(.+)\\.hbs$`).exec(name)?.[1]
    if (partial !== undefined) hbs.registerPartial(partial, compileFile(hbs, file, kind))
  }
  return hbs
}

interface HelperOptions {
  readonly hash: Record<string, unknown>
  readonly data: { readonly words: Words }
}

const wordsOf = (options: HelperOptions): Words => options.data.words

/** `variant` picks one of several texts by a value, e.g. `delivered.title_fact`. */
function textCall(key: string, { variant, ...values }: Record<string, unknown>): [string, Record<string, unknown>] {
  for (const [name, value] of Object.entries(values)) filled(value, name)
  return [variant === undefined ? key : `${key}_${filled(variant, 'variant') as string}`, values]
}

/** @throws Error if a placeholder's value is missing or empty: better no mail than "Hello ," */
function filled(value: unknown, name: string): unknown {
  if (value === undefined || value === null || value === '') throw new Error(`the placeholder ${name} is empty`)
  return value
}

const VALUE = 'filled'

/** Sends every plain `{{placeholder}}` through the check above; Handlebars itself only minds missing ones, not empty ones. */
class Placeholders extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    super.MustacheStatement(mustache)
    const { path } = mustache
    if (path.type !== 'PathExpression' || mustache.params.length > 0 || mustache.hash) return
    const { original, loc } = path as hbs.AST.PathExpression
    const name: hbs.AST.StringLiteral = { type: 'StringLiteral', value: original, original, loc }
    mustache.params = [path, name]
    mustache.path = {
      type: 'PathExpression',
      data: false,
      depth: 0,
      parts: [VALUE],
      original: VALUE,
      loc,
    } as hbs.AST.PathExpression
  }
}

function compileFile(hbs: Engine, file: string, kind: 'html' | 'text'): HandlebarsTemplateDelegate {
  try {
    const program = hbs.parse(readFileSync(file, 'utf8'))
    new Placeholders().accept(program)
    return hbs.compile(program, {
      strict: true,
      noEscape: kind === 'text',
      knownHelpers: { t: true, date: true, money: true, number: true, [VALUE]: true },
    })
  } catch (error) {
    throw new TemplateFault(file, error)
  }
}

function compiled(hbs: Engine, files: Map<string, string>, name: string): Template {
  const file = files.get(name)
  if (file === undefined) throw new TemplateFault(name, new Error('this template is missing'))
  const template = compileFile(hbs, file, name.endsWith('html.hbs') ? 'html' : 'text')
  return (data, words) => {
    try {
      return template(data, { data: { words } })
    } catch (error) {
      throw new TemplateFault(file, error)
    }
  }
}
