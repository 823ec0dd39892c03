import { z } from 'zod'
import { marketplaceSenders } from '../../src/kit/mail-market.ts'

/** OTTO's own lines of an account file. */
export const config = z.object({
  OTTO_SENDERS: marketplaceSenders(
    'Further addresses or domains from which OTTO writes, comma list, in case real mails come from others than are known: BEHAVIOR.md.',
    'service.otto.example',
  ),
})

export type OttoSettings = z.infer<typeof config>
