import { expect, test } from 'vitest'
import { trimReply } from '../../../src/mail/trim/trim.ts'
import { replies, variants } from './set/replies.ts'
import { normalise } from '../../../src/domain/text.ts'
import { judge } from './set/score.ts'

test('the set holds at least 200 own replies in nine languages, each of a person and not written twice in one form', () => {
  const own = replies().filter(({ expected }) => expected !== null)
  expect(own.length).toBeGreaterThanOrEqual(200)
  expect(new Set(own.map(({ language }) => language)).size).toBe(9)
  expect(new Set(own.map(({ text }) => text)).size).toBe(own.length)
})

test('every client that buyers write with is in the set', () => {
  const clients = new Set(replies().map(({ client }) => client))
  const named = [
    'Gmail web',
    'Gmail Android',
    'Gmail iOS',
    'Outlook desktop',
    'Outlook web',
    'Outlook mobile',
    'Apple Mail Mac',
    'iPhone',
    'GMX web',
    'web.de',
    'Thunderbird',
    'Yahoo',
    'Samsung',
    'K-9',
    'Proton',
  ]
  expect(named.filter((client) => !clients.has(client))).toEqual([])
})

test('each reply of the set is left with exactly its new words, by its plain part and by its HTML', () => {
  const missed = judge().filter(({ right }) => !right)
  expect(missed.map(({ reply, variant }) => `${reply.id}, ${variant}`)).toEqual([])
})

test('clients that mark quotes by elements are read by those, even where the text has lost its lines', () => {
  const unread = replies()
    .filter(({ expected, handedOn }) => expected !== null && handedOn.length === 0)
    .filter((reply) => {
      const flat = variants(reply)
        .map(({ text }) => text.replace(/\s+/g, ' '))
        .at(-1)
      return normalise(trimReply({ text: flat ?? '', html: reply.html }).reply) !== normalise(reply.expected ?? '')
    })
  // These write no element that tells; the patterns read them.
  expect([...new Set(unread.map(({ client }) => client))].toSorted()).toEqual([
    'Samsung',
    'T-Online',
    'Yandex',
    'web.de',
  ])
})
