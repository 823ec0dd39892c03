import { z } from 'zod'
import { formPatterns } from '../../src/kit/form-patterns.ts'

/** The web shop's own lines of an account file. */
export const config = z.object({ FORM_PATTERNS: formPatterns })
