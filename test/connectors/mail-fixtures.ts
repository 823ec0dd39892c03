import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import type { ParsedMail } from '../../src/domain/mail.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailMeaning } from '../../src/kit/mail-channel.ts'
import { parseMail } from '../../src/mail/mime/parse.ts'

/**
 * What a mail of `connectors/<name>/fixtures/mails` has to be read as; only what is named is looked at. `text` is exact, `contains` and
 * `lacks` are pieces of it. `key` is the party's, `answerTo` an address or null.
 */
const expectation = z.strictObject({
  kind: z.enum(['message', 'aside', 'rejected']),
  role: z.enum(['buyer', 'seller', 'customer_service', 'system']).optional(),
  key: z.string().optional(),
  name: z.string().optional(),
  shared: z.boolean().optional(),
  marketplace: z.boolean().optional(),
  lookAlike: z.boolean().optional(),
  answerTo: z.string().nullable().optional(),
  noAnswer: z.boolean().optional(),
  asks: z.boolean().optional(),
  thread: z.string().nullable().optional(),
  orders: z.array(z.string()).optional(),
  text: z.string().optional(),
  contains: z.array(z.string()).optional(),
  lacks: z.array(z.string()).optional(),
  topic: z.string().optional(),
  storefront: z.string().optional(),
  url: z.string().optional(),
  links: z.array(z.string()).optional(),
  answerBy: z.string().optional(),
  case: z.record(z.string(), z.unknown()).optional(),
  refund: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().optional(),
  about: z.string().nullable().optional(),
  automatic: z.string().nullable().optional(),
  dmarc: z.string().optional(),
  report: z.string().nullable().optional(),
  files: z.array(z.string()).optional(),
  trimmed: z.boolean().optional(),
  /** Fields that must not be there. */
  absent: z.array(z.string()).optional(),
})
export type MailExpectation = z.infer<typeof expectation>

const fixture = z.strictObject({
  file: z.string(),
  /** What the mail is, in the words of the table: `buyer message, Gmail`. */
  title: z.string(),
  /** Language of its text, two letters. */
  lang: z.string(),
  account: z
    .strictObject({
      ownAddresses: z.array(z.string()).optional(),
      ownDomains: z.array(z.string()).optional(),
      ordersRef: z.string().optional(),
      /** The connector's own lines of the account file. */
      settings: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  authservId: z.string().optional(),
  expect: expectation,
})
export type MailFixture = z.infer<typeof fixture> & { readonly connector: string; readonly path: string }

const CONNECTORS = join(import.meta.dirname, '../../connectors')

/** All mails with what they have to be read as, of every connector that has some. */
export function mailFixtures(only?: string): readonly MailFixture[] {
  return connectors.flatMap(({ name }) => {
    if (only !== undefined && name !== only) return []
    const folder = join(CONNECTORS, name, 'fixtures/mails')
    const files = listed(folder)
    if (files.length === 0) return []
    const rows = z.array(fixture).parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
    const unexpected = files.filter((file) => !rows.some((row) => row.file === file))
    if (unexpected.length > 0) throw new Error(`${name}: nothing is expected of ${unexpected.join(', ')}`)
    return rows.map((row) => ({ ...row, connector: name, path: join(folder, row.file) }))
  })
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.eml'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** A fixture as it was read, and where that is not what it had to be. */
export interface JudgedMail {
  readonly fixture: MailFixture
  readonly got: MailMeaning
  readonly mail: ParsedMail
  readonly misses: readonly { readonly field: string; readonly expected: unknown; readonly got: unknown }[]
}

/** Reads a fixture as an account would: bytes, MIME, connector. */
export async function judge(one: MailFixture): Promise<JudgedMail> {
  const declaration = connectors.find(({ name }) => name === one.connector)
  if (declaration?.mail === undefined) throw new Error(`${one.connector} reads no mails`)
  const { account = {} } = one
  const channel = declaration.mail(
    declaration.config.parse(account.settings ?? {}),
    account.ordersRef === undefined ? {} : { ordersRef: new RegExp(account.ordersRef) },
  )
  const mail = await parseMail(
    readFileSync(one.path),
    one.authservId === undefined ? {} : { authservId: one.authservId },
  )
  const got = channel.read(mail, {
    ownAddresses: account.ownAddresses ?? ['service@shop.example'],
    ownDomains: account.ownDomains ?? ['shop.example'],
    receivedAt: instant('2026-11-22T12:00:00Z'),
  })
  const flat = flatten(got, mail)
  const misses = Object.entries(one.expect).flatMap(([field, expected]) => {
    const actual = comparable(field, expected, flat)
    return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ field, expected, got: actual }]
  })
  return { fixture: one, got, mail, misses }
}

type Flat = Readonly<Record<string, unknown>>

function flatten(got: MailMeaning, mail: ParsedMail): Flat {
  const party = got.kind === 'message' ? got.party : undefined
  return {
    asks: undefined,
    ...got,
    ...(party === undefined
      ? {}
      : {
          key: party.key,
          name: party.name,
          shared: party.shared,
          marketplace: party.marketplace,
          answerTo: party.answerTo?.address ?? null,
          noAnswer: party.noAnswer !== undefined,
        }),
    lookAlike: got.kind === 'message' && got.lookAlike === true,
    links: got.kind === 'message' ? got.links?.map(({ url }) => url) : undefined,
    automatic: mail.automatic?.kind ?? null,
    dmarc: mail.proof.dmarc,
    report: mail.report?.outcome ?? null,
    files: mail.files.map(({ filename }) => filename),
    trimmed: mail.trimmed,
  }
}

function comparable(field: string, expected: unknown, flat: Flat): unknown {
  const text = typeof flat['text'] === 'string' ? flat['text'] : ''
  if (field === 'contains') return (expected as string[]).filter((piece) => text.includes(piece))
  if (field === 'lacks') return (expected as string[]).filter((piece) => !text.includes(piece))
  if (field === 'absent')
    return (expected as string[]).filter((name) => flat[name] === undefined || flat[name] === null)
  if (field === 'case') {
    const facts = (flat['case'] ?? {}) as Record<string, unknown>
    return Object.fromEntries(Object.keys(expected as object).map((name) => [name, facts[name]]))
  }
  return flat[field]
}
