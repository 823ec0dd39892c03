import { z } from 'zod'
import { formPatterns } from '../../src/kit/form-patterns.ts'

/** A mailbox's own lines of an account file. */
export const config = z.object({ FORM_PATTERNS: formPatterns })
