import { describe, expect, test } from 'vitest'
import type { CaseAction, CaseFacts } from '../../src/domain/case.ts'
import type { CaseActionRule, PullStart } from '../../src/kit/connector.ts'
import { passingMishaps } from './mishaps.ts'
import { promises } from './subjects.ts'
import type { Subject } from './subjects.ts'
import { cases, sold } from './trade.ts'
import type { Trade } from './trade.ts'
import { failure, kinds, ORDER, outcome, promised } from './world.ts'

const WORDS = 'Bitte senden Sie uns ein Foto vom Schaden.'

interface CasePass {
  readonly found: readonly CaseFacts[]
  readonly cursors: readonly unknown[]
}

async function casePass(world: Trade, cursor?: PullStart['cursor']): Promise<CasePass> {
  const found: CaseFacts[] = []
  const cursors: unknown[] = []
  for await (const page of cases(world).pull({ cursor, goLive: world.goLive, startFrom: undefined })) {
    found.push(...page.cases)
    cursors.push(page.cursor)
  }
  return { found, cursors }
}

const stored = ({ cursors }: CasePass) => JSON.parse(JSON.stringify(cursors.at(-1))) as NonNullable<PullStart['cursor']>

promises('cases', 'returns.pull', (subject) => {
  const wish = (world: Trade) =>
    world.trade.returns({
      order: ORDER,
      lines: world.lineIds.slice(0, 1),
      reason: 'defect',
      note: 'Henkel ab, ärgerlich!',
    })

  test('come with order, line, reason and the buyer, once', async () => {
    const world = await sold(subject)
    expect((await casePass(world)).found).toEqual([])
    const [id = ''] = wish(world)
    world.clock.moveMs(60_000)
    const first = await casePass(world)
    expect(first.found).toMatchObject([{ id, type: 'return', order: ORDER, quantity: 1 }])
    const [facts] = first.found
    expect(facts?.line === undefined || world.lineIds.includes(facts.line)).toBe(true)
    expect(facts?.sourceState).not.toBe('')
    expect(first.cursors.map((cursor) => cursor !== undefined)).toEqual(
      first.cursors.map((_, at, all) => at === all.length - 1),
    )
    world.clock.moveMs(60_000)
    const second = await casePass(world, stored(first))
    world.clock.moveMs(60_000)
    expect((await casePass(world, stored(second))).found).toEqual([])
    expect(await cases(world).read(promised(facts).id)).toEqual(facts)
  })

  test('come again when they change', async () => {
    const world = await sold(subject)
    const [id = ''] = wish(world)
    world.clock.moveMs(60_000)
    const first = await casePass(world)
    world.clock.moveMs(60_000)
    world.trade.arrives(id)
    world.clock.moveMs(60_000)
    const { found } = await casePass(world, stored(first))
    expect(found).toMatchObject([{ id, state: 'to_decide' }])
    expect(found[0]?.allowed.length).toBeGreaterThan(0)
  })

  test.each(['403', '429 without Retry-After', '500', 'garbled JSON', 'half of the JSON'])(
    'by %s are not said to be none',
    async (name) => {
      const world = await sold(subject)
      wish(world)
      world.clock.moveMs(60_000)
      world.middle.setMishap(() => passingMishaps[name])
      expect(await failure(casePass(world))).toMatchObject({ systemic: true })
      world.middle.setMishap(() => undefined)
      expect((await casePass(world)).found).toHaveLength(1)
    },
  )

  describe.skipIf(subject.manifest.caseActions === undefined)('are decided', () => {
    const actions = Object.entries(subject.manifest.caseActions ?? {}) as [CaseAction, CaseActionRule][]

    test.each(actions)('%s: once, and the case shows it', async (action, rule) => {
      const world = await atHand(subject, action)
      await world.decide()
      expect(world.decisions()).toEqual([action])
      const facts = await cases(world).read(world.facts.id)
      expect(facts.state).not.toBe(world.facts.state)
      expect(facts.conversations.length > world.facts.conversations.length).toBe(rule.startsConversation)
      const text = world.sandbox
        .conversations()
        .flatMap(({ messages }) => messages.filter(({ text }) => text === WORDS))
      expect(text).toHaveLength(rule.startsConversation ? 1 : 0)
    })

    test.each(actions)(
      '%s, with the answer lost after it was accepted: unknown, and found by reading',
      async (action) => {
        const rehearsal = await atHand(subject, action)
        const from = rehearsal.middle.exchanges.length
        await rehearsal.decide()
        const last = rehearsal.middle.exchanges.length - 1 - from
        const world = await atHand(subject, action)
        const first = world.middle.exchanges.length
        world.middle.setMishap(({ index }) => (index === first + last ? { kind: 'lose-answer' } : undefined))
        expect(await failure(world.decide())).toMatchObject({ kind: 'unknown' })
        expect(world.decisions()).toEqual([action])
        expect((await cases(world).read(world.facts.id)).state).not.toBe(world.facts.state)
      },
    )

    test.each(actions)('%s, with mishaps: told truly', async (action) => {
      const rehearsal = await atHand(subject, action)
      const from = rehearsal.middle.exchanges.length
      await rehearsal.decide()
      const requests = kinds(rehearsal.middle.exchanges.slice(from))
      // One way to decide is tried with all of them; the others go the same way and need the worst only.
      const worst = ['403', '500', 'an answer lost', 'an answer cut'].flatMap((name) => passingMishaps[name] ?? [])
      const mishaps = action === actions[0]?.[0] ? Object.values(passingMishaps) : worst
      for (const mishap of mishaps) {
        for (const { request } of requests) {
          const world = await atHand(subject, action)
          world.middle.setMishap(({ index }) => (index === request.index ? mishap : undefined))
          const fault = await outcome(world.decide())
          if (fault === undefined) expect(world.decisions()).toEqual([action])
          else if (fault.kind !== 'unknown') expect(world.decisions()).toEqual([])
        }
      }
    })

    test.each(actions.filter(([, { text }]) => text !== 'none'))(
      '%s keeps to the rules for words',
      async (action, rule) => {
        const world = await atHand(subject, action)
        const decide = promised(cases(world).decide)
        const before = world.calls.length
        if (rule.text === 'required') {
          expect(await failure(decide(world.facts.id, { action, text: null }))).toMatchObject({ kind: 'permanent' })
        }
        if (rule.textMaxChars !== undefined) {
          const text = 'x'.repeat(rule.textMaxChars + 1)
          expect(await failure(decide(world.facts.id, { action, text }))).toMatchObject({ kind: 'permanent' })
        }
        expect(world.decisions()).toEqual([])
        expect(world.calls.length).toBe(before)
      },
    )
  })

  /** A case for which the action is allowed: announced or with the goods back, whichever it takes. */
  async function atHand(of: Subject, action: CaseAction) {
    for (const arrived of [false, true]) {
      const world = await sold(of)
      const [id = ''] = wish(world)
      world.clock.moveMs(60_000)
      if (arrived) world.trade.arrives(id)
      const [facts] = (await casePass(world)).found
      if (facts === undefined || !facts.allowed.includes(action)) continue
      const text = of.manifest.caseActions?.[action]?.text === 'none' ? null : WORDS
      return Object.assign(world, {
        facts,
        decide: () => promised(cases(world).decide)(facts.id, { action, text }),
        decisions: () => world.trade.cases().flatMap(({ decisions }) => decisions.map((one) => one.action)),
      })
    }
    throw new Error(`no case of the stand-in allows ${action}`)
  }
})
