import { z } from 'zod'

/** Corner Shop's own lines of an account file. */
export const config = z.object({
  CLIENT_ID: z
    .string()
    .regex(/^[a-z0-9]{8}$/, 'must be the 8 letters and digits shown in the seller portal')
    .meta({ secret: false, description: 'Client id of the seller account: seller portal, API.', example: 'a1b2c3d4' }),
  CLIENT_SECRET: z
    .string()
    .regex(/^[!-~]{32}$/, 'must be the 32 characters shown in the seller portal, without spaces')
    .meta({
      secret: true,
      description: 'Secret that belongs to the client id (32 characters).',
      example: '0123456789abcdef0123456789abcdef',
    }),
})

export type CornerSettings = z.infer<typeof config>
