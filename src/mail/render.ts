import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import { tidy } from '../domain/text.ts'
import { packagePath } from '../kit/package-folder.ts'
import type { MailRenderer, RenderedMail, RenderRequest } from './ports.ts'
import { loadTemplates, TemplateFault, type Template } from './templates.ts'
import { viewOf } from './view.ts'
import { createWords, LOCALES, type Locale, type Words } from './words.ts'

export interface RendererOptions {
  /** Own templates of a shop: a file here replaces the one of the same name, `locales/<lang>/mail.json` replaces single texts. */
  readonly templatesDir?: string
}

/**
 * Reads templates and texts once and compiles them.
 * @throws Misconfigured for a template or text file that cannot be used, naming it
 */
export function createRenderer({ templatesDir }: RendererOptions = {}): MailRenderer {
  if (templatesDir !== undefined && !existsSync(templatesDir)) {
    throw new Misconfigured(`TEMPLATES_DIR ${templatesDir} does not exist. Create it, or leave the setting out.`)
  }
  const { templates, wordsFor } = understood(() => ({
    templates: loadTemplates([packagePath('templates'), ...(templatesDir === undefined ? [] : [templatesDir])]),
    wordsFor: createWords({ de: textFiles(templatesDir, 'de'), en: textFiles(templatesDir, 'en') }),
  }))
  return {
    locales: LOCALES,
    render({ kind, locale, formality, timeZone, data }) {
      const words = wordsFor(locale, formality, timeZone)
      const view = viewOf(data, locale)
      const { subject, text, html } = templates[kind]
      return finished(kind, {
        subject: filledBy(subject, view, words),
        text: filledBy(text, view, words),
        html: filledBy(html, view, words),
      })
    },
  }
}

/** @throws Permanent naming template and placeholder, never a value */
function filledBy(template: Template, view: object, words: Words): string {
  try {
    return template(view, words)
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    throw new Permanent(
      `The mail cannot be written: ${error.message}. Nothing was sent. Fill in the value in Odoo, or correct the template.`,
      { code: 'placeholder' },
    )
  }
}

function finished(kind: RenderRequest['kind'], { subject, text, html }: RenderedMail): RenderedMail {
  const line = subject.replace(/\s+/g, ' ').trim()
  if (line === '') throw new Permanent(`The subject of ${kind} is empty. Nothing was sent.`, { code: 'placeholder' })
  return { subject: line, text: `${tidy(text)}\n`, html: html.trim() }
}

function understood<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TemplateFault || error instanceof SyntaxError)) throw error
    throw new Misconfigured(`A mail template cannot be used. ${error.message}`)
  }
}

function textFiles(templatesDir: string | undefined, locale: Locale): string[] {
  const own = templatesDir === undefined ? undefined : join(templatesDir, 'locales', locale, 'mail.json')
  return [packagePath('locales', locale, 'mail.json'), ...(own !== undefined && existsSync(own) ? [own] : [])]
}
