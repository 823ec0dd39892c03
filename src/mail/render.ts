import { existsSync } from 'node:fs'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import { MAIL_LOCALES, type MailLocale } from '../domain/language.ts'
import { tidy } from '../domain/text.ts'
import { packagePath } from '../kit/package-folder.ts'
import { TemplateFault, textFile } from './engine.ts'
import { type OwnFiles, ownFiles, withoutFaulty } from './own-files.ts'
import type { MailRenderer } from './ports.ts'
import { compileTemplates, type Template, templateFiles } from './templates.ts'
import { checkedTexts, readTexts, type Texts } from './text-files.ts'
import { viewOf } from './view.ts'
import { createWords, type Words } from './words.ts'

export interface RendererOptions {
  /** Own templates of a shop: a file here replaces the one of the same name, `locales/<lang>/mail.json` replaces single texts. */
  readonly templatesDir?: string
}

export interface Renderer extends MailRenderer {
  /** Own templates and texts that cannot be used, with file and line; the built-in ones stand in for them. */
  readonly faults: readonly string[]
}

/**
 * Reads templates and texts once and compiles them. An own file that cannot be used is named in `faults`, and the built-in one
 * is used.
 * @throws Misconfigured if the folder of own templates does not exist
 */
export function createRenderer({ templatesDir }: RendererOptions = {}): Renderer {
  if (templatesDir === undefined) return { ...rendererOf({ templates: new Map(), texts: new Map() }), faults: [] }
  if (!existsSync(templatesDir)) {
    throw new Misconfigured(`TEMPLATES_DIR ${templatesDir} does not exist. Create it, or leave the setting out.`)
  }
  const faults: string[] = []
  const found = ownFiles(templatesDir, ({ message }) => faults.push(message))
  const renderer = withoutFaulty(found, rendererOf, ({ message }) => faults.push(message))
  return { ...renderer, faults }
}

/** @throws TemplateFault naming the file that cannot be used */
function rendererOf(own: OwnFiles): MailRenderer {
  const builtIn = templateFiles(packagePath('templates'), (fault) => {
    throw fault
  })
  const files = new Map([...builtIn, ...own.templates])
  const templates = compileTemplates(files)
  const wordsFor = createWords(Object.fromEntries(MAIL_LOCALES.map((locale) => [locale, textsOf(locale, own)])))
  return {
    locales: MAIL_LOCALES,
    render({ kind, locale, formality, timeZone, data }) {
      const words = wordsFor(locale, formality, timeZone)
      const view = viewOf(kind, data, locale)
      const { subject, text, html, message } = templates[kind]
      const line = filledBy(subject, view, words).replace(/\s+/g, ' ').trim()
      const plain = tidy(filledBy(text, view, words))
      const page = filledBy(html, view, words).trim()
      for (const [part, written] of Object.entries({ subject: line, text: plain, html: page })) {
        if (written.trim() === '')
          throw unwritable(new TemplateFault(files.get(`${kind}/${part}.hbs`) ?? kind, 1, `the ${part} is empty`))
      }
      return {
        subject: line,
        text: `${plain}\n`,
        html: page,
        ...(message === undefined ? {} : { message: tidy(filledBy(message, view, words)) }),
      }
    },
  }
}

function textsOf(locale: MailLocale, own: OwnFiles): Texts[] {
  const builtIn = readTexts(builtInTexts(locale))
  const file = own.texts.get(locale)
  if (file === undefined) return [builtIn]
  // A text of one's own is asked for by its key, of which `variant` or a number leaves the last part out.
  const isAsked = (key: string): boolean => {
    const stem = key.replace(/_[^_.]+$/, '')
    return [...own.templates.values()].some((template) => textFile(template).includes(`"${stem}`))
  }
  return [builtIn, checkedTexts(file, builtIn, isAsked)]
}

const builtInTexts = (locale: MailLocale): string => packagePath('locales', locale, 'mail.json')

/** @throws Permanent naming template and placeholder, never a value */
function filledBy(template: Template, view: object, words: Words): string {
  try {
    return template(view, words)
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    throw unwritable(error)
  }
}

const unwritable = (fault: TemplateFault): Permanent =>
  new Permanent(
    `The mail cannot be written: ${fault.message}. Nothing was sent. Fill in the value in Odoo, or correct the template.`,
    { code: 'placeholder', cause: fault },
  )
