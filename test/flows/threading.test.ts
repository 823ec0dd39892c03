import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountName, type AccountName, type ConversationId, effectId, orderRef } from '../../src/domain/ids.ts'
import {
  answerToken,
  type AnswerToken,
  isSealedFor,
  type KnownConversations,
  mailConversation,
  mailMessage,
  type MailToThread,
  referredBy,
  type Rung,
  threadOf,
} from '../../src/domain/threading.ts'
import { instant, plusSeconds } from '../../src/domain/time.ts'
import { type Known, knownFor } from '../../src/flows/mail-known.ts'
import { emptyStore, type TestStore } from '../ledger/database.ts'
import type { SetMail, ThreadingCase } from './threading-case.ts'
import { THREADING_SET } from './threading-set.ts'

/*
 * The labelled set of threading, three times: by a plain model of what is known, by the ledger mail for mail, and by the ledger with all
 * mails of a case in one batch.
 */

const SECRET = 'a secret of the service'
const START = instant('2026-03-02T09:00:00Z')

const idOf = ({ mail, id }: SetMail): string | null =>
  id === undefined ? `<${mail}@x>` : id === null ? null : `<${id}@x>`
const identityOf = (title: string, { mail }: SetMail): string => `${title}/${mail}`

function tokenOf(title: string, { token }: SetMail): AnswerToken[] {
  if (token === undefined) return []
  const secret = { other: 'another secret', none: undefined, ours: SECRET }[token.secret ?? 'ours']
  const made = answerToken(mailConversation(`${title}/${token.of}`), token.for, secret)
  return made === undefined ? [] : [made]
}

function toThread(title: string, mail: SetMail): MailToThread & { messageId: string | null } {
  const forged = mail.forged === true
  return {
    identity: identityOf(title, mail),
    messageId: idOf(mail),
    party: {
      key: forged ? `forged:${mail.from}` : mail.from,
      shared: mail.shared === true,
      marketplace: mail.marketplace === true,
    },
    forged,
    thread: forged ? null : (mail.thread ?? null),
    orders: forged ? [] : (mail.orders ?? []).map(orderRef),
    references: (mail.references ?? []).map((id) => `<${id}@x>`),
    inReplyTo: (mail.inReplyTo ?? []).map((id) => `<${id}@x>`),
    tokens: tokenOf(title, mail),
  }
}

interface Judged {
  readonly mail: string
  readonly wanted: string
  readonly got: string
}

type Placed = { readonly conversation: ConversationId; readonly rung: Rung }

/** Where the set says that a mail belongs, against where it was put. */
function judge({ title, steps }: ThreadingCase, placed: ReadonlyMap<string, Placed>): Judged[] {
  return steps.flatMap((step) => {
    if (!('mail' in step)) return []
    const wanted = mailConversation(`${title}/${step.in ?? step.mail}`)
    const got = placed.get(step.mail)
    return [
      {
        mail: step.mail,
        wanted: `${step.in ?? step.mail} by ${step.by}`,
        got:
          got?.conversation === wanted && got.rung === step.by
            ? `${step.in ?? step.mail} by ${step.by}`
            : `${got?.conversation ?? ''} by ${got?.rung ?? ''}`,
      },
    ]
  })
}

interface Model extends Omit<Known, 'conversations'> {
  answered(id: string, conversation: ConversationId): void
}

function model(): Model {
  const mails: { mail: MailToThread; conversation: ConversationId }[] = []
  const answers = new Map<string, ConversationId>()
  const true_ = (): typeof mails => mails.filter(({ mail }) => !mail.forged)
  const shown = (conversation: ConversationId | undefined) =>
    conversation === undefined
      ? undefined
      : {
          conversation,
          parties: true_()
            .filter((one) => one.conversation === conversation)
            .map(({ mail }) => mail.party.key),
        }
  const known: KnownConversations = {
    byThread: (thread) => shown(true_().findLast(({ mail }) => mail.thread === thread)?.conversation),
    byOrder(order) {
      const about = new Set(
        true_().flatMap(({ mail, conversation }) => (mail.orders.includes(order) ? conversation : [])),
      )
      const newest = [
        ...new Set(
          true_()
            .map(({ conversation }) => conversation)
            .toReversed(),
        ),
      ]
      return newest.filter((one) => about.has(one)).flatMap((one) => shown(one) ?? [])
    },
    byMessageId: (id) => shown(answers.get(id) ?? true_().find(({ mail }) => mail.messageId === id)?.conversation),
    citing: (id) =>
      true_()
        .filter(({ mail }) => referredBy(mail).includes(id))
        .flatMap(({ conversation }) => shown(conversation) ?? []),
    byId: (conversation) => (mails.some((one) => one.conversation === conversation) ? shown(conversation) : undefined),
    isOurs: (token, party) => isSealedFor(token, party, SECRET),
  }
  return {
    ...known,
    placed: (mail, conversation) => void mails.push({ mail, conversation }),
    answered: (id, conversation) => void answers.set(id, conversation),
  }
}

function byModel({ title, steps }: ThreadingCase): ReadonlyMap<string, Placed> {
  let known = model()
  const placed = new Map<string, Placed>()
  for (const step of steps) {
    if ('lost' in step) known = model()
    else if ('answer' in step) known.answered(`<${step.answer}@x>`, conversationOfMail(placed, step.in))
    else {
      const mail = toThread(title, step)
      const found = threadOf(mail, known)
      placed.set(step.mail, found)
      known.placed(mail, found.conversation)
    }
  }
  return placed
}

function conversationOfMail(placed: ReadonlyMap<string, Placed>, mail: string): ConversationId {
  const found = placed.get(mail)
  if (found === undefined) throw new Error(`${mail} comes later`)
  return found.conversation
}

describe('each mail is where it belongs', () => {
  test.each(THREADING_SET.map((one) => [one.title, one] as const))('%s', (_, one) => {
    for (const { mail, wanted, got } of judge(one, byModel(one))) expect(`${mail}: ${got}`).toBe(`${mail}: ${wanted}`)
  })
})

describe('the ledger knows the same', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await emptyStore()
  })
  afterAll(() => store.close())

  let accounts = 0
  const ports = () => ({ ledger: store.ledger, answerSecret: SECRET })

  /** Puts mails into the ledger as sorting does. */
  async function place(account: AccountName, mail: ReturnType<typeof toThread>, found: Placed): Promise<void> {
    const { conversation, rung } = found
    const { messageId, party, orders, thread, forged } = mail
    const card = {
      messageId,
      references: referredBy(mail),
      subject: 'Re: Frage',
      party: party.key,
      answerTo: null,
      brand: null,
      orders,
      thread,
      forged,
    }
    const [kept] = await store.ledger.mails.unsorted(account, { mails: 1, bytes: 1 })
    if (kept === undefined) throw new Error('nothing waits')
    const message = mailMessage(mail.identity)
    const sorting = { as: 'message', conversation, message, rung, card, answerable: false } as const
    await store.ledger.mails.sort(account, [{ mail: kept.id, sorting }], { conversations: [], unreadable: [] })
  }

  async function keep(account: AccountName, identity: string, n: number): Promise<void> {
    const cursor = { folder: 'INBOX', uidValidity: '1', uid: n, modSeq: null }
    const bytes = new TextEncoder().encode(identity)
    await store.ledger.mails.keep(account, cursor, [{ uid: n, receivedAt: plusSeconds(START, n), bytes, identity }])
  }

  async function answered(account: AccountName, id: string, conversation: ConversationId): Promise<void> {
    const dedupeKey = `${account}${id}`
    await store.outbox.plan([
      { account, flow: 'reply', kind: 'answer', dedupeKey, state: 'planned', conversation, payload: {} },
    ])
    const claim = await store.outbox.claim({ flow: 'reply', account, state: 'planned' })
    await claim?.sending({ messageId: id })
    await claim?.done({})
    expect(claim?.effect.id).not.toBe(effectId(''))
  }

  async function byLedger({ title, steps }: ThreadingCase): Promise<ReadonlyMap<string, Placed>> {
    let account = accountName(`a${String((accounts += 1))}`)
    const placed = new Map<string, Placed>()
    let n = 0
    for (const step of steps) {
      n += 1
      if ('lost' in step) account = accountName(`a${String((accounts += 1))}`)
      else if ('answer' in step) await answered(account, `<${step.answer}@x>`, conversationOfMail(placed, step.in))
      else {
        const mail = toThread(title, step)
        await keep(account, mail.identity, n)
        const found = threadOf(mail, await knownFor(account, [mail], ports()))
        placed.set(step.mail, found)
        await place(account, mail, found)
      }
    }
    return placed
  }

  /** Mails without an answer or a loss between them are known to each other before they are stored. */
  async function byBatch({ title, steps }: ThreadingCase): Promise<ReadonlyMap<string, Placed>> {
    const account = accountName(`a${String((accounts += 1))}`)
    const mails = steps.filter((step) => 'mail' in step)
    const known = await knownFor(
      account,
      mails.map((mail) => toThread(title, mail)),
      ports(),
    )
    const placed = new Map<string, Placed>()
    for (const step of mails) {
      const mail = toThread(title, step)
      const found = threadOf(mail, known)
      placed.set(step.mail, found)
      known.placed(mail, found.conversation)
    }
    return placed
  }

  const batched = THREADING_SET.filter(({ steps }) => steps.every((step) => 'mail' in step))

  test.each(THREADING_SET.map((one) => [one.title, one] as const))('mail for mail: %s', async (_, one) => {
    const judged = judge(one, await byLedger(one))
    for (const { mail, wanted, got } of judged) expect(`${mail}: ${got}`).toBe(`${mail}: ${wanted}`)
  })

  test.each(batched.map((one) => [one.title, one] as const))('in one batch: %s', async (_, one) => {
    const judged = judge(one, await byBatch(one))
    for (const { mail, wanted, got } of judged) expect(`${mail}: ${got}`).toBe(`${mail}: ${wanted}`)
  })
})

test('the figure of the set', () => {
  const judged = THREADING_SET.flatMap((one) => judge(one, byModel(one)).map((row) => ({ ...row, title: one.title })))
  const misses = judged.filter(({ wanted, got }) => wanted !== got)
  process.stderr.write(
    `threading: ${String(judged.length - misses.length)} of ${String(judged.length)} mails in ${String(THREADING_SET.length)} cases\n`,
  )
  for (const { title, mail, wanted, got } of misses)
    process.stderr.write(`  miss: ${title}: ${mail} ${got}, not ${wanted}\n`)
  expect(THREADING_SET.length).toBeGreaterThanOrEqual(60)
})
