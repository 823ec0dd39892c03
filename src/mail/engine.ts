import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { Money } from '../domain/money.ts'
import type { Instant } from '../domain/time.ts'
import type { Words } from './words.ts'

/** A template or text file that cannot be used: which one, in which line, what is wrong. */
export class TemplateFault extends Error {
  readonly file: string

  constructor(file: string, line: number | undefined, problem: string, cause?: unknown) {
    super(`${file}${line === undefined ? '' : `, line ${String(line)}`}: ${problem}`, { cause })
    this.file = file
  }
}

/**
 * What a file of a shop's own says; a byte order mark before it is none of it.
 * @throws TemplateFault where it cannot be read or is not UTF-8: its letters would be wrong in every mail
 */
export function textFile(file: string): string {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new TemplateFault(file, undefined, `it cannot be read (${String((error as { code?: unknown }).code)})`, error)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new TemplateFault(file, undefined, 'it is not saved as UTF-8', error)
  }
}

/** Handlebars for HTML (escapes) or plain text (does not), with the parts of the layout that are registered by name. */
export interface Engine {
  /** @throws TemplateFault where the file does not parse, or names a helper that does not exist */
  compile(file: string): Compiled
  /** Makes a compiled file known as `{{> name}}`. */
  register(name: string, compiled: Compiled): void
}

export interface Compiled {
  readonly file: string
  readonly run: HandlebarsTemplateDelegate
  /** Parts of the layout that it calls, and where. */
  readonly calls: readonly { readonly name: string; readonly line: number }[]
}

export function createEngine({ escape }: { escape: boolean }): Engine {
  const hbs = Handlebars.create()
  for (const [name, help] of Object.entries(HELPERS)) hbs.registerHelper(name, located(help))
  return {
    compile(file) {
      const visitor = new Places(file)
      try {
        const program = hbs.parse(textFile(file))
        visitor.accept(program)
        return {
          file,
          run: hbs.compile(program, { strict: true, noEscape: !escape, knownHelpers: KNOWN_HELPERS }),
          calls: visitor.calls,
        }
      } catch (error) {
        if (error instanceof TemplateFault) throw error
        throw new TemplateFault(file, lineOf(error), reasonOf(error), error)
      }
    },
    register(name, { run }) {
      hbs.registerPartial(name, run)
    },
  }
}

/** Of the parser's `Parse error on line 3:` with the place drawn below, or `if doesn't match each - 1:3`. */
const lineOf = (error: unknown): number | undefined => {
  const line = /\bline (\d+)|- (\d+):\d+$/.exec((error as Error).message)
  return line === null ? undefined : Number(line[1] ?? line[2])
}

const reasonOf = (error: unknown): string =>
  (error as Error).message
    .replace(/^Parse error on line \d+:/, '')
    .replace(/\s+/g, ' ')
    .trim()

interface HelperOptions {
  readonly hash: Record<string, unknown>
  readonly data: { readonly words: Words }
}

/** What a helper gets: its first value, what the call names it, the named values, and the words. */
type Help = (value: unknown, name: string, values: Record<string, unknown>, words: Words) => unknown

const HELPERS: Readonly<Record<string, Help>> = {
  t: (key, _name, { variant, ...values }, words) => {
    for (const [name, value] of Object.entries(values)) filled(value, name)
    // `variant` picks one of several texts by a value, e.g. `delivered.title_fact`; without one it is the plain text.
    return words.text(typeof variant === 'string' ? `${String(key)}_${variant}` : String(key), values)
  },
  date: (at, name, _values, words) => words.date(filled(at, name) as Instant),
  time: (at, name, _values, words) => words.time(filled(at, name) as Instant),
  money: (amount, name, _values, words) => words.money(filled(amount, name) as Money),
  number: (value, name, _values, words) => words.number(filled(value, name) as number),
  filled: (value, name) => filled(value, name),
  /** In HTML: a part of a text, an address, stays on one line where there is room; broken at a hyphen it would be read wrongly. */
  unbroken: (text, name, { part }) => {
    const whole = Handlebars.escapeExpression(String(part))
    const kept = `<span style="display:inline-block;max-width:100%;">${whole}</span>`
    return new Handlebars.SafeString(
      Handlebars.escapeExpression(String(filled(text, name))).replaceAll(whole, () => kept),
    )
  },
}
const KNOWN_HELPERS = Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true]))
const BUILT_IN = ['if', 'unless', 'each', 'with', 'lookup']

/** @throws Error if a placeholder's value is missing or empty: better no mail than "Hello ," */
function filled(value: unknown, name: string): unknown {
  if (value === undefined || value === null || value === '') throw new Error(`the placeholder ${name} is empty`)
  return value
}

/** Says of a helper's error in which file and line its call stands. */
function located(help: Help) {
  return (...given: unknown[]): unknown => {
    const { hash, data } = given.at(-1) as HelperOptions
    const { $file, $line, $name, ...values } = hash
    try {
      return help(given.length > 1 ? given[0] : undefined, String($name), values, data.words)
    } catch (error) {
      throw new TemplateFault(String($file), Number($line), (error as Error).message, error)
    }
  }
}

/**
 * Sends every plain `{{placeholder}}` through the check above (Handlebars itself only minds missing ones, not empty ones), and notes
 * for each helper in which file and line it was called.
 */
class Places extends Handlebars.Visitor {
  readonly calls: { readonly name: string; readonly line: number }[] = []
  readonly #file: string

  constructor(file: string) {
    super()
    this.#file = file
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    super.MustacheStatement(mustache)
    const { path } = mustache
    if (path.type !== 'PathExpression') return
    const expression = path as hbs.AST.PathExpression
    if (mustache.params.length === 0 && (mustache.hash as hbs.AST.Hash | undefined) === undefined) {
      if (expression.original in HELPERS) throw this.#fault(expression, `${expression.original} needs a value`)
      mustache.params = [expression]
      mustache.path = { ...expression, data: false, depth: 0, parts: ['filled'], original: 'filled' }
    }
    this.#note(mustache)
  }

  override SubExpression(sub: hbs.AST.SubExpression): void {
    super.SubExpression(sub)
    this.#note(sub)
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    super.PartialStatement(partial)
    this.#call(partial)
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    super.PartialBlockStatement(partial)
    this.#call(partial)
  }

  #call({ name, loc }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
    const called = (name as hbs.AST.PathExpression).original
    if (called !== '@partial-block') this.calls.push({ name: called, line: loc.start.line })
  }

  #note(call: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void {
    const { original: helper, loc } = call.path as hbs.AST.PathExpression
    if (BUILT_IN.includes(helper)) return
    if (!(helper in HELPERS)) throw this.#fault(call, `there is no helper ${helper}`)
    const first = call.params[0] as { original?: unknown } | undefined
    const pair = (key: string, value: hbs.AST.Expression): hbs.AST.HashPair => ({ type: 'HashPair', key, value, loc })
    const text = (value: string): hbs.AST.StringLiteral => ({ type: 'StringLiteral', value, original: value, loc })
    const line = loc.start.line
    const number: hbs.AST.NumberLiteral = { type: 'NumberLiteral', value: line, original: line, loc }
    const pairs = [
      ...((call.hash as hbs.AST.Hash | undefined)?.pairs ?? []),
      pair('$file', text(this.#file)),
      pair('$line', number),
      pair('$name', text(String(first?.original ?? helper))),
    ]
    call.hash = { type: 'Hash', pairs, loc }
  }

  #fault({ loc }: hbs.AST.Node, problem: string): TemplateFault {
    return new TemplateFault(this.#file, loc.start.line, problem)
  }
}
