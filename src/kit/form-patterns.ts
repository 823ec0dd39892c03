import { z } from 'zod'
import { firstAddress } from '../domain/mail-address.ts'
import type { ParsedMail } from '../domain/mail.ts'
import { oneLine } from '../domain/text.ts'
import { domainOf } from './mail-senders.ts'

/** What a contact form says; null where it does not. */
export interface FormContent {
  /** Address of whoever filled it in. */
  readonly email: string | null
  readonly name: string | null
  readonly text: string | null
  readonly order: string | null
  readonly topic: string | null
}

/** One line of FORM_PATTERNS: whose mails are a form's, and where in them stands what. */
export interface FormPattern {
  /** Address, `@domain`, or `*` for everybody. */
  readonly sender: string
  readonly pattern: RegExp
}

const GROUPS = ['email', 'name', 'text', 'order', 'topic'] as const
const SENDER = /^(?:\*|@?[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?|[^\s@:]+@[\p{L}\p{N}.-]+)$/u
/** A pattern of the seller's own on a stranger's text: what it is tried on is bounded. */
const TEXT_MAX_CHARS = 20_000

/**
 * Reads FORM_PATTERNS: a line for each form, `sender: regular expression` with named groups.
 * @returns the patterns, or what is wrong and with which line
 */
export function readFormPatterns(setting: string): readonly FormPattern[] | { problem: string; remedy: string } {
  const lines = setting.split('\n').map((line) => line.trim())
  const patterns: FormPattern[] = []
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const read = readLine(line)
    if ('problem' in read) return { problem: `pattern ${String(index + 1)} ${read.problem}`, remedy: read.remedy }
    patterns.push(read)
  }
  return patterns.length > 0 ? patterns : { problem: 'holds no pattern', remedy: REMEDY }
}

const REMEDY =
  "Write a line for each form in one pair of single quotes, e.g. 'forms@shop.example: E-Mail: (?<email>\\S+)\\s+Message: (?<text>[\\s\\S]+)'."

function readLine(line: string): FormPattern | { problem: string; remedy: string } {
  const colon = line.indexOf(':')
  const sender = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
  const source = line.slice(colon + 1).trim()
  if (colon === -1 || !SENDER.test(sender)) return { problem: 'begins with no sender', remedy: REMEDY }
  if (source === '') return { problem: 'has no regular expression behind its sender', remedy: REMEDY }
  try {
    const pattern = new RegExp(source, 'im')
    const groups = Object.keys(new RegExp(`${source}|`, 'im').exec('')?.groups ?? {})
    const unknown = groups.find((group) => !(GROUPS as readonly string[]).includes(group))
    if (unknown !== undefined)
      return { problem: `has a group ${unknown} that means nothing`, remedy: `Groups are: ${GROUPS.join(', ')}.` }
    if (!groups.includes('email') && !groups.includes('text'))
      return { problem: 'has neither a group (?<email>…) nor (?<text>…)', remedy: REMEDY }
    return { sender, pattern }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { problem: 'is not a regular expression', remedy: 'Check its brackets and backslashes.' }
  }
}

/** What the first pattern that fits takes out of a mail; null = none is about this sender, or none fits. */
export function byPatterns(mail: ParsedMail, patterns: readonly FormPattern[]): FormContent | null {
  const senders = mail.from.map(({ address }) => address.toLowerCase())
  const text = `${mail.subject}\n\n${mail.text}`.replaceAll('\u00a0', ' ').slice(0, TEXT_MAX_CHARS)
  for (const { sender, pattern } of patterns) {
    if (!senders.some((address) => isFrom(address, sender))) continue
    const groups = pattern.exec(text)?.groups
    if (groups === undefined) continue
    const [email = null, name = null, words = null, order = null, topic = null] = GROUPS.map((group) => {
      const value = groups[group]?.trim()
      return value === undefined || value === '' ? null : value
    })
    return {
      email: email === null ? null : (firstAddress(email)?.toLowerCase() ?? null),
      name: name === null ? null : oneLine(name),
      text: words,
      order,
      topic,
    }
  }
  return null
}

function isFrom(address: string, sender: string): boolean {
  if (sender === '*') return true
  return sender.includes('@') && !sender.startsWith('@')
    ? address === sender
    : domainOf(address) === sender.replace(/^@/, '')
}

/** FORM_PATTERNS of an account that reads a mailbox. */
export const formPatterns = z
  .string()
  .transform((setting, context): readonly FormPattern[] => {
    const read = readFormPatterns(setting)
    if (!('problem' in read)) return read
    context.issues.push({ code: 'custom', message: read.problem, params: { remedy: read.remedy }, input: setting })
    return z.NEVER
  })
  .optional()
  .meta({
    secret: false,
    description:
      'How mails of a contact form are read that is not known already: a line for each form, the sender (address, @domain or *), a colon, and a regular expression with groups named email, name, text, order, topic. In single quotes.',
    example: "'forms@example.com: E-Mail: (?<email>\\S+)\\s+Message: (?<text>[\\s\\S]+)'",
  })
