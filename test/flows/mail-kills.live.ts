import { expect, test } from 'vitest'
import { type MailWorld, mailWorld, plain, SHOP } from './mail-world.ts'

/** What dies right after its n-th commit. */
class Killed extends Error {}

interface Fate {
  commits: number
  dieAt: number
  dead: boolean
}

/** Where a pass dies; the count goes on. */
function fated(): { readonly fate: Fate; readonly onCommit: () => void } {
  const fate = { commits: 0, dieAt: 0, dead: false }
  const onCommit = (): void => {
    fate.commits += 1
    if (fate.commits !== fate.dieAt) return
    fate.dead = true
    throw new Killed()
  }
  return { fate, onCommit }
}

/** The dead call nobody, whatever they would still catch. */
function mortal<T extends object>(living: T, fate: Fate): T {
  return new Proxy(living, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value === 'function')
        return (...given: unknown[]): unknown => {
          if (fate.dead) throw new Killed()
          return Reflect.apply(value, target, given)
        }
      return typeof value === 'object' && value !== null ? mortal(value, fate) : value
    },
  })
}

const TEXTS = ['Erste Frage', 'Nachtrag dazu', 'Andere Frage', 'Wieder die erste']

/** A question and its answer, then everything that can come into a mailbox at once. */
async function busy(fate: Fate, onCommit: () => void): Promise<{ world: MailWorld; first: string; sent: string }> {
  fate.dieAt = 0
  const world = await mailWorld({}, { onCommit })
  const first = world.arrives({ text: TEXTS[0] ?? '' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  await world.run('reply')
  const sent = world.sink.mails()[0]?.messageId ?? ''
  world.clock.pass(60)
  world.arrives({ text: TEXTS[1] ?? '', references: [first] })
  world.arrives({ text: TEXTS[2] ?? '', from: 'jonas@example.net' })
  world.arrives({ broken: true })
  world.arrives({ text: 'Ich bin nicht da', automatic: { kind: 'vacation', by: 'auto-submitted' } })
  world.arrives({
    from: 'mailer-daemon@mx.example',
    text: 'This is the mail system.',
    report: { outcome: 'failed', about: sent, recipient: 'maria@example.org', status: '5.2.2', diagnostic: '552 full' },
  })
  world.arrives({ text: TEXTS[3] ?? '', references: [sent] })
  fate.commits = 0
  return { world, first, sent }
}

/** Dead or alive: what the pass was is told by its end. */
async function passes(job: 'mirror' | 'reply', world: MailWorld, fate: Fate): Promise<'whole' | 'killed'> {
  const { ledger, outbox, odoo } = world.ports
  const change = { ledger: mortal(ledger, fate), outbox: mortal(outbox, fate), odoo: mortal(odoo, fate) }
  try {
    await world.run(job, change)
    return 'whole'
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return 'killed'
  } finally {
    Object.assign(fate, { dead: false, dieAt: 0 })
  }
}

async function everythingOnce({ world, first }: { world: MailWorld; first: string }): Promise<void> {
  const rows = (await world.rpc('mail.message', 'search_read', [[['message_type', '=', 'email']]], {
    fields: ['body'],
  })) as { body: string }[]
  expect(rows.map(({ body }) => plain(body)).toSorted()).toEqual([...TEXTS].toSorted())
  const states = (await world.listed()).map(({ state }) => state).toSorted()
  expect(states).toEqual(['aside', 'message', 'message', 'message', 'message', 'report', 'unreadable'])
  expect(await world.store.outbox.list({ state: 'failed' })).toHaveLength(1)
  const told = (await world.chatterOf(first)).filter(({ body }) => body.includes('552'))
  expect(told).toHaveLength(1)
  const files = await world.rpc('ir.attachment', 'search_count', [[['name', '=', 'mail.eml']]])
  expect(files).toBe(1)
  expect(await world.rpc('helpdesk.ticket', 'search_count', [[]])).toBe(3)
}

test('a kill after any commit of a pass over a mailbox doubles nothing and loses nothing', async () => {
  const { fate, onCommit } = fated()
  const whole = await busy(fate, onCommit)
  expect(await passes('mirror', whole.world, fate)).toBe('whole')
  await everythingOnce(whole)
  const commits = fate.commits
  expect(commits).toBeGreaterThan(5)
  for (let n = 1; n <= commits; n += 1) {
    const killed = await busy(fate, onCommit)
    fate.dieAt = n
    const end = await passes('mirror', killed.world, fate)
    for (let pass = 0; pass < 2; pass += 1) await killed.world.run('mirror')
    await everythingOnce(killed)
    expect(`${String(n)} ${end}`).toBe(`${String(n)} killed`)
  }
}, 600_000)

test('a kill after any commit of sending sends nothing twice', async () => {
  const { fate, onCommit } = fated()
  for (let n = 1; n < 12; n += 1) {
    const world = await mailWorld({}, { onCommit })
    fate.dieAt = 0
    const first = world.arrives({ text: 'Frage' }) ?? ''
    await world.run('mirror')
    await world.answers(first, '<p>Ja.</p>')
    fate.commits = 0
    fate.dieAt = n
    const end = await passes('reply', world, fate)
    world.clock.pass(120)
    await world.run('reply')
    const [effect, ...others] = await world.store.outbox.list({ account: SHOP })
    expect(others).toEqual([])
    expect(world.sink.mails().length).toBeLessThanOrEqual(1)
    // Sent and told, or a person's to settle.
    expect(effect?.state).toBe(effect?.state === 'unknown' ? 'unknown' : 'done')
    if (effect?.state === 'done') expect(world.sink.mails()).toHaveLength(1)
    if (end === 'whole') return
  }
}, 600_000)
