import sanitize from 'sanitize-html'

/** What Odoo's sanitiser keeps of an HTML field, near enough for what people and the service write. */
export function sanitizeHtml(value: string): string {
  const clean = sanitize(value.replace(/\u0000+$/, '').replaceAll('\u0000', ' '), {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    parseStyleAttributes: false,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'data', 'cid'],
    exclusiveFilter: (frame) => DROPPED.has(frame.tag),
    nonTextTags: [...DROPPED],
    transformTags: { '*': withoutHandlers, blockquote: markedQuote },
    selfClosing: ['img', 'br', 'hr'],
  })
    .replaceAll(/<(img|br|hr)((?:[^>"]|"[^"]*")*?) ?\/>/g, '<$1$2>')
    .replaceAll('\u00a0', '&nbsp;')
  return clean === '' || /^\s*</.test(clean) ? clean : `<p>${clean}</p>`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const DROPPED = new Set(['script', 'style', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'form', 'input', 't'])

function withoutHandlers(tagName: string, attribs: Record<string, string>): sanitize.Tag {
  const kept = Object.entries(attribs).filter(([name]) => !name.startsWith('on'))
  return { tagName, attribs: Object.fromEntries(kept) }
}

/** Odoo marks quotes, so that mail clients can fold them. */
function markedQuote(tagName: string, attribs: Record<string, string>): sanitize.Tag {
  const marks = { 'data-o-mail-quote-node': '1', 'data-o-mail-quote': '1' }
  return { tagName, attribs: { ...withoutHandlers(tagName, attribs).attribs, ...marks } }
}
