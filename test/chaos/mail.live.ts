import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/kit/system-clock.ts'
import { type MailChaosWorld, type PassOutcome, startMailChaos } from './mail-world.ts'
import { random } from './random.ts'

/** Rounds with a kill each, and as many with a cut of IMAP; the seed picks where. */
const KILLS = Number(process.env['CHAOS_KILLS'] ?? 20)
const SEED = Number(process.env['CHAOS_SEED'] ?? 20261122)
const MAILS = Number(process.env['CHAOS_MAILS'] ?? 100 * KILLS)
/** So many tickets are answered in a round. */
const ANSWERS = 2

let world: MailChaosWorld
beforeAll(async () => {
  world = await startMailChaos()
})
afterAll(() => world.close())

/** A mail that was delivered, and where it has to be. */
interface Sent {
  readonly token: string
  readonly from: string
  readonly messageId: string
  readonly raw: string
  /** A ticket's message, joined to the first mail of the thread; or listed for this reason. */
  readonly as: 'message' | 'automatic' | 'vacation' | 'list_mail' | 'own_mail'
  readonly thread: string | null
  /** The same mail comes a second time. */
  readonly again: boolean
}

const sent: Sent[] = []
const answered: { readonly to: string; readonly text: string }[] = []

/** The n-th mail: mostly questions, now and then one that follows, comes twice, is a machine's, a list's or our own. */
function mail(n: number, dice: () => number): Sent {
  const roll = dice()
  const earlier = sent.filter(({ as, thread }) => as === 'message' && thread === null).at(-1 - Math.floor(dice() * 20))
  const token = `Anliegen-${world.run}-${String(n)}-Ende`
  const own = { token, messageId: `<${String(n)}.${world.run}@buyers.example>` }
  if (roll < 0.2 && earlier !== undefined) {
    const headers = [`In-Reply-To: ${earlier.messageId}`, `References: ${earlier.messageId}`]
    return written({ ...own, from: earlier.from, as: 'message', thread: earlier.token, headers, again: dice() < 0.1 })
  }
  const from = `buyer${String(n)}@buyers.example`
  if (roll < 0.24)
    return written({ ...own, from, as: 'vacation', headers: ['Auto-Submitted: auto-replied', 'X-Autoreply: yes'] })
  if (roll < 0.27)
    return written({ ...own, from, as: 'list_mail', headers: ['List-Id: <news.example>', 'Precedence: list'] })
  if (roll < 0.29) return written({ ...own, from: world.address, as: 'own_mail' })
  return written({ ...own, from, as: 'message', again: roll < 0.34, html: roll > 0.8, file: roll > 0.9 })
}

interface ToWrite extends Pick<Sent, 'token' | 'messageId' | 'from' | 'as'> {
  readonly thread?: string
  readonly headers?: readonly string[]
  readonly again?: boolean
  readonly html?: boolean
  readonly file?: boolean
}

function written({ token, messageId, from, as, thread = '', headers = [], again = false, html, file }: ToWrite): Sent {
  const words = `Guten Tag,\r\nhier ist ${token}.\r\nGrüße`
  const head = [
    `From: Kim <${from}>`,
    `To: ${world.address}`,
    `Subject: Frage`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: ${messageId}`,
    ...headers,
    'MIME-Version: 1.0',
  ]
  const text = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', words]
  const htmlPart = ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', `<p>${words}</p>`]
  const filePart = [
    'Content-Type: application/pdf; name=beleg.pdf',
    'Content-Disposition: attachment; filename=beleg.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`%PDF ${token}`).toString('base64'),
  ]
  const parts = [html === true ? htmlPart : text, ...(file === true ? [filePart] : [])]
  const body =
    parts.length === 1
      ? (parts[0] ?? [])
      : ['Content-Type: multipart/mixed; boundary=b', '', ...parts.flatMap((part) => ['--b', ...part]), '--b--']
  const raw = `${[...head, ...body].join('\r\n')}\r\n`
  return { token, from, messageId, as, raw, again, thread: thread === '' ? null : thread }
}

/** Mails come in, and agents answer some of the tickets that are there. */
async function peopleAct(round: number, mails: number, dice: () => number): Promise<void> {
  const come: Sent[] = []
  for (let n = 0; n < mails; n += 1) {
    const one = mail(sent.length, dice)
    sent.push(one)
    come.push(one, ...(one.again ? [one] : []))
  }
  await world.deliver(come)
  const places = await world.placed()
  for (let n = 0; n < ANSWERS && places.length > 0; n += 1) {
    const place = places[Math.floor(dice() * places.length)]
    const question = sent.find(({ token }) => place?.text.includes(token) === true)
    if (place === undefined || question === undefined) continue
    const text = `Antwort-${world.run}-${String(round)}-${String(n)}-Ende`
    await world.clerk.answers({
      key: `${world.run}.${String(round)}.${String(n)}`,
      ticketId: place.ticket,
      html: `<p>${text}</p>`,
    })
    answered.push({ to: question.from, text })
  }
}

const WAYS = ['commit', 'imap', 'odoo', 'smtp', 'cut'] as const

test(`${String(MAILS)} mails, ${String(KILLS)} kills and ${String(KILLS)} cuts of IMAP (seed ${String(SEED)}): every mail in one place, no answer twice`, async () => {
  const dice = random(SEED)
  const where: string[] = []
  let [killed, cut] = [0, 0]
  const chunk = Math.ceil(MAILS / (KILLS * 2))
  for (let round = 0; killed < KILLS || cut < KILLS || sent.length < MAILS; round += 1) {
    expect(round).toBeLessThan(KILLS * 8 + 20)
    await peopleAct(round, Math.min(chunk, MAILS - sent.length), dice)
    const cuts = cut < KILLS && (killed >= KILLS || dice() < 0.5)
    const way = cuts ? 'cut' : (WAYS[Math.floor(dice() * 4)] ?? 'commit')
    const moment = dice() < 0.5 ? 'before' : 'after'
    const n = 1 + Math.floor(dice() * (way === 'smtp' ? 8 : way === 'commit' ? 15 : 25))
    let struck = false
    const outcome =
      way === 'commit'
        ? await world.passes({ DIE_AT_COMMIT: String(n) })
        : await world.passes({}, (kill) => {
            world.proxies[way === 'cut' ? 'imap' : way].arm(moment, n, () => {
              struck = true
              if (way !== 'cut') kill()
            })
          })
    for (const proxy of Object.values(world.proxies)) proxy.disarm()
    if (outcome.killed) killed += 1
    else if (way === 'cut' && struck) cut += 1
    if (outcome.killed || struck) where.push(`${way} ${way === 'commit' ? '' : moment} ${String(n)}`)
  }
  process.stderr.write(`struck at: ${where.join(', ')}\n`)
  await settle()
  await everyMailInOnePlace()
  everyAnswerOnce()
  await ledgerAndMailboxAgree()
})

/** Until nothing waits; what a mail server cannot tell is settled by what the buyer's mailbox holds, as a person would. */
async function settle(): Promise<void> {
  const open = ({ results }: PassOutcome): number =>
    results.flatMap(({ accounts }) => accounts.map(({ waiting }) => waiting)).reduce((sum, waiting) => sum + waiting, 0)
  await world.boxHolds(sent.length + sent.filter(({ again }) => again).length)
  for (let tries = 0; tries < 10; tries += 1) {
    const outcome = await world.passes()
    const buyers = new Set(answered.map(({ to }) => to))
    for (const { id, messageId } of outcome.unknown) {
      const arrived = [...buyers].some((buyer) => world.mailsOf(buyer).some((raw) => raw.includes(messageId ?? '?')))
      await world.command(['outbox', 'resolve', id, arrived ? 'sent' : 'not-sent'])
    }
    const went = outcome.results.every(({ accounts }) => accounts.every(({ ok }) => ok))
    if (went && outcome.unknown.length === 0 && open(outcome) === 0) return
    await systemClock.sleep(1000)
  }
  throw new Error('something stays open')
}

async function everyMailInOnePlace(): Promise<void> {
  const places = await world.placed()
  const ids = places.map(({ messageId }) => messageId)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  const ticketOf = new Map<string, number>()
  const missing: string[] = []
  for (const { token, as } of sent) {
    const found = places.filter(({ text }) => text.includes(token))
    const wanted = as === 'message' ? 1 : 0
    if (found.length !== wanted) missing.push(`${token} (${as}): ${String(found.length)} times`)
    if (found[0] !== undefined) ticketOf.set(token, found[0].ticket)
  }
  expect(missing).toEqual([])
  const apart = sent.filter(({ token, thread }) => thread !== null && ticketOf.get(token) !== ticketOf.get(thread))
  expect(apart.map(({ token }) => token)).toEqual([])
  const alone = sent.filter(({ as, thread }) => as === 'message' && thread === null)
  expect(new Set(alone.map(({ token }) => ticketOf.get(token))).size).toBe(alone.length)
}

function everyAnswerOnce(): void {
  const wrong = answered.flatMap(({ to, text }) => {
    const times = world.mailsOf(to).filter((raw) => raw.includes(text)).length
    return times === 1 ? [] : [`${text} to ${to}: ${String(times)} times`]
  })
  expect(wrong).toEqual([])
}

async function ledgerAndMailboxAgree(): Promise<void> {
  const counts = JSON.parse((await world.command(['mails', 'list', world.run, '--json'])).trim()) as {
    counts: readonly { state: string; reason: string | null; mails: number }[]
  }
  const listed = counts.counts.filter(({ state }) => state === 'aside').reduce((sum, { mails }) => sum + mails, 0)
  expect(listed).toBe(sent.filter(({ as }) => as !== 'message').length)
  const { accounts } = JSON.parse((await world.command(['reconcile', '--json'])).trim().split('\n').at(-1) ?? '') as {
    accounts: readonly { account: string; missing: readonly unknown[] }[]
  }
  expect(accounts.map(({ missing }) => missing)).toEqual([[]])
}
