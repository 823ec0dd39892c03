import type { ParsedMail } from '../domain/mail.ts'
import { RULES } from './automatic/rules.ts'

/** What of a mail tells whether a person wrote it. */
export type MailSigns = Pick<ParsedMail, 'headers' | 'from' | 'subject' | 'text'>

/**
 * Did a program send this mail, and of what kind? The first rule that holds names the kind and, in `by`, what said so: a header, or the form
 * of the subject where headers are missing. A person's words alone are never enough. What to do with it decide connector and flow: a
 * marketplace's relay puts list headers on a person's mail.
 * Sources: RFC 3834 (Auto-Submitted), 5230 (vacation), 3464 and 8098 (reports), 2919 and 2369 (lists), Microsoft MS-OXCMAIL
 * (X-Auto-Response-Suppress).
 * @returns null where nothing says so
 */
export function automaticOf(mail: MailSigns): ParsedMail['automatic'] {
  for (const rule of RULES) {
    const found = rule(mail)
    if (found !== null) return found
  }
  return null
}
