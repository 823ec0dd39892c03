import { expect, test } from 'vitest'
import { messageId } from '../../src/domain/ids.ts'
import { findOwn, newestOwnId } from '../../src/flows/readback.ts'
import { message, snapshot } from './samples.ts'

const none = new Set<never>()

test('only a seller message newer than the marker, with the same text and bound to nothing else, is ours', () => {
  const thread = snapshot([
    message('1', 'seller', 'Gern.'),
    message('2', 'buyer', 'Danke!'),
    message('3', 'buyer', 'Gern.'),
    message('4', 'seller', 'Gern.'),
    message('5', 'seller', 'Gern.'),
  ])
  const marker = { newestOwn: messageId('1'), text: 'Gern.' }
  expect(findOwn(thread, marker, none)?.id).toBe('4')
  expect(findOwn(thread, marker, new Set([messageId('4')]))?.id).toBe('5')
  expect(findOwn(thread, { ...marker, newestOwn: messageId('5') }, none)).toBeUndefined()
  expect(findOwn(thread, { ...marker, text: 'Nein.' }, none)).toBeUndefined()
})

test('line ends and spaces that the marketplace changes do not hide our answer', () => {
  const thread = snapshot([message('1', 'seller', 'Guten Tag,\r\n\r\nIhr Paket  ist da. ')])
  expect(findOwn(thread, { newestOwn: null, text: 'Guten Tag,\n\nIhr Paket ist da.' }, none)?.id).toBe('1')
})

test('the newest own message is the last of the seller, whatever follows', () => {
  expect(
    newestOwnId(snapshot([message('1', 'seller', 'a'), message('2', 'seller', 'b'), message('3', 'buyer', 'c')])),
  ).toBe('2')
  expect(newestOwnId(snapshot([message('3', 'buyer', 'c')]))).toBeNull()
})
