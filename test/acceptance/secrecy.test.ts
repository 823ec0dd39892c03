import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { metaOf, shapeOf } from '../../src/config/field.ts'
import type { Fault } from '../../src/domain/errors.ts'
import { conversationId } from '../../src/domain/ids.ts'
import type { Answered, Mishap } from './middle.ts'
import { passingMishaps } from './mishaps.ts'
import { promises } from './subjects.ts'
import { BUYER, outcome, shop } from './world.ts'
import type { Shop } from './world.ts'

const QUESTION = 'Meine Nummer ist 0171 5550123, Gartenweg 7'
const ANSWER = 'Wir rufen Sie an, Frau Geheimrat'

/** Everything that is asked for all day: the pass, the files, an answer, a check. */
async function aDay(world: Shop): Promise<readonly Fault[]> {
  const photo = { filename: 'foto.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216, 255, 0]) }
  const id = world.buyerWrites(QUESTION, { files: [photo] })
  world.clock.moveMs(60_000)
  const faults = [await outcome(world.pass()), await outcome(world.connector.check())]
  for (const { files } of world.known.values()) {
    for (const file of files) faults.push(await outcome(world.messages.fetchFile(file)))
  }
  if (world.connector.reply)
    faults.push(await outcome(world.reply(conversationId(id), { text: ANSWER, files: [photo] })))
  return faults.filter((fault) => fault !== undefined)
}

/** An answer that repeats all that was sent, as some error pages do. */
const echo =
  (status: number): ((request: Parameters<Extract<Mishap, { kind: 'changed' }>['change']>[1]) => Answered) =>
  ({ headers, query, body }) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify({ type: 'echo', message: `${query} ${JSON.stringify(headers)} ${body.toString()} ${QUESTION}` }),
    ),
  })

promises('keeps to itself', 'messages.pull', (subject) => {
  const secrets = ({ sandbox }: Shop) =>
    Object.entries(shapeOf(subject.config))
      .filter(([name, field]) => metaOf(name, field).secret)
      .map(([name]) => sandbox.settings[name] ?? '')

  test('secrets and what people write: not in the log, not in a fault', async () => {
    const echoes = [400, 401, 404, 409, 422, 500].map((status): Mishap => ({
      kind: 'changed',
      change: (_, request) => echo(status)(request),
    }))
    for (const mishap of [undefined, ...Object.values(passingMishaps), ...echoes]) {
      const world = await shop(subject)
      world.middle.setMishap(() => mishap)
      const said = [...world.logged, ...(await aDay(world)).map(inFull)].join('\n')
      for (const word of [...secrets(world), BUYER.name, QUESTION, 'Gartenweg', ANSWER, 'Geheimrat']) {
        expect(said).not.toContain(word)
      }
    }
  })

  test('and calls nobody but its marketplace', async () => {
    const world = await shop(subject)
    const own = new URL(world.middle.origin).host
    const { strangers } = await watchingTraffic(own, new URL(world.sandbox.baseUrl).host, () => aDay(world))
    expect(strangers).toEqual([])
    expect(world.calls.map(({ url }) => new URL(url).host).filter((host) => host !== own)).toEqual([])
  })

  test('and takes its secrets nowhere that an answer names', async () => {
    const world = await shop(subject)
    const elsewhere = 'https://collector.example'
    world.middle.setMishap(() => ({
      kind: 'changed',
      change: (answer) => ({
        ...answer,
        body: Buffer.from(answer.body.toString('latin1').replaceAll(world.middle.origin, elsewhere), 'latin1'),
      }),
    }))
    await aDay(world)
    for (const { url, headers, foreignHost } of world.calls) {
      if (new URL(url).origin === world.middle.origin) continue
      // A file may lie anywhere public; it is fetched bare.
      expect({ foreignHost, headers: headers ?? {} }).toEqual({ foreignHost: 'public-https', headers: {} })
    }
  })

  test('and sends no secret in an address', async () => {
    const world = await shop(subject)
    await aDay(world)
    for (const secret of secrets(world)) {
      expect(world.calls.filter(({ url }) => decodeURIComponent(url).includes(secret))).toEqual([])
    }
  })
})

/** All that a fault holds: its words and those of its causes. */
function inFull(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  return `${fault.message} ${JSON.stringify(fault)} ${fault.cause === undefined ? '' : inFull(fault.cause)}`
}

/** Runs something and notes every host that this process calls meanwhile, by whatever means. */
async function watchingTraffic(own: string, standIn: string, run: () => Promise<unknown>) {
  const strangers: string[] = []
  const note = (host: string) => {
    if (host !== own && host !== standIn) strangers.push(host)
  }
  const fetched = (message: unknown) => {
    note(new URL(String((message as { request: { origin: unknown } }).request.origin)).host)
  }
  const requested = (message: unknown) => {
    note(String((message as { request: { getHeader(name: string): unknown } }).request.getHeader('host')))
  }
  subscribe('undici:request:create', fetched)
  subscribe('http.client.request.start', requested)
  try {
    await run()
  } finally {
    unsubscribe('undici:request:create', fetched)
    unsubscribe('http.client.request.start', requested)
  }
  return { strangers }
}
