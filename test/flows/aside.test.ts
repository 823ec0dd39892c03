import { expect, test } from 'vitest'
import { Retryable } from '../../src/domain/errors.ts'
import { createAside } from '../../src/flows/aside.ts'
import { silent } from '../ledger/database.ts'

test('a question that hangs is waited for a moment, asked once, and counts when its answer comes', async () => {
  const aside = createAside(silent, 20)
  const answer = Promise.withResolvers<undefined>()
  const answered: string[] = []
  const ask = async (): Promise<void> => {
    await answer.promise
    answered.push('late')
  }
  aside.begin('hangs', ask)
  aside.begin('hangs', ask)
  aside.begin('fails', () => Promise.reject(new Retryable('No answer.')))
  await aside.settled()
  expect(answered).toEqual([])
  answer.resolve(undefined)
  await aside.settled()
  expect(answered).toEqual(['late'])
})
