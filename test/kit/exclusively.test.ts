import { expect, test } from 'vitest'
import { exclusively } from '../../src/kit/exclusively.ts'

test('tasks of one name never overlap, also after a fault; other names do not wait', async () => {
  const once = exclusively()
  const steps: string[] = []
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const first = once(['a'], async () => {
    await gate
    steps.push('first')
    throw new Error('broken')
  })
  const second = once(['c', 'a'], () => Promise.resolve(steps.push('second')))
  await once(['b'], () => Promise.resolve(steps.push('other')))
  open()
  await expect(first).rejects.toThrow('broken')
  await second
  expect(steps).toEqual(['other', 'first', 'second'])
})
