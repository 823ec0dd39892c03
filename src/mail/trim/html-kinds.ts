/** What an element of a mail's HTML says of the words in it; each client has its own. Tried by the labelled set of test/mail/trim/set. */
export type ElementKind =
  /** All in it is quoted. */
  | 'quote'
  /** Quoted where an attribution stands above it, else the writer's own indent. */
  | 'indent'
  /** Attribution and quotes; what stands between its quotes is the writer's own. */
  | 'container'
  /** It and all that follows it in the mail was there before. */
  | 'boundary'
  | 'attribution'
  | 'forward'
  | 'signature'
  | 'hidden'

type Attributes = Readonly<Record<string, string>>

const SKIPPED = new Set(
  'head style script title template noscript textarea select option iframe object embed svg math audio video'.split(
    ' ',
  ),
)

/** By class name; a part of a name where clients put something of their own before it (Yahoo). */
const CLASSES: readonly (readonly [RegExp, ElementKind])[] = [
  [/^gmail_attr$|^moz-cite-prefix$|^gmail-msg-attribution$/, 'attribution'],
  [/^moz-forward-container$/, 'forward'],
  [/^gmail_quote(?:_container)?$|^protonmail_quote$|^zmail_extra$|^tutanota_quote$|^k9mail-quote$/, 'container'],
  [/yahoo_quoted|yahoo-quoted|^yQTDBase$|^OutlookMessageHeader$|^replied?_?message$/, 'quote'],
  [/^(?:gmail_signature|moz-signature|protonmail_signature_block|k9mail-signature|tutanota_signature)$/, 'signature'],
]

const IDS: readonly (readonly [RegExp, ElementKind])[] = [
  // Outlook on the web and new Outlook; Outlook's apps; Outlook for Mac; Hotmail.
  [
    /^(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)$/i,
    'boundary',
  ],
  [/^ms-outlook-mobile-body-separator-line$/i, 'boundary'],
  [/^reply-intro$/i, 'attribution'],
  [/^(?:Signature|ms-outlook-mobile-signature|AppleMailSignature|lineBreakAtBeginningOfSignature)$/i, 'signature'],
]

/** Outlook's rule above the header block. */
const OUTLOOK_RULE = /border-top:\s*solid\s*#?(?:e1e1e1|b5c4df)\s*1/i
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i

/** What an element is; null = nothing of its own. Names of attributes in lower case. */
export function elementKind(name: string, attributes: Attributes): ElementKind | null {
  if (SKIPPED.has(name)) return 'hidden'
  const style = attributes['style'] ?? ''
  if (attributes['hidden'] !== undefined || (style !== '' && HIDDEN_STYLE.test(style.slice(0, 2000)))) return 'hidden'
  return blockquoteKind(name, attributes) ?? named(attributes) ?? styled(name, attributes)
}

function blockquoteKind(name: string, attributes: Attributes): ElementKind | null {
  if (name !== 'blockquote') return null
  const quoted =
    attributes['type']?.toLowerCase() === 'cite' ||
    attributes['cite'] !== undefined ||
    attributes['data-email'] !== undefined ||
    /quote/i.test(attributes['class'] ?? '') ||
    /border-left(?:-width|-style)?\s*:\s*(?!none|0)/i.test(attributes['style'] ?? '')
  return quoted ? 'quote' : 'indent'
}

function named(attributes: Attributes): ElementKind | null {
  const id = attributes['id'] ?? ''
  for (const [pattern, kind] of IDS) if (pattern.test(id)) return kind
  if (/yahoo_quoted|yahoo-quoted/i.test(id)) return 'quote'
  for (const word of (attributes['class'] ?? '').slice(0, 500).split(/\s+/)) {
    for (const [pattern, kind] of CLASSES) if (pattern.test(word)) return kind
  }
  // GMX and web.de.
  return attributes['name'] === 'quote' || attributes['name'] === 'quoted-content' ? 'quote' : null
}

function styled(name: string, attributes: Attributes): ElementKind | null {
  const style = (attributes['style'] ?? '').slice(0, 2000)
  if (name === 'div' && OUTLOOK_RULE.test(style)) return 'boundary'
  // Outlook on the web draws its rule as an element of its own.
  if (name === 'hr' && attributes['tabindex'] === '-1' && /width:\s*98%/i.test(style)) return 'boundary'
  return null
}
