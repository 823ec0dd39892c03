import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { type Compiled, createEngine, type Engine, TemplateFault } from './engine.ts'
import type { Words } from './words.ts'

const PARTS = ['subject', 'html', 'text'] as const
/** Kinds that a marketplace may carry as a message of its own. */
const AS_MESSAGE: readonly NotificationKind[] = ['delayed']

export type Template = (data: object, words: Words) => string
export type KindTemplates = Readonly<Record<(typeof PARTS)[number], Template>> & { readonly message?: Template }
export type Templates = Readonly<Record<NotificationKind, KindTemplates>>

const KNOWN = new RegExp(
  `^(?:(?:${NOTIFICATION_KINDS.join('|')})/(?:${PARTS.join('|')})|(?:${AS_MESSAGE.join('|')})/message|layout/(?:html|text)/[a-z_]+)\\.hbs$`,
)

/** Templates by their name below the folder, e.g. `shipped/html.hbs`, and the file each is taken from. */
export type TemplateFiles = ReadonlyMap<string, string>

/** The templates in a folder; a file whose name no mail uses is handed to `refuse`. */
export function templateFiles(folder: string, refuse: (fault: TemplateFault) => void): TemplateFiles {
  const files = new Map<string, string>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const name = path.replaceAll('\\', '/')
    if (!name.endsWith('.hbs')) continue
    if (KNOWN.test(name)) files.set(name, join(folder, path))
    else refuse(new TemplateFault(join(folder, path), undefined, 'no mail uses a template of this name'))
  }
  return files
}

/**
 * Compiles all templates.
 * @throws TemplateFault for the first file that cannot be used
 */
export function compileTemplates(files: TemplateFiles): Templates {
  const engines = { html: createEngine({ escape: true }), text: createEngine({ escape: false }) }
  const all = Array.from(files, ([name, file]) => {
    const medium = /^layout\/html\/|\/html\.hbs$/.test(name) ? 'html' : 'text'
    return { name, medium, compiled: engines[medium].compile(file) } as const
  })
  for (const { name, medium, compiled } of all) registerPart(engines[medium], name, compiled)
  for (const { medium, compiled } of all) checkCalls(medium, compiled, files)
  const byName = new Map(all.map(({ name, compiled }) => [name, compiled]))
  return Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, kindTemplates(kind, byName)])) as Templates
}

function registerPart(engine: Engine, name: string, compiled: Compiled): void {
  const part = /^layout\/(?:html|text)\/(.+)\.hbs$/.exec(name)?.[1]
  if (part !== undefined) engine.register(part, compiled)
}

function checkCalls(medium: string, { file, calls }: Compiled, files: TemplateFiles): void {
  for (const { name, line } of calls) {
    const part = `layout/${medium}/${name}.hbs`
    if (!files.has(part)) throw new TemplateFault(file, line, `there is no ${part}`)
  }
}

function kindTemplates(kind: NotificationKind, compiled: ReadonlyMap<string, Compiled>): KindTemplates {
  const template = (part: string): Template => {
    const name = `${kind}/${part}.hbs`
    const found = compiled.get(name)
    if (found === undefined) throw new TemplateFault(name, undefined, 'this template is missing')
    return filledTemplate(found)
  }
  return {
    subject: template('subject'),
    html: template('html'),
    text: template('text'),
    ...(AS_MESSAGE.includes(kind) ? { message: template('message') } : {}),
  }
}

const filledTemplate =
  ({ file, run }: Compiled): Template =>
  (data, words) => {
    try {
      return run(data, { data: { words } })
    } catch (error) {
      if (error instanceof TemplateFault) throw error
      throw new TemplateFault(file, undefined, (error as Error).message, error)
    }
  }
