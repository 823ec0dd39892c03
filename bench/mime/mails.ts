import type { HostileMail } from '../../test/mail/mime/hostile/build.ts'
import { CHARSETS } from '../../test/mail/mime/hostile/charsets.ts'
import { HEADERS } from '../../test/mail/mime/hostile/headers.ts'
import { SIZES } from '../../test/mail/mime/hostile/sizes.ts'
import { STRUCTURES } from '../../test/mail/mime/hostile/structure.ts'

/** The trial's mails, each with its kind. */
export const mailsOfTrial = (): readonly { readonly kind: string; readonly mail: HostileMail }[] =>
  Object.entries({ charset: CHARSETS, structure: STRUCTURES, head: HEADERS, size: SIZES }).flatMap(([kind, mails]) =>
    mails.map((mail) => ({ kind, mail })),
  )
