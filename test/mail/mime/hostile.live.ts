import { describe, expect, test } from 'vitest'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import type { HostileMail } from './hostile/build.ts'
import { CHARSETS } from './hostile/charsets.ts'
import { HEADERS } from './hostile/headers.ts'
import { faultsOf } from './hostile/judge.ts'
import { SIZES } from './hostile/sizes.ts'
import { STRUCTURES } from './hostile/structure.ts'

const kinds: Readonly<Record<string, readonly HostileMail[]>> = {
  'words are read in every charset, whatever the label says': CHARSETS,
  'words and files are told apart in every structure': STRUCTURES,
  'heads are read however they are written': HEADERS,
  'no mail takes more than its time and memory': SIZES,
}

describe.each(Object.entries(kinds))('%s', (_, mails) => {
  test.each(mails.map((mail) => [mail.name, mail] as const))('%s', { timeout: 90_000 }, async (_name, mail) => {
    expect(faultsOf(mail, await parseMail(mail.bytes(), {}))).toEqual([])
  })
})
