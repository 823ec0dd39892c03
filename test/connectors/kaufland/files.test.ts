import { expect, test } from 'vitest'
import { conversationId, fileKey } from '../../../src/domain/ids.ts'
import { instant } from '../../../src/domain/time.ts'
import { shop } from './shop.ts'

const photo = { filename: 'foto von mir.jpg', mimeType: 'image/jpeg', bytes: new Uint8Array([255, 216, 255, 0]) }

async function withPhoto() {
  const world = await shop()
  const conversation = conversationId(world.buyerWrites('kaputt', { files: [photo] }))
  const { messages } = await world.connector.messages.thread(conversation)
  const file = messages[0]?.files[0]
  if (file === undefined) throw new Error('the photo is missing')
  return { ...world, file }
}

test("a buyer's photo hangs on its message and is fetched", async () => {
  const { connector, file } = await withPhoto()
  expect(file).toMatchObject({ filename: photo.filename, key: `${photo.filename}|2026-11-20T10:00:00.000Z` })
  expect(await connector.messages.fetchFile(file)).toEqual({
    kind: 'bytes',
    bytes: photo.bytes,
    mimeType: 'image/jpeg',
  })
})

test('an address that has expired is asked for anew', async () => {
  const { connector, kaufland, file } = await withPhoto()
  kaufland.expireFiles()
  expect(await connector.messages.fetchFile(file)).toMatchObject({ kind: 'bytes', bytes: photo.bytes })
  expect(kaufland.requests().filter((line) => line.includes('/files/'))).toHaveLength(2)
})

test('a conversation that cannot be asked for a fresh address leaves the file refused', async () => {
  const { connector, kaufland, file } = await withPhoto()
  kaufland.expireFiles()
  kaufland.fail({ path: /\/tickets\/001/, times: 1, how: { kind: 'status', status: 404 } })
  expect(await connector.messages.fetchFile(file)).toMatchObject({ kind: 'refused' })
})

test.each([401, 403, 404, 410])('what is gone at a fresh address too (%i) is refused with a reason', async (status) => {
  const { connector, kaufland, file } = await withPhoto()
  kaufland.fail({ path: /^\/files/, times: 2, how: { kind: 'status', status } })
  expect(await connector.messages.fetchFile(file)).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('expired') as string,
  })
})

test('a file server that fails once is survived; twice: refused, and the pass goes on', async () => {
  const { connector, kaufland, file } = await withPhoto()
  kaufland.fail({ path: /^\/files/, times: 1, how: { kind: 'status', status: 503 } })
  expect(await connector.messages.fetchFile(file)).toMatchObject({ kind: 'bytes' })
  kaufland.fail({ path: /^\/files/, times: 2, how: { kind: 'cut' } })
  expect(await connector.messages.fetchFile(file)).toMatchObject({ kind: 'refused' })
})

test('a login page instead of the photo is no photo', async () => {
  const { connector, kaufland, file } = await withPhoto()
  const how = {
    kind: 'status',
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<form>',
  } as const
  kaufland.fail({ path: /^\/files/, times: 2, how })
  expect(await connector.messages.fetchFile(file)).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('web page') as string,
  })
})

test('a file beyond 25 MB is refused', async () => {
  const { connector, kaufland, file } = await withPhoto()
  kaufland.fail({ path: /^\/files/, times: 1, how: { kind: 'status', status: 200, body: 'x'.repeat(25_000_001) } })
  expect(await connector.messages.fetchFile(file)).toEqual({
    kind: 'refused',
    reason: 'The file is larger than 25 MB.',
  })
})

test.each([
  undefined,
  'http://169.254.169.254/latest',
  'https://localhost/x',
  'javascript:alert(1)',
  'file:///etc/passwd',
])('an address that may not be called is refused: %s', async (uri) => {
  const { connector } = await shop()
  const file = { key: fileKey('k'), filename: 'x.jpg', at: instant('2026-11-20T10:00:00Z'), ...(uri && { uri }) }
  expect(await connector.messages.fetchFile(file)).toMatchObject({ kind: 'refused' })
})
