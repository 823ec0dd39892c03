import { z } from 'zod'

/** Amazon has no settings of its own yet: the mailbox and the mail server of the account are all it needs. */
export const config = z.object({})
