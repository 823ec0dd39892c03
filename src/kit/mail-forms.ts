import type { AutomaticKind, ParsedMail } from '../domain/mail.ts'
import { firstAddress } from '../domain/mail-address.ts'
import { fieldOf, type FormField } from './form-labels.ts'
import { byPatterns, type FormContent, type FormPattern } from './form-patterns.ts'
import type { MailSurroundings } from './mail-channel.ts'
import { domainOf, isNoReply, ownershipOf, plainAddress } from './mail-senders.ts'

/** A mail that a contact form of the shop made. */
export interface FormMail extends FormContent {
  /** It comes from the shop's own sender, or from one that FORM_PATTERNS names: not from anybody who writes like a form. */
  readonly own: boolean
}

/** Labels stand at the top: what is below belongs to the words of whoever wrote. */
const LINES_MAX = 400
const LABEL_MAX_CHARS = 60
/** Longer than any name, address or number; a stranger's lines may have any length. */
const VALUE_MAX_CHARS = 300

/**
 * Recognises mails of contact forms: by the account's own patterns, else by labels ("Name:", "E-Mail:", "Nachricht:") as the common shop
 * systems and form builders write them, else by a Reply-To in a mail of the shop's own sender. Labels count only in mails that do not come
 * from the person they name.
 * @returns null = it is no form's
 */
export function formOf(
  mail: ParsedMail,
  surroundings: MailSurroundings,
  patterns: readonly FormPattern[],
): FormMail | null {
  if (mail.automatic !== null && NO_FORM.has(mail.automatic.kind)) return null
  const byPattern = byPatterns(mail, patterns)
  if (byPattern !== null) return { ...byPattern, email: byPattern.email ?? replyTo(mail, surroundings), own: true }
  const [from] = mail.from
  if (from === undefined) return null
  const own = isOwn(from.address, surroundings)
  const asked = replyTo(mail, surroundings)
  const labelled = byLabels(mail.text)
  const named = labelled === null ? null : (labelled.email ?? asked)
  const isPerson = named !== null && plainAddress(named) === plainAddress(from.address)
  if (labelled !== null && !isPerson) {
    const bySender = own || isNoReply(from.address)
    if (bySender || (named !== null && named === asked)) return { ...labelled, email: named, own }
  }
  const isLetter = mail.automatic === null || mail.automatic.kind === 'auto-generated'
  const bySender = own || (isNoReply(from.address) && isLetter)
  if (asked === null || !bySender || asked === plainAddress(from.address)) return null
  const name = mail.replyTo.find(({ address }) => plainAddress(address) === plainAddress(asked))?.name ?? null
  return { email: asked, name, text: null, order: null, topic: null, own }
}

/** No form sends these, whoever stands in their Reply-To. */
const NO_FORM: ReadonlySet<AutomaticKind> = new Set(['report', 'vacation', 'auto-reply', 'challenge'])

/** The shop's own sender: one of its addresses or domains, or a machine at the domain of one of its addresses. */
function isOwn(address: string, surroundings: MailSurroundings): boolean {
  if (ownershipOf(address, surroundings) !== null) return true
  return isNoReply(address) && surroundings.ownAddresses.some((own) => domainOf(own) === domainOf(address))
}

/** Where an answer is asked for, somebody else than the shop. */
function replyTo(mail: ParsedMail, surroundings: MailSurroundings): string | null {
  const asked = mail.replyTo.find(({ address }) => ownershipOf(address, surroundings) === null && !isNoReply(address))
  return asked?.address ?? null
}

type Found = Partial<Record<FormField, string>>

/** Reads a mail's labels; null where there are too few for a form. */
function byLabels(text: string): FormContent | null {
  const lines = text.replaceAll('\u00a0', ' ').replaceAll('\r', '').split('\n')
  const found: Found = {}
  const seen = new Set<FormField>()
  const lastAddress = lines.findLastIndex((line, index) => index < LINES_MAX && labelOf(line)?.field === 'email')
  let words: string[] | undefined
  let open: FormField | undefined
  for (const [index, line] of lines.entries()) {
    const label = index < LINES_MAX ? labelOf(line) : undefined
    if (words !== undefined) {
      if (isFooter(line)) break
      // Below the words there are fields only where the address still comes; else a buyer's "Name: …" is a word like others.
      const ends = label !== undefined && ENDS_TEXT.includes(label.field) && index <= lastAddress
      if (!ends) {
        words.push(line)
        continue
      }
      found.text ??= tidyWords(words)
      words = undefined
    }
    if (label === undefined) {
      if (open !== undefined && line.trim() !== '') found[open] ??= bounded(open, line.trim())
      if (line.trim() !== '') open = undefined
      continue
    }
    seen.add(label.field)
    if (label.field === 'text' && found.text === undefined) words = [label.value]
    else if (label.value !== '') found[label.field] ??= label.value
    open = label.value === '' && label.field !== 'text' ? label.field : undefined
  }
  if (words !== undefined) found.text ??= tidyWords(words)
  return contentOf(found, seen)
}

/** Fields that may stand below the words. */
const ENDS_TEXT: readonly FormField[] = ['email', 'name', 'first', 'last']

function contentOf(found: Found, seen: ReadonlySet<FormField>): FormContent | null {
  const sender = found.name ?? ''
  const email = addressIn(found.email) ?? addressIn(sender)
  const isForm = seen.has('text') && (seen.size > 2 || (seen.size > 1 && (email !== null || seen.has('name'))))
  if (!isForm) return null
  const names = [found.first, found.last].filter((part) => part !== undefined).join(' ')
  const plain = sender
    .replace(/[<(\["]?\S+@\S+/, '')
    .replace(/["<>]/g, '')
    .trim()
  return {
    email,
    name: filled(names) ?? filled(plain),
    text: filled(found.text),
    order: filled(found.order?.replace(/^#\s*/, '')),
    topic: filled(found.topic),
  }
}

const filled = (value: string | undefined): string | null => {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

/** A converted link shows its address twice (`kim@example.org (mailto:…)`): the first is taken. */
const addressIn = (value: string | undefined): string | null =>
  value === undefined ? null : (firstAddress(value.replace(/[[\]]|mailto:/g, ' '))?.toLowerCase() ?? null)

/** `From: Kim <kim@example.org>`: the sender as some forms write it; anything else behind these words is a sentence. */
const FROM_LINE = /^(?:from|von|de|od|da|van|от)\s*:\s*(\S.*@.*)$/i

/** A buyer's words may be one long line. */
const bounded = (field: FormField, value: string): string =>
  field === 'text' ? value : value.slice(0, VALUE_MAX_CHARS)

function labelOf(line: string): { field: FormField; value: string } | undefined {
  const plain = line.trim()
  if (plain === '') return undefined
  const from = FROM_LINE.exec(plain.slice(0, VALUE_MAX_CHARS))?.[1]
  if (from !== undefined) return { field: 'name', value: from }
  const end = plain.slice(0, LABEL_MAX_CHARS).search(/[:：\t]/)
  const field = end === -1 ? undefined : fieldOf(plain.slice(0, end))
  if (field !== undefined) return { field, value: bounded(field, plain.slice(end + 1).trim()) }
  // A table or a heading: the label stands alone on its line.
  const alone = plain.length <= LABEL_MAX_CHARS ? fieldOf(plain) : undefined
  return alone === undefined ? undefined : { field: alone, value: '' }
}

/** Sentences that form builders put below: everything from here on is theirs. */
const FOOTER = [
  /^(?:this e-?mail was sent from a contact form|this is a notification that a contact form|this (?:message|mail|e-?mail) was sent (?:from|via|through) (?:a|the|your) )/i,
  /^(?:diese (?:e-?mail|nachricht) wurde (?:von einem|über das|über ein|ueber das|mit dem) kontaktformular|dies ist eine benachrichtigung, dass)/i,
  /^(?:cet e-?mail a été envoyé (?:via|depuis)|ceci est une notification|ta wiadomość została wysłana|to powiadomienie|questa (?:e-?mail è stata inviata|notifica)|este (?:correo|mensaje) se ha enviado|esta es una notificación|deze e-?mail is verzonden|dit is een melding|tento e-?mail byl odeslán|toto je oznámení|это (?:сообщение|письмо) (?:было )?отправлено)/i,
  /^you can enable spam filtering/i,
  /^(?:user_agent|accept_language|referer)\s*:\s/i,
]

const isFooter = (line: string): boolean => FOOTER.some((form) => form.test(line.trim()))

/** What stands between the words and such a sentence: a rule, a heading of technical data. */
const RULE = /^(?:-{2,}|_{4,}|ip\s*:\s*[\da-f.:]+|meta\p{L}*)?\s*$/iu

function tidyWords(words: readonly string[]): string {
  const end = words.findLastIndex((line) => !RULE.test(line.trim()))
  return words
    .slice(0, end + 1)
    .join('\n')
    .trim()
}
