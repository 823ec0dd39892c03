import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isFault } from '../domain/errors.ts'
import { MAIL_LOCALES, type MailLocale } from '../domain/language.ts'
import { NOTIFICATION_KINDS } from '../domain/notification.ts'
import { TemplateFault } from './engine.ts'
import type { MailRenderer } from './ports.ts'
import { sampleData } from './sample.ts'
import { templateFiles } from './templates.ts'

/** Own templates and texts of a shop, by the names of those that they replace. */
export interface OwnFiles {
  readonly templates: ReadonlyMap<string, string>
  readonly texts: ReadonlyMap<MailLocale, string>
}

export function ownFiles(folder: string, refuse: (fault: TemplateFault) => void): OwnFiles {
  const texts = MAIL_LOCALES.map((locale) => [locale, join(folder, 'locales', locale, 'mail.json')] as const)
  const languages = join(folder, 'locales')
  for (const name of existsSync(languages) ? readdirSync(languages) : []) {
    if (MAIL_LOCALES.some((locale) => locale === name)) continue
    refuse(new TemplateFault(join(languages, name), undefined, 'no mail is written in a language of this name'))
  }
  return { templates: templateFiles(folder, refuse), texts: new Map(texts.filter(([, file]) => isThere(file))) }
}

/** Also a link that leads nowhere: whoever put it there is told. */
const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined

/**
 * Tries own files by writing every mail with invented data, and leaves out those that cannot be used.
 * @param refuse told of each file that is left out, and why
 */
export function withoutFaulty(
  found: OwnFiles,
  build: (own: OwnFiles) => MailRenderer,
  refuse: (fault: TemplateFault) => void,
): MailRenderer {
  let own = found
  for (;;) {
    const { renderer, fault } = tried(own, build)
    if (fault === undefined) return renderer
    const rest = without(own, fault)
    // Nothing own is at fault: the package is.
    if (rest === undefined) throw fault
    refuse(fault)
    own = rest
  }
}

type Tried =
  | { readonly renderer: MailRenderer; readonly fault?: undefined }
  | { readonly renderer?: undefined; readonly fault: TemplateFault }

function tried(own: OwnFiles, build: (own: OwnFiles) => MailRenderer): Tried {
  try {
    const renderer = build(own)
    // Templates are the same in every language; texts were checked as they were read.
    for (const kind of NOTIFICATION_KINDS) {
      const data = sampleData(kind, 'de')
      renderer.render({ kind, locale: 'de', formality: 'sie', timeZone: 'Europe/Berlin', data })
    }
    return { renderer }
  } catch (error) {
    const cause = isFault(error) ? error.cause : error
    if (cause instanceof TemplateFault) return { fault: cause }
    throw error
  }
}

/** Undefined = no own file is left that could be the cause. */
function without(own: OwnFiles, fault: TemplateFault): OwnFiles | undefined {
  const templates = new Map(Array.from(own.templates).filter(([, file]) => file !== fault.file))
  const texts = new Map(Array.from(own.texts).filter(([, file]) => file !== fault.file))
  if (templates.size < own.templates.size || texts.size < own.texts.size) return { templates, texts }
  // A built-in part fails by what an own template gave it, or left out; else by an own text.
  if (own.templates.size > 0) return { templates: new Map(), texts }
  return own.texts.size > 0 ? { templates, texts: new Map() } : undefined
}
