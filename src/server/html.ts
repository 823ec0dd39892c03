/** Markup that is safe to send: made by `html` or, knowingly, by `raw`. */
export interface Html {
  readonly markup: string
}

export type Content = Html | string | number | null | undefined | false | readonly Content[]

/** Template of HTML: whatever is put in is escaped, unless it is markup already. Lists are joined; null, undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const parts = strings.map((text, index) => text + markupOf(contents[index]))
  return { markup: parts.join('') }
}

/** Takes text as markup. Only for what was escaped or sanitised before. */
export const raw = (markup: string): Html => ({ markup })

/** Escapes text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
}

function markupOf(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  if ('markup' in content) return content.markup
  return content.map(markupOf).join('')
}
