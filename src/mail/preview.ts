import type { MailLocale } from '../domain/language.ts'
import type { Formality, NotificationKind } from '../domain/notification.ts'
import type { RenderedMail } from './ports.ts'
import { createRenderer, type RendererOptions } from './render.ts'
import { sampleData } from './sample.ts'

export interface PreviewOptions extends RendererOptions {
  readonly locale: MailLocale
  readonly formality?: Formality
  readonly timeZone?: string
}

/**
 * A mail with invented data, as a buyer would get it.
 * @returns with what of the own templates cannot be used
 * @throws Misconfigured if the folder of own templates does not exist
 */
export function preview(
  kind: NotificationKind,
  { locale, formality = 'sie', timeZone = 'Europe/Berlin', templatesDir }: PreviewOptions,
): { readonly mail: RenderedMail; readonly faults: readonly string[] } {
  const { render, faults } = createRenderer(templatesDir === undefined ? {} : { templatesDir })
  return { mail: render({ kind, locale, formality, timeZone, data: sampleData(kind, locale) }), faults }
}
