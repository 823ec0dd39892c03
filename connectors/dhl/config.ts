import { z } from 'zod'

/** DHL's own line of `.env`. */
export const config = z.object({
  DHL_API_KEY: z
    .string()
    .regex(/^[!-~]+$/, 'must be the key as the portal shows it, without spaces')
    .meta({
      secret: true,
      description: 'Key (consumer key) of an app with Shipment Tracking - Unified: developer.dhl.com, My Apps.',
      example: 'change-me',
    }),
})

export type DhlSettings = z.infer<typeof config>
