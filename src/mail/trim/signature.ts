import { hasWords, isBlank, type Line } from './line.ts'

/** What phones and programs put under a mail: `Sent from my iPhone` in the languages of the buyers. A person's sentence names no such thing. */
const SENT =
  /^(?:Sent (?:from|via|with|using)|Get|Von mein\p{L}{1,3}|Von|Gesendet (?:von|mit|über)|Diese (?:Nachricht|E-Mail|Mail) wurde|Mit (?:der|dem|meinem)|Holen Sie sich|Laden Sie|Hol dir|Envoyé (?:de|depuis|à partir|avec|via)|Obtenez|Télécharge[rz]|Inviato d\p{L}{1,3}|Inviata d\p{L}{1,3}|Ottieni|Scarica|Enviado (?:desde|con|mediante)|Obtener|Descarg\p{L}{1,4}|Consigue|Verzonden (?:vanaf|vanuit|met|via)|Verstuurd (?:vanaf|vanuit|met|via)|Download|Outlook|Wysłan\p{L}{1,2} (?:z|za|przez|przy)|Pobierz|Pobrać|Uzyskaj|Odesláno (?:z|ze|pomocí|přes)|Odoslané (?:z|zo)|Stáhn\p{L}{1,5}|Získ\p{L}{1,6}|Отправлено (?:с|из|через|от)|Отправлена|Скача\p{L}{1,4}|Получить|Skickat (?:från|med)|Hämta|Sendt fra|Enviado do) ?.{0,90}$/iu
const SENT_BACK =
  /^(?:Von (?:mein\p{L}{0,3} )?.{2,40} (?:gesendet|aus gesendet|verschickt)\.?|Sent .{0,40} from .{0,40})$/iu
const DEVICE =
  /iPhon|iPad|iPod|Android|Samsung|Galaxy|Huawei|Xiaomi|Redmi|Pixel|OnePlus|Nokia|Motorola|Windows|Outlook|Yahoo|Gmail|GMX|web\.de|T-Online|Telekom|freenet|K-9|Proton|Thunderbird|BlackBerry|Mailbox|Mailbird|eM Client|Spark|BlueMail|Airmail|FairEmail|Tutanota|Tuta|myMail|Aqua Mail|Alcatel|HTC|Xperia|Fairphone|Honor|Oppo|Realme|mobile device|Posteo|Mail[- ]App|Mail\.ru|Яндекс|Seznam|Smartphone|smartfon\p{L}*|Handy|Mobiltelefon|Mobilgerät|Mobile|mobil\p{L}*|Tablet\p{L}*|téléphone|telefon\p{L}*|teléfono|móvil|cellulare|dispositivo|phone|телефон\p{L}*|смартфон\p{L}*|устройств\p{L}*|urządzeni\p{L}*|przenośn\p{L}*|zařízení|mijn apparaat|E-Mail-App/iu
const WORDS_MAX = 14

/** `Sent from my iPhone` and the like. */
export function isDeviceLine(text: string): boolean {
  const line = text
    .trim()
    .replace(/^[(<[]+|[)\]>]+$/g, (edge) => (text.includes('http') ? edge : ''))
    .replace(/<https?:\/\/[^\s>]{1,300}>|\(https?:\/\/[^\s)]{1,300}\)|\[https?:\/\/[^\s\]]{1,300}\]/g, '')
    .replace(/[*_]/g, '')
    .trim()
  if (line.length < 6 || line.length > 130 || /[?]$/.test(line) || line.split(/\s+/).length > WORDS_MAX) return false
  return (SENT.test(line) || SENT_BACK.test(line)) && DEVICE.test(line)
}

/** First words of what companies and virus scanners put under every mail. */
const DISCLAIMER = [
  /^(?:This|The information (?:in|contained in) this) (?:e-?mail|message|communication)\b.{0,160}\b(?:confidential|privileged|intended (?:only|solely)|virus)/i,
  /^(?:Confidentiality notice|Disclaimer|Vertraulichkeitshinweis|Avis de confidentialité|Avviso di riservatezza|Aviso legal|Aviso de confidencialidad|Klauzula poufności|Konfidentialität)\b/i,
  /^(?:Diese (?:E-?Mail|Nachricht|Mail)|Der Inhalt dieser (?:E-?Mail|Nachricht))\b.{0,160}\b(?:vertraulich|bestimmt|Viren|geschützt)/i,
  /^(?:Ce (?:message|courriel|mail)|Cet e-?mail)\b.{0,160}\b(?:confidentiel|destin|virus)/i,
  /^(?:Questo messaggio|Questa e-?mail|Le informazioni contenute|Il contenuto di quest\p{L})(?=\P{L}).{0,160}\b(?:riservat|confidenzial|destinatari|virus)/iu,
  /^(?:Este (?:mensaje|correo)|La información contenida)\b.{0,160}(?:confidencial|destinatari|virus)/i,
  /^(?:Dit (?:bericht|e-?mailbericht)|Deze e-?mail|De informatie in (?:deze|dit))\b.{0,160}(?:vertrouwelijk|bestemd|virus)/i,
  /^(?:Ta wiadomość|Niniejsza wiadomość|Treść (?:tej|niniejszej) wiadomości|Ten e-?mail).{0,160}(?:poufn|przeznaczon|wirus)/iu,
  /^(?:Tato zpráva|Tento e-?mail|Obsah (?:této|tohoto)).{0,160}(?:důvěrn|určen|vir)/iu,
  /^(?:Это (?:сообщение|письмо)|Данное (?:сообщение|письмо)|Настоящее сообщение|Содержание (?:этого|данного|настоящего)? ?(?:письма|сообщения)).{0,160}(?:конфиденциальн|предназначен|вирус)/iu,
  /^(?:Detta (?:e-?post)?meddelande|Det här (?:e-?post)?meddelandet).{0,160}(?:konfidentiell|avsett|virus)/iu,
  /^(?:Virenfrei|Virus-free|Sans virus|Libre de virus|Privo di virus|Mentes a v|Virusvrij|Wolny od wirusów|Bez virů|Без вирусов|Не содержит вирусов)(?!\p{L}).{0,20}(?:www|avast|avg|\.|$)/iu,
  /^(?:Please consider the environment before|Bitte (?:denken Sie an die Umwelt|prüfen Sie, ob diese)|Pensez à l['’]environnement avant|Prima di stampare)/i,
]

const isDisclaimer = (text: string): boolean => {
  const line = text.trim().slice(0, 400)
  return line.length > 9 && DISCLAIMER.some((pattern) => pattern.test(line))
}

/** A signature is short lines; what is long below `--` is a person's second thought. */
const SIGNATURE_LINES_MAX = 14
const SIGNATURE_LINE_MAX_CHARS = 90
/** Only so far from the end. */
const TAIL_LINES_MAX = 30

/**
 * A run of somebody's own lines without what stands under each of his mails. Nothing is taken where nothing would be left; the caller sees to
 * the case that the whole mail is nothing else.
 */
export function withoutSignature(lines: readonly Line[]): readonly Line[] {
  const words = lines.filter((line) => line.mark !== 'signature')
  return withoutTail(withoutDelimited(withoutTail(words)))
}

/** Cuts device lines and disclaimers at the end, again and again. */
function withoutTail(lines: readonly Line[]): readonly Line[] {
  let end = lines.length
  for (;;) {
    while (end > 0 && isNothing(lines[end - 1])) end -= 1
    const last = lines[end - 1]
    if (last === undefined) return lines.slice(0, 0)
    if (isDeviceLine(last.text)) {
      end -= 1
      continue
    }
    const start = paragraphStart(lines, end)
    if (deviceParagraph(lines.slice(start, end))) {
      end = start
      continue
    }
    const earlier = disclaimerAbove(lines, end)
    if (earlier === null) return lines.slice(0, end)
    end = earlier
  }
}

const isNothing = (line: Line | undefined): boolean => line !== undefined && !hasWords(line.text)

const joined = (lines: readonly Line[]): string => lines.map((line) => line.text.trim()).join(' ')

/** Where the paragraph above this line begins; `end` where it is longer than anything a program puts there. */
function paragraphStart(lines: readonly Line[], end: number): number {
  for (let start = end; start > Math.max(0, end - TAIL_LINES_MAX); start -= 1) {
    if (isNothing(lines[start - 1])) return start
  }
  return end <= TAIL_LINES_MAX ? 0 : end
}

/** A device line may be broken over two lines, or followed by its link. */
const deviceParagraph = (lines: readonly Line[]): boolean => lines.length <= 3 && isDeviceLine(joined(lines))

/** Where a disclaimer near the end begins; it may have more than one paragraph. */
function disclaimerAbove(lines: readonly Line[], end: number): number | null {
  for (let at = Math.max(0, end - TAIL_LINES_MAX); at < end; at += 1) {
    if (isDisclaimer(joined(lines.slice(at, Math.min(end, at + 4))))) return at
  }
  return null
}

/** `-- ` on a line of its own (RFC 3676, 4.3); programs and gateways drop its space. */
function withoutDelimited(lines: readonly Line[]): readonly Line[] {
  const from = Math.max(0, lines.length - SIGNATURE_LINES_MAX * 3)
  for (let at = from; at < lines.length; at += 1) {
    if (!/^(?:--|—|– ?)\s?$/.test(lines[at]?.text ?? '')) continue
    const below = lines.slice(at + 1).filter((line) => !isBlank(line))
    const short = below.every((line) => line.text.length <= SIGNATURE_LINE_MAX_CHARS && !/\?\s*$/.test(line.text))
    if (below.length <= SIGNATURE_LINES_MAX && short) return lines.slice(0, at)
  }
  return lines
}
