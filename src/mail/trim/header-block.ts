import { PATTERN_MAX_CHARS } from './line.ts'

type Field = 'from' | 'sent' | 'to' | 'cc' | 'subject' | 'other'

/** Labels of the header block that Outlook, GMX, web.de and phones put above what they answer, by field. */
const LABELS: Readonly<Record<Field, string>> = {
  from: 'From|Von|De|Da|Van|Od|От|От кого|Från|Fra|Lähettäjä|Absender|Expéditeur|Mittente|Remitente|Afzender|Nadawca|Odesílatel|Отправитель',
  sent: "Sent|Date|Gesendet|Datum|Envoyé|Inviato|Data|Enviado|Enviado el|Fecha|Verzonden|Verzonden op|Wysłano|Wysłane|Odesláno|Отправлено|Дата|Skickat|Sendt|Дата и время|Ore|Gesendet am|Envoyé le|Date d'envoi",
  to: 'To|An|À|A|Para|Aan|Do|Komu|Кому|Till|Til|Empfänger|Destinataire|Destinatario|Ontvanger|Adresat',
  cc: 'Cc|CC|Copie|Kopie|Kopia|Kopie an|DW|Копия|Bcc|Copie à',
  subject: 'Subject|Betreff|Objet|Oggetto|Asunto|Onderwerp|Temat|Předmět|Тема|Ämne|Emne|Assunto|Sujet',
  other:
    'Reply-To|Antwort an|Antwoord aan|Répondre à|Priorität|Importance|Wichtigkeit|Priority|Organisation|Newsgroups|Anlagen|Attachments|Message-ID',
}

const PATTERNS = Object.entries(LABELS).map(([field, labels]) => ({
  field: field as Field,
  pattern: new RegExp(`^(?:${labels})\\s?:(?=\\s|$|<)`, 'iu'),
}))

const fieldOf = (line: string): Field | null => PATTERNS.find(({ pattern }) => pattern.test(line))?.field ?? null

/** Bold marks of the plain parts that Outlook and phones make. */
const plain = (line: string): string =>
  line
    .slice(0, PATTERN_MAX_CHARS)
    .replaceAll('*', '')
    .replace(/^[\s>]+/, '')

const LOOK_AHEAD = 14

/**
 * How many lines a block of mail headers takes that begins here; 0 = none begins. It names who and two more of when, to whom, what about:
 * a form's `Betreff:` alone is a person's own words.
 */
export function headerBlockLines(lines: readonly string[], from: number): number {
  const first = fieldOf(plain(lines[from] ?? ''))
  if (first === null || first === 'other' || first === 'cc') return 0
  const found = new Set<Field>()
  let last = from
  for (let at = from; at < Math.min(lines.length, from + LOOK_AHEAD); at += 1) {
    const line = plain(lines[at] ?? '')
    const field = fieldOf(line)
    if (field !== null) {
      // The same twice: a person's own line stands above the block, or the block of an older mail below it.
      if (found.has(field) && field !== 'other') break
      found.add(field)
      last = at
    } else if (line.trim() === '') {
      // HTML made text may have a blank line after each; after a line that goes on, it ends the block.
      if (at - last > 1) break
    } else if (at - last > 2 || lines[at - 1]?.trim() === '') break
  }
  const named = ['from', 'sent', 'to', 'subject'].filter((field) => found.has(field as Field)).length
  if (!found.has('from') || named < 3) return 0
  return last - from + 1
}
