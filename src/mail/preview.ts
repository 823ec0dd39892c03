import type { NotificationKind, Formality } from '../domain/notification.ts'
import type { RenderedMail } from './ports.ts'
import { createRenderer, type RendererOptions } from './render.ts'
import { sampleData } from './sample.ts'
import type { MailLocale } from '../domain/language.ts'

export interface PreviewOptions extends RendererOptions {
  readonly locale: MailLocale
  readonly formality?: Formality
  readonly timeZone?: string
}

/**
 * A mail with invented data, as a buyer would get it.
 * @throws Misconfigured or Permanent if a template cannot be used, naming it
 */
export function preview(kind: NotificationKind, options: PreviewOptions): RenderedMail {
  const { locale, formality = 'sie', timeZone = 'Europe/Berlin', templatesDir } = options
  const renderer = createRenderer(templatesDir === undefined ? {} : { templatesDir })
  return renderer.render({ kind, locale, formality, timeZone, data: sampleData(kind, locale) })
}
