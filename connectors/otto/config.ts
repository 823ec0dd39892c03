import { z } from 'zod'
import { marketplaceSenders } from '../../src/kit/mail-market.ts'

/** OTTO's own lines of an account file. */
export const config = z.object({
  ANSWER_HOURS: z
    .string()
    .regex(/^(?:[1-9]|[1-9]\d|1\d\d|2[0-3]\d|240)$/, 'must be whole hours from 1 to 240')
    .default('24')
    .transform(Number)
    .meta({
      secret: false,
      description:
        'Hours on working days within which a buyer of OTTO is to be answered. OTTO names no time in public; what your contract says counts.',
      example: '48',
      default: '24',
    }),
  OTTO_SENDERS: marketplaceSenders(
    'Further addresses or domains from which OTTO writes, comma list, in case real mails come from others than are known: connectors/otto/BEHAVIOR.md.',
    'service.otto.example',
  ),
})

export type OttoSettings = z.infer<typeof config>
