import { expect, test } from 'vitest'
import { fileKey } from '../../src/domain/ids.ts'
import type { OfferedFile } from '../../src/domain/message.ts'
import { instant } from '../../src/domain/time.ts'
import { promises } from './subjects.ts'
import { shop } from './world.ts'

const photo = (filename: string, byte: number) => ({
  filename,
  mimeType: 'image/jpeg',
  bytes: new Uint8Array([255, 216, 255, byte]),
})

promises("a buyer's files", 'messages.pull', (subject) => {
  async function withFiles(...files: ReturnType<typeof photo>[]) {
    const world = await shop(subject)
    world.buyerWrites('vorher, ohne Datei')
    const conversation = world.buyerWrites('kaputt', { order: 'MACC002', files })
    world.clock.moveMs(60_000)
    world.buyerWrites('und noch eins', { order: 'MACC002', conversation, files: [photo('später.jpg', 9)] })
    world.clock.moveMs(60_000)
    const { conversations } = await world.pass()
    const messages = conversations.flatMap((snapshot) => snapshot.messages)
    const of = (text: string): readonly OfferedFile[] => messages.find((message) => message.text === text)?.files ?? []
    return { ...world, of }
  }

  test('hang on the message they came with, each once, and come byte for byte', async () => {
    const sent = [photo('von vorn.jpg', 1), photo('von hinten.jpg', 2), photo('größer & näher.jpg', 3)]
    const { of, messages } = await withFiles(...sent)
    expect(of('vorher, ohne Datei')).toEqual([])
    expect(of('und noch eins').map(({ filename }) => filename)).toEqual(['später.jpg'])
    expect(of('kaputt').map(({ filename }) => filename)).toEqual(sent.map(({ filename }) => filename))
    for (const [at, offered] of of('kaputt').entries()) {
      expect(await messages.fetchFile(offered)).toMatchObject({ kind: 'bytes', bytes: sent[at]?.bytes })
    }
  })

  test('of one name are two files', async () => {
    const { of, messages } = await withFiles(photo('foto.jpg', 1), photo('foto.jpg', 2))
    const offered = of('kaputt')
    expect(new Set(offered.map(({ key }) => key)).size).toBe(2)
    const fetched = await Promise.all(offered.map((file) => messages.fetchFile(file)))
    expect(fetched.map((file) => file.kind === 'bytes' && file.bytes[3])).toEqual([1, 2])
  })

  test.each([401, 403, 404, 410, 500])(
    'that cannot be had (%i) are refused with a reason, and nothing else stops',
    async (status) => {
      const { of, messages, middle } = await withFiles(photo('foto.jpg', 1))
      middle.setMishap(() => ({ kind: 'instead', status }))
      const [offered] = of('kaputt')
      expect(offered && (await messages.fetchFile(offered))).toMatchObject({
        kind: 'refused',
        reason: expect.any(String) as string,
      })
    },
  )

  test.each([
    'http://169.254.169.254/latest',
    'https://localhost/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    undefined,
  ])('at an address that may not be called are refused: %s', async (uri) => {
    const { messages } = await shop(subject)
    const file = { key: fileKey('k'), filename: 'x.jpg', at: instant('2026-11-20T10:00:00Z'), ...(uri && { uri }) }
    expect(await messages.fetchFile(file)).toMatchObject({ kind: 'refused' })
  })
})
