/** Languages that are told apart. */
export const KNOWN_LANGUAGES = ['de', 'en', 'pl', 'fr', 'it', 'es', 'nl', 'cs', 'ru'] as const
export type KnownLanguage = (typeof KNOWN_LANGUAGES)[number]

/** Small words that every text of a language is full of, as they are spelled. */
const WORDS: Readonly<Record<KnownLanguage, string>> = {
  de: `der die das den dem des ein eine einen einem einer und oder aber nicht ist sind war wird wurde werden haben hat ich wir sie ihr ihre ihren ihnen ihrer uns unser unsere unseren mit
    von vom zu zum zur für auf aus bei nach über unter auch noch schon bitte danke dass wenn weil leider können sich im in am an als wie es kein keine nur dann hier diese dieser diesem du
    dir dich dein deine sollte möchten haben guten tag freundliche grüße bereits gerne so um bis`,
  en: `the a an and or but not is are was were be been will would have has had i we you your our us it this that these those with from to for on at by of in as if can could please thank
    thanks sorry there which when what who how do does did no any all more than then them they their hello hi dear kind regards should about out up so soon within`,
  pl: `i w na z ze do od po dla o że nie tak jest są był była być będzie się to ten ta te tego tej jak ale lub oraz przez przy już jeszcze tylko prosimy proszę dziękujemy dzień dobry pan pani
    państwa panu nam nas nasz nasza pozdrawiam pozdrawiamy została został które który która jeśli może można czy co ich twoje twoja`,
  fr: `le la les un une des du de et ou mais ne pas est sont était être nous vous votre vos notre nos je il elle on ce cette ces que qui dans par pour sur avec sans au aux en plus très si bien
    bonjour merci cordialement avons avez ont a été sera peut pouvez afin leur`,
  it: `il lo la gli le un una uno di del della dei delle dello e o ma non è sono era essere ha hanno abbiamo che chi per con su da dal dalla in nel nella si ci vi suo sua tuo tua nostro nostra
    questo questa buongiorno grazie cordiali saluti può come anche più già al alla ai`,
  es: `el la los las un una unos de del y o pero no es son era ser ha han hemos que quien para por con sin sobre en al se nos le les su sus tu nuestro nuestra este esta esto buenos días gracias
    saludo saludos puede como también más ya muy si hasta está están desde`,
  nl: `de het een en of maar niet is zijn was waren wordt worden heeft hebben wij we u uw je jouw ons onze ik met van voor op in aan bij naar om te dat die dit deze er ook nog al wel als dan
    goedemiddag goedemorgen bedankt groet vriendelijke kunt kunnen zal geen door uit over binnen`,
  cs: `a i v ve na s se z ze do od po pro o že ne ano je jsou byl byla bylo být bude si to ten ta tento tato jak ale nebo přes při už ještě jen prosím prosíme děkujeme dobrý den vám vás váš vaše
    vaši nám nás náš naše pozdravem jsme jste která který které pokud může můžete co kdy podle`,
  ru: `и в во на с со к по от до для о об что не да есть был была было быть это этот эта эти как но или при уже ещё только мы вы вас вам ваш ваша ваше нам нас наш наша его её их он она они пожалуйста
    спасибо здравствуйте если может можно когда чтобы за у из`,
}

const LISTS = KNOWN_LANGUAGES.map((language) => [language, new Set(WORDS[language].split(/\s+/))] as const)

/** The languages in which a word (in small letters) is such a small word. */
export const stopwordOf: (word: string) => readonly KnownLanguage[] = (word) => INDEX.get(word) ?? []

const INDEX = new Map<string, KnownLanguage[]>()
for (const [language, words] of LISTS) for (const word of words) INDEX.set(word, [...(INDEX.get(word) ?? []), language])
