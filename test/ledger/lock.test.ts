import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Misconfigured } from '../../src/domain/errors.ts'
import { acquireDataLock } from '../../src/ledger/lock.ts'
import { type Child, startChild } from './child.ts'

let folder: string
const children: Child[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'care-lock-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill()
  rmSync(folder, { recursive: true })
})

function holder(): Child {
  const child = startChild('lock-holder.ts', folder)
  children.push(child)
  return child
}

test('of two processes on one folder the second is refused: which folder, why, and what to do', async () => {
  expect(await holder().line()).toBe('held')
  const second = holder()
  const refusal = await second.line()
  expect(refusal).toContain(folder)
  expect(refusal).toMatch(/Another process.*nothing was changed.*DATA_DIR/)
  expect(await second.ended()).toBe(2)
  expect(second.stderr()).toBe('')
  expect(() => acquireDataLock(folder)).toThrow(Misconfigured)
})

test('of three processes that start together exactly one has the folder', async () => {
  const lines = await Promise.all([holder(), holder(), holder()].map((child) => child.line()))
  expect(lines.filter((line) => line === 'held')).toHaveLength(1)
})

test('kill -9 frees the folder at once', async () => {
  const first = holder()
  expect(await first.line()).toBe('held')
  await first.kill()
  acquireDataLock(folder).release()
})

test('within one process the folder is had once, and again after it was given back', () => {
  const lock = acquireDataLock(folder)
  expect(() => acquireDataLock(folder)).toThrow('Another process uses the data folder')
  lock.release()
  lock.release()
  acquireDataLock(folder).release()
})

test('a folder that does not exist is made, for its owner only', () => {
  acquireDataLock(join(folder, 'deep', 'data')).release()
})

test('a folder that cannot be one is refused clearly', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => acquireDataLock(join(folder, 'file', 'data'))).toThrow(/cannot be written.*DATA_DIR/)
})
