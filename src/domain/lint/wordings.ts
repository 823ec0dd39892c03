import { Phrases, type WordedRule } from './phrases.ts'
import { czech } from './wordings/czech.ts'
import { dutch } from './wordings/dutch.ts'
import { english } from './wordings/english.ts'
import { french } from './wordings/french.ts'
import { german } from './wordings/german.ts'
import { italian } from './wordings/italian.ts'
import { polish } from './wordings/polish.ts'
import { russian } from './wordings/russian.ts'
import { spanish } from './wordings/spanish.ts'

export const WORDED_RULES: readonly WordedRule[] = [
  'off-platform',
  'marketing',
  'gift',
  'review',
  'rating-pressure',
  'cancel-pressure',
  'personal-data',
  'thanks',
  'auto-answer',
]

/** The wordings of all nine languages: an agent may write in another one than the buyer's. */
export const phrases = new Phrases([german, english, polish, french, italian, spanish, dutch, czech, russian])
