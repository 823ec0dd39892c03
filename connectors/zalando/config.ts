import { z } from 'zod'
import { marketplaceSenders } from '../../src/kit/mail-market.ts'

/** Zalando's own lines of an account file. */
export const config = z.object({
  CARE_SENDERS: marketplaceSenders(
    "Further addresses or domains from which Zalando's Customer Care writes, comma list, in case real mails come from others than are known: connectors/zalando/BEHAVIOR.md.",
    'care.zalando.example',
  ),
})

export type ZalandoSettings = z.infer<typeof config>
