import { PATTERN_MAX_CHARS } from './line.ts'

const ORIGINAL = [
  'Original Message',
  'Original E-?mail',
  'Reply message',
  'Original[- ]?Nachricht',
  'Ursprüngliche (?:Nachricht|Mail|E-Mail)',
  'Originalnachricht',
  "Message d['’]origine",
  'Message original',
  'Message initial',
  'Messaggio originale',
  'Messaggio di origine',
  'Mensaje original',
  'Oorspronkelijk bericht',
  'Origineel bericht',
  'Wiadomość oryginalna',
  'Oryginalna wiadomość',
  'Pierwotna wiadomość',
  'Původní (?:zpráva|e-mail|email)',
  'Исходное сообщение',
  'Оригинальное сообщение',
  'Ursprungligt meddelande',
  'Originalmeddelande',
  'Oprindelig besked',
  'Mensagem original',
]

const FORWARDED = [
  'Forwarded message',
  'Begin forwarded message:?',
  'Weitergeleitete Nachricht',
  'Anfang der weitergeleiteten Nachricht:?',
  'Message transféré',
  'Message transmis',
  'Début du message transféré\\s?:?',
  'Début du message réexpédié\\s?:?',
  'Messaggio inoltrato',
  'Inizio messaggio inoltrato:?',
  'Mensaje reenviado',
  'Inicio del mensaje reenviado:?',
  'Doorgestuurd bericht',
  'Begin doorgestuurd bericht:?',
  'Wiadomość przekazana dalej',
  'Przekazana wiadomość',
  'Początek przekazywanej wiadomości:?',
  'Przeposlaná zpráva',
  'Přeposlaná zpráva',
  'Začátek přeposílané zprávy:?',
  'Пересылаемое сообщение',
  'Пересланное сообщение',
  'Перенаправленное сообщение',
  'Начало переадресованного сообщения:?',
  'Vidarebefordrat meddelande',
  'Vidarebefordrat brev:?',
]

const ruled = (words: readonly string[]): RegExp =>
  new RegExp(`^[-_*=]{2,20}\\s?(?:${words.join('|')})\\s?(?:von\\s.{0,80})?[-_*=]{0,20}$`, 'iu')
const alone = (words: readonly string[]): RegExp => new RegExp(`^(?:${words.join('|')})$`, 'iu')

const ORIGINAL_RULED = ruled(ORIGINAL)
const FORWARDED_RULED = ruled(FORWARDED)
const FORWARDED_ALONE = alone(FORWARDED.filter((word) => word.endsWith('?')))

/** Any words between rules: only where a header block follows. */
export const isRuled = (line: string): boolean => /^[-_*=]{3,30}\s?[^-_*=].{1,60}[^-_*=]\s?[-_*=]{3,30}$/u.test(line)

/** A line that says that an older mail, or one handed on, follows; null = none. */
export function separatorOf(line: string): 'rest' | 'forward' | null {
  const text = line.trim()
  if (text.length < 6 || text.length > PATTERN_MAX_CHARS / 4) return null
  if (FORWARDED_RULED.test(text) || FORWARDED_ALONE.test(text)) return 'forward'
  return ORIGINAL_RULED.test(text) ? 'rest' : null
}
