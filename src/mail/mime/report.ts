import type { DeliveryReport, MailAddress } from '../../domain/mail.ts'
import { idsOf } from './addresses.ts'
import { informalReport } from './bounce.ts'
import { fieldsOf, type RawField, splitHead } from './head.ts'
import type { Part } from './parts.ts'
import { decodedBody } from './transfer.ts'
import { headerText } from './words.ts'

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status'])
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/rfc822-headers',
  'message/global-headers',
])
const GROUPS_MAX = 100

/** What is told of a mail besides its parts. */
export interface ReportSigns {
  readonly from: readonly MailAddress[]
  readonly subject: string
  readonly text: string
  readonly headers: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads a server's report on a mail of ours (RFC 3464), also from servers that keep to no form. Several recipients: the worst counts.
 * @returns null where the mail is no such report; read receipts (RFC 8098) and complaints (RFC 5965) are none
 */
export function deliveryReport(root: Part, signs: ReportSigns): DeliveryReport | null {
  const leaves = leavesOf(root)
  const status = leaves.find(({ type }) => STATUS_TYPES.has(type))
  if (status === undefined) return isOtherReport(root) ? null : informalReport(signs, returnedId(leaves))
  const about = returnedId(leaves) ?? idsOf(signs.headers.get('in-reply-to')?.[0] ?? '')[0] ?? null
  return fromStatus(decodedBody(status).bytes, about, signs)
}

/** A read receipt, a complaint. */
const isOtherReport = (root: Part): boolean =>
  /^(?:disposition-notification|feedback-report)$/.test(root.params.get('report-type')?.toLowerCase() ?? '')

const leavesOf = (part: Part): readonly Part[] =>
  part.children.length === 0 ? [part] : part.children.flatMap(leavesOf)

/** Message-ID in the head of the mail that came back. */
function returnedId(leaves: readonly Part[]): string | null {
  for (const leaf of leaves.filter(({ type }) => RETURNED_TYPES.has(type))) {
    const { fields } = fieldsOf(splitHead(decodedBody(leaf).bytes).head)
    const id = idsOf(fields.find(({ name }) => name === 'message-id')?.value ?? '')[0]
    if (id !== undefined) return id
  }
  return null
}

const OUTCOMES: Readonly<Record<string, DeliveryReport['outcome']>> = {
  failed: 'failed',
  delayed: 'delayed',
  // Sent on to several addresses, or to a server that reports nothing: no more will be heard of it.
  expanded: 'relayed',
  relayed: 'relayed',
  delivered: 'delivered',
}
const WORST_FIRST: readonly DeliveryReport['outcome'][] = ['failed', 'delayed', 'relayed', 'delivered']

function fromStatus(bytes: Buffer, about: string | null, signs: ReportSigns): DeliveryReport {
  const recipients = groupsOf(bytes)
    .map(recipientOf)
    .filter((recipient) => recipient !== undefined)
    .toSorted((one, other) => WORST_FIRST.indexOf(one.outcome) - WORST_FIRST.indexOf(other.outcome))
  const informal = informalReport(signs, about)
  const [worst] = recipients
  if (worst === undefined)
    return informal ?? { outcome: 'failed', about, recipient: null, status: null, diagnostic: null }
  return {
    ...worst,
    about: about ?? informal?.about ?? null,
    diagnostic: worst.diagnostic ?? informal?.diagnostic ?? null,
  }
}

/** Fields of the whole report, then of each recipient, apart by empty lines. */
function groupsOf(bytes: Buffer): (readonly RawField[])[] {
  const blocks = bytes
    .toString('latin1', 0, 500_000)
    .split(/\r?\n[ \t]*\r?\n/)
    .slice(0, GROUPS_MAX)
  return blocks.map((block) => fieldsOf(Buffer.from(`${block.trim()}\n`, 'latin1')).fields)
}

function recipientOf(fields: readonly RawField[]): Omit<DeliveryReport, 'about'> | undefined {
  const field = (name: string): string | null => {
    const value = fields.find((one) => one.name === name)?.value
    return value === undefined ? null : headerText(value)
  }
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field('status') ?? '')?.[0] ?? null
  const outcome = OUTCOMES[/[a-z]+/.exec(field('action')?.toLowerCase() ?? '')?.[0] ?? ''] ?? byStatus(status)
  const recipient = field('original-recipient') ?? field('final-recipient')
  if (outcome === undefined || (recipient === null && field('action') === null)) return undefined
  return {
    outcome,
    recipient: withoutKind(recipient)?.toLowerCase() ?? null,
    status,
    diagnostic: diagnosticOf(field('diagnostic-code')),
  }
}

function byStatus(status: string | null): DeliveryReport['outcome'] | undefined {
  if (status === null) return undefined
  return status.startsWith('5') ? 'failed' : status.startsWith('4') ? 'delayed' : 'delivered'
}

/** `rfc822; kim@example.org`, `smtp; 550 5.1.1 unknown`. */
const withoutKind = (value: string | null): string | null =>
  value === null ? null : value.replace(/^[\w-]{1,40}\s*;\s*/, '').replace(/^<(.*)>$/, '$1')

const diagnosticOf = (value: string | null): string | null => {
  const text = withoutKind(value)?.replace(/\s+/g, ' ').trim().slice(0, 500) ?? ''
  return text === '' ? null : text
}
