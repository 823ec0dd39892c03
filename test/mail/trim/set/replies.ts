import { readFileSync } from 'node:fs'
import { htmlWords } from '../../../../src/mail/mime/text-choice.ts'
import { appleMac, iphone } from './clients/apple.ts'
import { appleForward, gmailForward, thunderbirdForward } from './clients/forwards.ts'
import { gmailAndroid, gmailIos, gmailWeb } from './clients/gmail.ts'
import { outlookDesktop, outlookMobile, outlookWeb } from './clients/outlook.ts'
import { k9, samsung } from './clients/phones.ts'
import { gmx, proton, tOnline, webDe, yahoo } from './clients/portals.ts'
import { libero, mailRu, onet, openXchange, orange, seznam, wp, yandex } from './clients/regional.ts'
import { evolution, roundcube, thunderbird } from './clients/thunderbird.ts'
import { type Client, type Form, LANGUAGES, type Language, type Letter, type Piece } from './letter.ts'

/**
 * The rules were written for the first half. Of the second, looked at once they were done, 246 of 270 mails were right; what was missed
 * (disclaimers in three languages, attributions of Apple Mail, K-9 and Evolution in Polish and Czech, header blocks below a person's own
 * `Betreff:`, Orange's quoted headers) was mended afterwards, so that it holds nothing apart any more.
 */
export type Half = 'first' | 'second'

/** A mail of the set, as its plain part and as HTML alone. */
export interface Reply {
  readonly id: string
  readonly half: Half
  readonly client: string
  readonly language: Language
  readonly form: Form
  readonly text: string
  readonly html: string
  /** What should be left; null = all of it, since nothing in it is new. */
  readonly expected: string | null
  /** Must stand below what is expected: the mail handed on. */
  readonly handedOn: readonly string[]
}

/** In the first half a language has every other of these; the second half has the others. */
const SHARED: readonly Client[] = [
  gmailWeb,
  outlookDesktop,
  gmailAndroid,
  appleMac,
  outlookWeb,
  iphone,
  gmx,
  thunderbird,
  samsung,
]
const SECOND_ONLY: readonly Client[] = [
  webDe,
  tOnline,
  mailRu,
  seznam,
  wp,
  orange,
  libero,
  yahoo,
  openXchange,
  k9,
  proton,
  outlookMobile,
  gmailIos,
  yandex,
  onet,
  evolution,
  roundcube,
]
const FORWARDS: readonly Client[] = [gmailForward, appleForward, thunderbirdForward]
const PER_HALF = 12

interface Words {
  readonly originals: readonly (readonly string[])[]
  readonly own: readonly string[]
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`words/${name}.json`, import.meta.url), 'utf8')) as T

/** The whole set; the same at every call. */
export function replies(): Reply[] {
  const disclaimers = read<Record<Language, readonly string[]>>('disclaimers')
  const used = new Map<string, number>()
  /** Each client takes its forms in turn, all languages through. */
  const nextForm = (half: Half, client: Client): Form => {
    const forms = client.forms.filter((form) => form !== 'quote only')
    const key = `${half} ${client.client}`
    const turn = used.get(key) ?? 0
    used.set(key, turn + 1)
    return at(forms, turn)
  }
  return LANGUAGES.flatMap((language, column) =>
    (['first', 'second'] as const).flatMap((half) => {
      const words = read<Words>(language)
      const clients = clientsOf(half, language, column)
      const own = words.own.slice(half === 'first' ? 0 : PER_HALF, half === 'first' ? PER_HALF : undefined)
      const plan = own.map((text, index) => {
        const client = at(clients, index)
        return { text, client, form: nextForm(half, client) }
      })
      const wordless = { text: '', client: at(clients, column), form: 'quote only' as Form }
      const handedOn = (['forward', 'forward with words'] as const).map((form, index) => ({
        text: form === 'forward' ? '' : at(words.own, index + column),
        client: at(FORWARDS, column + index + (half === 'first' ? 0 : 1)),
        form,
      }))
      return [...plan, wordless, ...handedOn].map(({ text, client, form }, index) =>
        written({
          half,
          client,
          language,
          form,
          own: text,
          second: at(own, index + 5),
          original: at(words.originals, half === 'first' ? 0 : 1),
          older: at(words.originals, half === 'first' ? 1 : 0),
          disclaimer: at(disclaimers[language], half === 'first' ? 0 : 1),
          number: index,
        }),
      )
    }),
  )
}

function clientsOf(half: Half, language: Language, column: number): readonly Client[] {
  const parity = half === 'first' ? 0 : 1
  const shared = SHARED.filter((_, row) => (row + column) % 2 === parity)
  const all = half === 'first' ? shared : [...SECOND_ONLY, ...shared]
  return all.filter((client) => client.languages.includes(language))
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length]
  if (found === undefined) throw new RangeError('The list is empty.')
  return found
}

interface Plan {
  readonly half: Half
  readonly client: Client
  readonly language: Language
  readonly form: Form
  readonly own: string
  /** A second answer, for those between the lines. */
  readonly second: string
  readonly original: readonly string[]
  readonly older: readonly string[]
  readonly disclaimer: string
  readonly number: number
}

function written(plan: Plan): Reply {
  const { half, client, language, form } = plan
  const letter = letterOf(plan)
  const mail = client.write(letter)
  const handedOn = form.startsWith('forward')
  return {
    id: `${half}-${language}-${String(plan.number).padStart(2, '0')} ${client.client}, ${form}`,
    half,
    client: client.client,
    language,
    form,
    text: mail.text,
    html: mail.html,
    expected: form === 'quote only' || form === 'forward' ? null : expectedOf(plan),
    handedOn: handedOn ? plan.original.filter((line) => line !== '') : [],
  }
}

/** The three lines of the original that are answered between the lines. */
const asked = (original: readonly string[]): readonly string[] => original.slice(2, 5).filter((line) => line !== '')

function expectedOf({ form, own, second, original }: Plan): string {
  if (form !== 'inline') return own
  const [first = '', ...others] = asked(original)
  return [`> ${first}`, own, '', ...others.map((line) => `> ${line}`), second].join('\n')
}

function letterOf(plan: Plan): Letter {
  const { client, language, form, original } = plan
  const own: Piece = { kind: 'own', lines: plan.own.split('\n') }
  const quote: Piece = { kind: 'quote', lines: original }
  const letter = (above: readonly Piece[], below: readonly Piece[] | null): Letter => ({ language, form, above, below })
  switch (form) {
    case 'top':
    case 'forward with words':
      return letter([own], [quote])
    case 'signature':
      return letter([own, { kind: 'signature', lines: signatureOf(client, language) }], [quote])
    case 'bottom':
      return letter([], [quote, own])
    case 'inline': {
      const [first = '', ...others] = asked(original)
      const second: Piece = { kind: 'own', lines: plan.second.split('\n') }
      const rest = original.slice(6)
      return letter(
        [],
        [
          { kind: 'quote', lines: [first] },
          own,
          { kind: 'quote', lines: others },
          second,
          { kind: 'quote', lines: rest },
        ],
      )
    }
    case 'nested':
      return letter([own], [{ ...quote, older: plan.older }])
    case 'disclaimer':
      return letter([own, { kind: 'own', lines: plan.disclaimer.split('\n') }], [quote])
    case 'forward':
    case 'quote only':
      return letter([], [quote])
    case 'no quote':
      return letter([own], null)
    default: {
      const missing: never = form
      throw new RangeError(`No letter for ${String(missing)}.`)
    }
  }
}

const signatureOf = (client: Client, language: Language): readonly string[] =>
  client.deviceLine?.[language]?.split('\n') ?? ['-- ', 'Robin Kaufmann', 'Lindenhof 7', '+49 40 000000']

/** The mail as both are seen: with its plain part alone, and with HTML alone. */
export const variants = (reply: Reply): readonly { name: 'text' | 'html'; text: string; html: string | null }[] => [
  { name: 'text', text: reply.text, html: null },
  { name: 'html', text: htmlWords(reply.html), html: reply.html },
]
