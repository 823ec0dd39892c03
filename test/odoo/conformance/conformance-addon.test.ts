import { describe } from 'vitest'
import { trySandbox } from './offline.ts'

describe('the sandbox with our addons', () => {
  trySandbox({ addon: true })
})
