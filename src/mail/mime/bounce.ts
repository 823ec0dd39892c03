import type { DeliveryReport } from '../../domain/mail.ts'
import { idsOf } from './addresses.ts'
import type { ReportSigns } from './report.ts'

/** Senders that are programs: qmail, Postfix, Sendmail, Exim, Exchange, Gmail, GMX, web.de. */
const DAEMON = /^(?:mailer-?daemon|mail-?daemon|postmaster|mmdf|microsoftexchange[0-9a-f]{8,})(?:[+.-][^@]*)?@/

const FAILED =
  /undeliver|undelivered|delivery (?:status notification )?\(?fail|delivery (?:has )?failed|failure notice|mail delivery (?:failed|system|subsystem)|returned (?:mail|to sender)|could(?: not|n't) be delivered|unzustellbar|nicht zugestellt werden|zustellung fehlgeschlagen|fehlgeschlagene zustellung|non remis|[eé]chec de (?:la )?remise|no se (?:ha )?podido entregar|imposs?ibile recapitar|mancato recapito|niet bezorgd|onbestelbaar|nie dostarczono|nie mo[zż]na dostarczy[cć]|nedoru[cč]iteln|недоставлен/iu
const DELAYED =
  /delayed|\(delay\)|not yet been delivered|delivery (?:incomplete|is delayed)|still being (?:retried|attempted)|will (?:continue to )?(?:be )?(?:retry|retried|try again)|warning: (?:message|could not send)|verz[oö]gert|noch nicht zugestellt/iu
const DELIVERED =
  /successful mail delivery|delivery (?:report|status notification) \(?success|^(?:zugestellt|delivered|relayed):/iu

/** Lines above the copy of the mail that came back: qmail, Exim, Sendmail, Exchange, Outlook. */
const COPY_BEGINS =
  /^(?:-{2,} ?(?:below this line is a copy|this is a copy of|original message|the (?:header|body) of the (?:original )?message|forwarded message|urspr[uü]ngliche nachricht|.{0,40}original message)|.{0,10}original message headers?:|.{0,30}nachrichtenkopfzeilen)/imu

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/
/** Where the server's own words may stand; the copy of the mail comes after. */
const LOOKED_AT_CHARS = 20_000

/**
 * A report by its words: from a daemon or with an empty return path, and saying so. Without either it is somebody's mail about mails.
 * @param returned Message-ID of the mail that came back as a part
 */
export function informalReport(signs: ReportSigns, returned: string | null): DeliveryReport | null {
  const { headers, from, subject, text } = signs
  const named = headers.get('x-failed-recipients')?.[0]
  const daemon = from.some(({ address }) => DAEMON.test(address))
  const noReturn = /^<\s*>$/.test(headers.get('return-path')?.[0]?.trim() ?? '')
  if (named === undefined && !daemon && !noReturn) return null
  const words = text.slice(0, LOOKED_AT_CHARS)
  const outcome = outcomeOf(subject, words, named !== undefined || daemon)
  if (outcome === undefined) return null
  const copy = COPY_BEGINS.exec(words)?.index ?? words.length
  const told = words.slice(0, copy)
  return {
    outcome,
    about: returned ?? writtenId(text) ?? idsOf([...(headers.get('in-reply-to') ?? [])].join(' '))[0] ?? null,
    recipient: ADDRESS.exec(named ?? '')?.[0].toLowerCase() ?? recipientIn(told),
    status: /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?=[\s),;:.]|$)/m.exec(told)?.[1] ?? null,
    diagnostic: diagnosticIn(told),
  }
}

function outcomeOf(subject: string, words: string, program: boolean): DeliveryReport['outcome'] | undefined {
  if (DELIVERED.test(subject)) return 'delivered'
  if (DELAYED.test(subject)) return 'delayed'
  if (FAILED.test(subject))
    return DELAYED.test(words) && !/\bpermanent|giving up|gave up/i.test(words) ? 'delayed' : 'failed'
  if (!program) return undefined
  if (DELAYED.test(words)) return 'delayed'
  return FAILED.test(words) || /\b5\d\d[ -]\d?\.?\w/.test(words) ? 'failed' : undefined
}

/** In the head that is quoted in the words. */
const writtenId = (text: string): string | null =>
  idsOf(/^[>\s|]{0,8}message-id:\s{0,5}(<[^<>\s]{1,990}>)/im.exec(text.slice(0, 200_000))?.[1] ?? '')[0] ?? null

/** `<kim@example.org>:` (qmail, Postfix), a line of its own (Exim), else the first address. */
function recipientIn(told: string): string | null {
  const line = /^\s{0,8}<?([^\s<>@]{1,64}@[^\s<>:@]{1,255})>?:?\s*$|^\s{0,8}<([^\s<>@]{1,64}@[^\s<>:@]{1,255})>:/m.exec(
    told,
  )
  const named = line?.[1] ?? line?.[2] ?? ''
  return (ADDRESS.exec(named)?.[0] ?? ADDRESS.exec(told.replace(DAEMON_IN_WORDS, ''))?.[0])?.toLowerCase() ?? null
}

const DAEMON_IN_WORDS = /\b(?:mailer-daemon|postmaster)@[\w.-]+/gi

/** The line with the server's code, else the one under the recipient. */
function diagnosticIn(told: string): string | null {
  const lines = told.split('\n').map((line) => line.trim())
  const coded = lines.find((line) => /(?:^|[\s:'"(])[45]\d\d(?:[ -]#?[45]\.\d+\.\d+|[ -][A-Za-z#<])/.test(line))
  const named = lines.findIndex((line) => /^<?[^\s<>@]+@[^\s<>@]+>?:$/.test(line))
  const text = coded ?? (named >= 0 ? lines.slice(named + 1).find((line) => line !== '') : undefined)
  return text === undefined ? null : text.replace(/\s+/g, ' ').slice(0, 500)
}
