import { folded, unmasked } from './readable.ts'
import { remembered } from './remembered.ts'
import type { Sentence, Word } from './sentences.ts'
import { merged, type Span, spansOf } from './span.ts'

/** Beginnings of the names of messengers and networks by which people write to one another; no other word begins so. */
const NAMES = (
  'whatsapp watsapp whatsap wechat weixin telegram viber skype threema instagram facebook messenger discord snapchat tiktok imessage facetime ' +
  'kakaotalk вконтакте ватсап вотсап вацап уотсап вайбер телеграм телеграмм скайп инстаграм мессенджер вичат 微信'
)
  .split(' ')
  .map(folded)

/** Names that are everyday words too: they count only behind `auf`, `via` … or before a colon. */
const AMBIGUOUS = new Set(['signal', 'line', 'vk', 'вк', 'qq', 'zalo', 'wa', 'tg', 'тг', 'телега', 'телегу', 'телеге'])
const BY = new Set(
  'per via über bei on over auf im to na through przez przes par su tramite por přes в через ins unter'
    .split(' ')
    .map(folded),
)

/** Words of somebody who wants to be written to; a sentence on what goods can do has none of them. */
const TO_US = new Set(
  (
    'uns unser unsere unserem unseren mich mir mein meine meinem us our me my nam nas nasz nasze naszym mnie mój moim nous notre nos moi mon ma ci noi nostro nostra mi nos ' +
    'nosotros nuestro nuestra ons onze mij mijn nám nás náš naše našem мне нам нас наш нашем мой моем'
  )
    .split(' ')
    .map(folded),
)
const WE = new Set('wir ich we i my nous je noi io nosotros yo wij ik мы я'.split(' '))
const TO_WRITE = (
  'find such schreib schick send meld kontakt erreich hinzuf add write text contact reach chat przesl przesyl podesl napis napisz pisz skontakt wyśl écri contact envoy rejoi scriv mand contatt escrib invi envi agreg ' +
  'stuur schrijf bericht napiš pošl zašl kontaktuj пиши напиш пришл отправ свяж добав'
)
  .split(' ')
  .map(folded)
const SHOWN = (
  'zeig anzeig unterstütz benachrichtig mitteil funktion kompatibel symbol logo show display support notification compatib icon powiadom wyświetl obsług affich notif pris ' +
  'mostra notific muestra compatib melding toon ondersteun oznám zobraz podpor показ уведомл поддерж отображ ' +
  'läuft laufen startet öffn geöffn install funktion works working opens opened runs running install działa uruch otwier démarr ouvr fonction avvia aprire funzion ' +
  'abre inicia werkt opent funguje spust otev работ запуск откр'
)
  .split(' ')
  .map(folded)

/** What follows a hyphen and still means the network itself; `WhatsApp-Nachrichten`, `Facebook-Bild` are things. */
const CONTACT_THING =
  /^-(?:nummer|number|num[eé]ro|n[uú]mero|numer|nr|gruppe|group|kanal|channel|chat|konto|account|kontakt|seite|profil|support|business|messenger|shop)/iu

export interface MessengerPlace extends Span {
  /** Whether the buyer is meant to write there; otherwise the name only stands there. */
  readonly invites: boolean
}

/** Every place that names a messenger, also spaced out (`W h a t s A p p`) or with digits for letters. */
export function findMessengers(text: string, sentences: readonly Sentence[]): MessengerPlace[] {
  const hidden = spacedOut(text)
  const named = sentences.flatMap(({ words }) => {
    let says: Sayings | undefined
    return words.flatMap((word, at) => {
      const end = nameEnd(text, words, at)
      if (end === undefined) return []
      const span = { start: word.start, end }
      says ??= sayingsOf(words)
      return [{ ...span, invites: invites(text, words, at, span, says) }]
    })
  })
  const all = [...hidden.map((span) => ({ ...span, invites: true })), ...named]
  const standing = new Set(merged(all))
  return all.filter((place) => standing.has(place))
}

function nameEnd(text: string, words: readonly Word[], at: number): number | undefined {
  const word = words[at]
  if (word === undefined) return undefined
  const { key, end } = word
  if (isName(key)) return end
  const next = words[at + 1]
  const gap = next === undefined ? '' : text.slice(end, next.start)
  if (next !== undefined && gap.length <= 2 && /^(?:whats?|we|wats)$/.test(key) && /^(?:app|chat)/.test(next.key)) {
    return `${key}${next.key}` === 'weapp' ? undefined : next.end
  }
  if (!AMBIGUOUS.has(key)) return undefined
  if (/^\p{Lu}/u.test(text.slice(word.start)) && CONTACT_THING.test(text.slice(end, end + 12))) return end
  const before = words[at - 1]?.key ?? ''
  return BY.has(before) && /^\p{Lu}/u.test(text.slice(word.start)) && isLast(text, end) ? end : undefined
}

/** Nothing but an end or a stop behind it: `auf Signal.`, not `auf Signal umschalten`. */
const isLast = (text: string, end: number): boolean => /^\s*(?:[.,:!?;)]|$)/.test(text.slice(end, end + 20))

const isName = remembered((key) => NAMES.some((name) => key.startsWith(name)) || isLeet(key))

/** `wh4ts4pp`: digits within letters. */
function isLeet(key: string): boolean {
  if (!/\d/.test(key) || !/\p{L}/u.test(key) || key.length > 20) return false
  const plain = key.replace(/[013457]/g, (digit) => LEET[digit] ?? digit)
  const others = key.replaceAll('1', 'l').replace(/[03457]/g, (digit) => LEET[digit] ?? digit)
  return plain !== key && NAMES.some((name) => plain.startsWith(name) || others.startsWith(name))
}
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }

/** What the words of a sentence say, whichever name stands in it. */
interface Sayings {
  readonly ofUs: boolean
  readonly we: boolean
  readonly shown: boolean
}

function sayingsOf(words: readonly Word[]): Sayings {
  const has = (wanted: ReadonlySet<string>): boolean => words.some(({ key }) => wanted.has(key))
  const begins = (beginnings: readonly string[]): boolean =>
    words.some(({ key }) => beginnings.some((beginning) => key.startsWith(beginning)))
  return {
    ofUs: has(TO_US) || begins(TO_WRITE),
    we: has(WE),
    shown: begins(SHOWN) || (has(new Set(['geht'])) && has(new Set(['nicht']))),
  }
}

/**
 * Whether the buyer is meant to write there: a number or a name stands behind it, it is the way (`per WhatsApp`, `my Skype`) of somebody
 * who speaks of himself or of writing, or such a sentence says nothing of what goods do.
 */
function invites(text: string, words: readonly Word[], at: number, { end }: Span, says: Sayings): boolean {
  const behind = text.slice(end, end + 40)
  if (/^\s{0,2}(?:[:@+]|\(?\d)/.test(behind) || /^[^.!?\n]{0,30} @[\p{L}\p{N}_]/u.test(behind)) return true
  const near = words.slice(Math.max(0, at - 2), at).map(({ key }) => key)
  const isWay = near.some((key) => BY.has(key)) || TO_US.has(near.at(-1) ?? '')
  if (isWay) return says.ofUs || says.we
  // An everyday word is a name only where it is the way or `WA-Nummer`.
  if (AMBIGUOUS.has(words[at]?.key ?? '')) return true
  return says.ofUs && !says.shown && (!/^-\p{L}/u.test(behind) || CONTACT_THING.test(behind))
}

const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:[ ._*~-]{1,2}\p{L}){4,14}(?![\p{L}\p{N}])/gu

function spacedOut(text: string): Span[] {
  return spansOf(text, SPACED).filter(({ start, end }) => {
    const letters = folded(unmasked(text.slice(start, end).replace(/[^\p{L}]/gu, '')))
    return NAMES.some((name) => letters.includes(name))
  })
}
