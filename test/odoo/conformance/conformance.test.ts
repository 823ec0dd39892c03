import { describe } from 'vitest'
import { trySandbox } from './offline.ts'

describe('the sandbox without our addons', () => {
  trySandbox({ addon: false })
})
