import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/domain/errors.ts'
import { conversationId } from '../../src/domain/ids.ts'
import type { ReplyFile } from '../../src/kit/connector.ts'
import type { Mishap } from './middle.ts'
import { passingMishaps } from './mishaps.ts'
import { lacks, promises } from './subjects.ts'
import { failure, kinds, outcome, promised, shop } from './world.ts'
import type { Shop } from './world.ts'

const TEXT = 'Ihr Paket ist unterwegs. 🚚 Viele Grüße'

/** Our texts in a conversation of the stand-in. */
const answersIn = ({ sandbox }: Shop, conversation: string): readonly string[] =>
  sandbox
    .conversations()
    .filter(({ id }) => id === conversation)
    .flatMap(({ messages }) => messages.filter(({ role }) => role === 'seller').map(({ text }) => text))

/** What the flow must be able to rely on: a fault that says that nothing happened is right, and nothing ever happens twice. */
function expectHonest(fault: Fault | undefined, times: number): void {
  if (fault === undefined) expect(times).toBe(1)
  else if (fault.kind === 'unknown') expect(times).toBeLessThanOrEqual(1)
  else expect(times).toBe(0)
}

promises('answers', 'messages.reply', (subject) => {
  const rules = subject.manifest.messageRules
  const question = async () => {
    const world = await shop(subject)
    const id = world.buyerWrites('Wo ist mein Paket?')
    world.clock.moveMs(60_000)
    return { ...world, world, id, conversation: conversationId(id) }
  }
  const file = (more: Partial<ReplyFile> = {}): ReplyFile => ({
    filename: 'beleg.pdf',
    mimeType: promised(rules).attachmentTypes[0] ?? 'application/pdf',
    bytes: new Uint8Array([37, 80, 68, 70]),
    ...more,
  })

  describe('the buyer', () => {
    test('once, word for word, and the wait is over', async () => {
      const { world, id, conversation, reply, messages } = await question()
      await reply(conversation, { text: TEXT, files: [] })
      expect(answersIn(world, id)).toEqual([TEXT])
      expect((await messages.thread(conversation)).facts.waitsForSeller).toBe(false)
    })

    test('and finds the answer again by reading', async () => {
      const { conversation, reply, messages, clock, settle, known } = await question()
      await reply(conversation, { text: TEXT, files: [] })
      const seen = (await messages.thread(conversation)).messages.at(-1)
      expect(seen).toMatchObject({ author: { role: 'seller' }, text: TEXT, at: clock.now() })
      await settle()
      expect(known.get(seen?.id ?? '')?.text).toBe(TEXT)
    })

    test('and an answer lost after it was accepted is unknown, and found by reading', async () => {
      const { world, id, conversation, reply, messages, middle } = await question()
      const from = middle.exchanges.length
      await reply(conversation, { text: 'zur Probe', files: [] })
      const last = middle.exchanges.length - 1 - from
      const again = await question()
      const first = again.middle.exchanges.length
      again.middle.setMishap(({ index }) => (index === first + last ? { kind: 'lose-answer' } : undefined))
      expect(await failure(again.reply(again.conversation, { text: TEXT, files: [] }))).toMatchObject({
        kind: 'unknown',
      })
      expect(answersIn(again.world, again.id)).toEqual([TEXT])
      const seen = (await again.messages.thread(again.conversation)).messages
      expect(seen.filter(({ author }) => author.role === 'seller').map(({ text }) => text)).toEqual([TEXT])
      expect((await messages.thread(conversation)).messages).toHaveLength(answersIn(world, id).length + 1)
    })

    test.each(Object.entries(passingMishaps))('and %s with any of its requests is told truly', async (_, mishap) => {
      const rehearsal = await question()
      await rehearsal.reply(rehearsal.conversation, { text: TEXT, files: [] })
      for (const { request } of kinds(rehearsal.middle.exchanges)) {
        const { world, id, conversation, reply, middle } = await question()
        middle.setMishap(({ index }): Mishap | undefined => (index === request.index ? mishap : undefined))
        const fault = await outcome(reply(conversation, { text: TEXT, files: [] }))
        expectHonest(fault, answersIn(world, id).length)
      }
    })

    test('and 403 to it is no success', async () => {
      const { world, id, conversation, reply, middle } = await question()
      middle.setMishap(() => passingMishaps['403'])
      expect(['misconfigured', 'permanent']).toContain(
        (await failure(reply(conversation, { text: TEXT, files: [] }))).kind,
      )
      expect(answersIn(world, id)).toEqual([])
    })
  })

  describe('within the rules', () => {
    const refused = async (answer: { text: string; files: readonly ReplyFile[] }) => {
      const { conversation, reply, calls } = await question()
      const fault = await failure(reply(conversation, answer))
      expect(fault).toMatchObject({ kind: 'permanent', systemic: false, code: expect.any(String) as string })
      expect(calls).toEqual([])
      return fault
    }
    const taken = async (answer: { text: string; files: readonly ReplyFile[] }) => {
      const { world, id, conversation, reply, sandbox } = await question()
      await reply(conversation, answer)
      expect(answersIn(world, id)).toEqual([answer.text])
      return (
        sandbox
          .conversations()
          .find((one) => one.id === id)
          ?.messages.at(-1)?.files ?? []
      )
    }

    test('a text without a word is refused before anything is sent', () => refused({ text: ' \n ', files: [] }))

    test('the longest text is taken, one character more is refused before anything is sent', async () => {
      const { textMaxChars } = promised(rules)
      await taken({ text: 'ü'.repeat(textMaxChars), files: [] })
      await refused({ text: 'ü'.repeat(textMaxChars + 1), files: [] })
    })

    test('files arrive byte for byte, of every type that the manifest names', async () => {
      const { attachmentTypes } = promised(rules)
      for (const [at, mimeType] of attachmentTypes.entries()) {
        const sent = file({
          mimeType,
          filename: `größe ${String(at)}.dat`,
          bytes: new Uint8Array([0, 255, at, 13, 10]),
        })
        expect(await taken({ text: 'Anbei.', files: [sent] })).toMatchObject([
          { filename: sent.filename, bytes: sent.bytes },
        ])
      }
    })

    test('a type that it does not name is refused, with the file named', async () => {
      const fault = await refused({
        text: 'Anbei.',
        files: [file({ filename: 'a.exe', mimeType: 'application/x-msdownload' })],
      })
      expect(fault.message).toContain('a.exe')
    })

    test('the largest file is taken, one byte more is refused', async ({ skip }) => {
      const { attachmentMaxBytes, attachmentsMax } = promised(rules)
      skip(attachmentsMax === 0, `${subject.manifest.label} takes no files`)
      await taken({ text: 'Anbei.', files: [file({ bytes: new Uint8Array(attachmentMaxBytes) })] })
      await refused({ text: 'Anbei.', files: [file({ bytes: new Uint8Array(attachmentMaxBytes + 1) })] })
    })

    test('as many files as allowed are taken, one more is refused', async () => {
      const { attachmentsMax } = promised(rules)
      const files = Array.from({ length: attachmentsMax + 1 }, (_, at) => file({ filename: `${String(at)}.pdf` }))
      expect(await taken({ text: 'Anbei.', files: files.slice(1) })).toHaveLength(attachmentsMax)
      await refused({ text: 'Anbei.', files })
    })
  })

  test('with a holding answer, after which the marketplace still waits', async ({ skip }) => {
    skip(subject.manifest.interimAnswers !== true, `${subject.manifest.label} has no holding answers`)
    const { conversation, reply, messages } = await question()
    await reply(conversation, { text: 'Wir prüfen das.', files: [], interim: true })
    const { facts, messages: seen } = await messages.thread(conversation)
    expect(facts.waitsForSeller).toBe(true)
    expect(seen.at(-1)).toMatchObject({ author: { role: 'seller' }, text: 'Wir prüfen das.' })
  })

  test('and closes a conversation; closing it again is no fault', async ({ skip }) => {
    const missing = lacks(subject, 'messages.close')
    skip(missing !== undefined, missing)
    const { connector, conversation, messages } = await question()
    await promised(connector.close).call(connector, conversation)
    expect((await messages.thread(conversation)).facts.status).toBe('closed')
    await promised(connector.close).call(connector, conversation)
  })
})
