/** Subjects that a program puts before the subject it answers, followed by a colon. */
const REPLY_PREFIX =
  /^(?:(?:Automatische[rs]? )?(?:Automatische Antwort|Automatische Rückantwort|Automatische Eingangsbestätigung|Auto(?:matic)?[- ]?(?:reply|response|antwort)|Automated reply|Réponse automatique|Risposta automatica|Respuesta automática|Automatisch(?: antwoord|e beantwoording|e reactie)|Automatyczna odpowiedź|Odpowiedź automatyczna|Automatická odpověď|Автоматический ответ|Автоответ|Autosvar|Automatiskt svar|Resposta automática))\s?(?:[:：]|-\s|\||\[)/iu

/** As before, for those that say that somebody is away: names that only programs write. */
const ABSENCE_PREFIX =
  /^(?:Abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung|hinweis)|Out of (?:the )?office(?: (?:reply|autoreply|auto-reply|message))?|OOO|Message d['’]absence|Notification d['’]absence|Absence du bureau|Avviso di assenza|Fuori (?:sede|ufficio)|Fuera de (?:la )?oficina|Afwezigheids(?:bericht|assistent|melding)|Poza biurem|Mimo kancelář|Oznámení o nepřítomnosti|Вне офиса|Уведомление об отсутствии|Frånvaromeddelande|Ej på kontoret)\s?(?:[:：]|-\s|\||$)/iu

/** Words that people write too (a parcel came, nobody was there): the text must say the same. */
const ABSENCE_WORD =
  /^(?:Abwesend|Abwesenheit|Nicht im Büro|On vacation|Absence|Absente?|Assente|Assenza|Ausente|Ausencia|Afwezig(?:heid)?|Niet aanwezig|Nieobecność|Nieobecny|Nepřítomnost|Нет на месте|В отпуске|Отсутствие|Frånvaro)\s?(?:[:：]|-\s|\||$)/iu

/** First words of a note that somebody is away. Only looked at where something else has said that a program wrote. */
const ABSENCE_TEXT =
  /\b(?:bin|sind|ist) (?:ich|wir|er|sie)?\b.{0,60}(?:nicht (?:im Büro|erreichbar|im Haus|am Platz)|abwesend|im Urlaub|außer Haus)|(?:nicht im Büro|nicht im Haus|abwesend|im Urlaub)|out of (?:the )?office|on (?:vacation|holiday|leave|annual leave|parental leave)|away from (?:my|the) (?:desk|office)|limited access to (?:my )?e-?mail|absent(?:e)?s? (?:du|jusqu|de|le|pour)|en (?:congés?|vacances)|(?:sono|sarò) (?:assente|fuori|in ferie)|in ferie|fuori ufficio|(?:estoy|estaré) (?:fuera|ausente|de vacaciones)|fuera de (?:la )?oficina|de vacaciones|(?:ben ik|ik ben|afwezig).{0,40}(?:afwezig|vakantie|niet (?:op kantoor|aanwezig|bereikbaar))|op vakantie|nieobecn|na urlopie|poza biurem|nepřítom|mimo kancelář|na dovolené|в отпуске|отсутству|вне офиса|på semester|inte på kontoret/iu

const CHALLENGE_SUBJECT =
  /^(?:(?:Re|AW|Antw)\s?:\s?)?(?:\[?(?:qmail-)?confirm(?:ation)?\]?\b.{0,40}(?:message|mail|delivery|sender|send)|(?:please )?(?:confirm|verify) (?:your|you sent|the|that you|delivery).{0,30}(?:message|e-?mail|mail|sender|address)|Please confirm your message|Sender (?:verification|confirmation)|Verification (?:required|requested)|Action required to deliver|Your (?:e-?mail|message) (?:requires|needs) (?:verification|confirmation|approval)|Bestätigen Sie Ihre (?:Nachricht|E-?Mail|Mail)|Bitte bestätigen Sie (?:Ihre (?:Nachricht|E-?Mail|Mail)|den Versand)|Bestätigung (?:erforderlich|Ihrer Nachricht|Ihrer E-?Mail)|Absender(?:prüfung|bestätigung|verifizierung)|Confirme[rz] votre (?:message|e-?mail|envoi)|Veuillez confirmer votre (?:message|e-?mail)|Authentification (?:de votre message|requise)|Conferma(?:re)? (?:il tuo|il suo|la tua) (?:messaggio|e-?mail)|Confirme su (?:mensaje|correo)|Bevestig (?:uw|je) (?:bericht|e-?mail)|Potwierdź (?:swoją |wysłanie )?(?:wiadomoś|e-?mail)|Potvrďte (?:svou )?(?:zprávu|e-?mail)|Подтвердите (?:отправку|ваше|свое|своё))/iu

const CHALLENGE_TEXT =
  /https?:\/\/\S{0,300}(?:confirm|verify|challenge|approve|auth)|(?:click|klicken|cliquez|clicca|haga clic|klik|kliknij|klikněte|нажмите|перейдите).{0,160}(?:link|lien|enlace|odkaz|ссылк|https?:)|(?:reply|antworten Sie|répondez|rispond|responda|beantwoord|odpowiedz|odpovězte|ответьте).{0,120}(?:confirm|bestätig|zustell|deliver|livr|conferm|confirm|bevestig|potwierd|potvrď|подтверд)/iu

const LOOKED_AT = 4000
const head = (text: string): string => text.slice(0, LOOKED_AT).replace(/\s+/g, ' ')

export const isAutoReplySubject = (subject: string): boolean => REPLY_PREFIX.test(subject.trim().slice(0, 300))

/** A prefix, or nothing but the name of such a note. */
export function isAbsenceSubject(subject: string, text: string): boolean {
  const line = subject.trim().slice(0, 300)
  return ABSENCE_PREFIX.test(line) || (ABSENCE_WORD.test(line) && isAutoReplyText(text))
}

export const isAutoReplyText = (text: string): boolean => ABSENCE_TEXT.test(head(text))

export const isChallengeSubject = (subject: string): boolean => CHALLENGE_SUBJECT.test(subject.trim().slice(0, 300))

export const isChallengeText = (text: string): boolean => CHALLENGE_TEXT.test(head(text))
