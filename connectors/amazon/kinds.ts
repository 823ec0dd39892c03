import type { ParsedMail } from '../../src/domain/mail.ts'
import { localOf } from './sender.ts'
import { foldedWords } from './labels.ts'
import { ordersIn } from './orders.ts'

/** What a mail of Amazon's own is about. */
export type NoticeKind =
  | 'message'
  | 'confirmation'
  | 'return'
  | 'refund'
  | 'claim-opened'
  | 'claim-closed'
  | 'cancellation'
  | 'opted-out'
  | 'rejected'
  | 'other'

/** Values of X-Space-Notification-Type that say something to us: BEHAVIOR.md, kinds. */
const TYPES: Readonly<Record<string, NoticeKind>> = {
  BBC_MESSAGE_SENT_TO_MERCHANT: 'message',
  BBC_MESSAGE_CONFIRMATION_TO_MERCHANT: 'confirmation',
  RETURN_REQUEST: 'return',
  REFUND_ISSUED: 'refund',
  A_Z_CLAIM_RESPONDENT_NOTIFY: 'claim-opened',
  A_Z_CLAIM_RESPONDENT_CLOSE: 'claim-closed',
  BRC_SELLER_NOTIFICATION: 'cancellation',
  BUYER_OPTED_OUT_BSM_MESSAGES: 'opted-out',
}

/** The header as it stands; undefined = the mail has none. */
export const typeOf = ({ headers }: ParsedMail): string | undefined => {
  const type = headers.get('x-space-notification-type')?.[0]?.trim().toUpperCase()
  return type === undefined || type === '' ? undefined : type
}

/** By header, then sender, then subject. A type that is not known is a notice like any other, unless it says that a mail was refused. */
export function noticeKind(mail: ParsedMail, address: string): NoticeKind {
  const type = typeOf(mail)
  const known = type === undefined ? undefined : TYPES[type]
  if (known !== undefined) return known
  if (type === undefined && /a-?to-?z/iu.test(localOf(address))) return claimKind(mail)
  if (isRefusal(mail, address)) return optedOut(mail) ? 'opted-out' : 'rejected'
  if (type !== undefined) return 'other'
  return bySubject(mail)
}

/** Words of subjects, folded, in the languages of the shops. What is only asked for (`ASKED`) has not been done. */
const ASKED =
  /\b(?:\w{0,20}anfrage|\w{0,20}antrag|angefordert|request\w*|demande\w*|richiest\w*|richied\w*|solicit\w*|\w{0,20}verzoek|aangevraagd|wniosek|prosb\w*|begar\w*|\w{0,20}forfragan)\b/
const REFUND =
  /\b(?:erstattung|ruckerstattung|erstattet|refund|refunded|remboursement|rembourse|rimborso|rimborsato|reembolso|reembolsado|terugbetaling|terugbetaald|zwrot pieniedzy|zwrot srodkow|refundacja|aterbetalning|aterbetalt)\b/
const CANCEL = /\b(?:stornier\w*|cancel\w*|annul\w*|anulowan\w*|avbestall\w*|avbok\w*)\b/
const RETURN =
  /\b(?:rucksendung\w*|rucksende\w*|retoure\w*|return|retour\w*|reso|restituzione|devolucion|zwrot\w*|retur\w*)\b/
const COPY =
  /^(?:ihre e mail an|ihre nachricht an|your e ?mail to|your message to|votre e mail a|votre message a|la tua e mail a|il tuo messaggio a|tu correo a|su correo electronico a|tu mensaje a|je e mail aan|je bericht aan|twoj e mail do|twoja wiadomosc do|ditt e post(?:meddelande)? till|ditt meddelande till)\b/
const CLAIM = /\b(?:a ?to ?z|a bis z|a a z|a alla z|de la a a la z|a tot z|od a do z|a till o)\b/

function bySubject(mail: ParsedMail): NoticeKind {
  const subject = foldedWords(mail.subject)
  if (COPY.test(subject)) return 'confirmation'
  if (ordersIn(mail.subject, mail.text).length === 0) return 'other'
  if (CLAIM.test(subject)) return claimKind(mail)
  if (CANCEL.test(subject) && ASKED.test(subject)) return 'cancellation'
  if (REFUND.test(subject)) return ASKED.test(subject) ? 'other' : 'refund'
  return RETURN.test(subject) ? 'return' : 'other'
}

const DECIDED =
  /\b(?:entschieden|stattgegeben|abgelehnt|abgeschlossen|geschlossen|bewilligt|granted|denied|decided|closed|accorde\w*|refuse\w*|cloture\w*|accolto|accettat\w*|respint\w*|chius\w*|concedid\w*|denegad\w*|rechazad\w*|cerrad\w*|toegekend|afgewezen|gesloten|przyznan\w*|odrzucon\w*|zamkniet\w*|beviljat\w*|avslagit\w*|avslutat\w*)\b/
/** Of a decision still to come the first sentences say nothing. */
const claimKind = ({ subject, text }: ParsedMail): NoticeKind =>
  DECIDED.test(foldedWords(`${subject} ${text.slice(0, 400)}`)) ? 'claim-closed' : 'claim-opened'

const OPTED_OUT =
  /\b(?:opted out|opt out|abgemeldet|unaufgefordert\w*|messages non sollicites|messaggi non richiesti|mensajes no solicitados|ongevraagde berichten|niezamowion\w*|oonskade meddelanden)\b/
const optedOut = ({ subject, text }: ParsedMail): boolean =>
  OPTED_OUT.test(foldedWords(`${subject} ${text.slice(0, 2000)}`))

const UNDELIVERED =
  /\b(?:nicht zugestellt|unzustellbar\w*|zugestellt werden konnte|undeliver\w*|not (?:be )?delivered|unable to deliver|could not be (?:sent|delivered)|pas (?:pu )?(?:etre )?(?:remis|livre|delivre|envoye)|non (?:e stat[oa] )?(?:consegnat[oa]|recapitat[oa]|inviat[oa])|no (?:se ha podido|se pudo|ha sido) (?:entreg\w*|envi\w*)|niet (?:worden )?(?:bezorgd|afgeleverd|verzonden)|nie (?:zostala|zostal|mogla|mogl) (?:\w+ )?(?:dostarcz\w*|wysla\w*)|inte (?:kunde )?(?:levereras|skickas|levererats))\b/
/** Offers and documents are rejected too: only of messages it concerns us. */
const MESSAGE_REFUSED =
  /\b(?:nachricht|e mail|mail|message|messaggio|mensaje|correo|bericht|wiadomosc|meddelande)\b.{0,60}\b(?:abgelehnt|blockiert|rejected|blocked|refuse|bloque|rifiutat\w*|bloccat\w*|rechazad\w*|bloquead\w*|geweigerd|geblokkeerd|odrzucon\w*|zablokowan\w*|avvisat\w*|blockerat\w*)\b/
const refuses = (text: string): boolean => UNDELIVERED.test(text) || MESSAGE_REFUSED.test(text)

/** Amazon or its mail server says that a mail of ours was not handed over. */
const isRefusal = (mail: ParsedMail, address: string): boolean =>
  mail.report?.outcome === 'failed' ||
  refuses(foldedWords(mail.subject)) ||
  (/^(?:mailer-daemon|postmaster)\b/u.test(localOf(address)) && refuses(foldedWords(mail.text.slice(0, 2000))))
