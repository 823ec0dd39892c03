/** What stands in quotation marks, on one line. */
const QUOTE = /[„“"«»][^„“”"«»\n]{3,400}[“”"«»]/g

/**
 * What makes it words of the buyer or the name of a work: somebody said it, or it is the title of a book, film or game. An instruction
 * (`write "five stars"`) is none of them.
 */
const INTRODUCED = new RegExp(
  `(?<!\\p{L})(?:${[
    'schrieb(?:en|st|t)?|geschrieben|sie schreiben|du schreibst|sagten|sagtest|gesagt|meinten|meintest|fragten|fragtest|gefragt|erwähnten|zitat|worten|ihrem? satz',
    'wrote|written|said|asked|mentioned|your words',
    'napisał\\p{L}*|pisze pan\\p{L}*|zapytał\\p{L}*|écrit|écriviez|demandé|scritto|scriveva|chiesto|escribió|escrito|preguntó|dijo|schreef|geschreven|vroeg|napsal\\p{L}*|psal\\p{L}*|ptal\\p{L}*|написал\\p{L}*|писал\\p{L}*|спросил\\p{L}*',
    'buch\\p{L}*|roman\\p{L}*|film\\p{L}*|spiel\\p{L}*|hörspiel|titel|album|book|novel|movie|game|title|książk\\p{L}*|livre|libro|boek|kniha|knihu|книга|книгу',
  ].join('|')})(?!\\p{L})[^.!?„“”"«»\\n]{0,40}$`,
  'iu',
)

/** A line of a mail that is answered. */
const ANSWERED_LINE = /^[ \t]{0,4}>[^\n]*/gm

/**
 * The text without what others said: quotations of the buyer, titles of works, lines of the answered mail. Every character keeps its place.
 * They count where it is about what we ask or offer; a link or a number in them reaches the buyer all the same.
 */
export function withoutQuotes(text: string): string {
  const blank = (found: string): string => '\uFFFC'.repeat(found.length)
  return text
    .replace(ANSWERED_LINE, blank)
    .replace(QUOTE, (found: string, at: number) =>
      INTRODUCED.test(text.slice(Math.max(0, at - 60), at)) ? blank(found) : found,
    )
}
