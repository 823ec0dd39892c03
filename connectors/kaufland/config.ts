import { z } from 'zod'

/** Both keys are plain text of fixed length; a signature made with a cut one is only refused later: BEHAVIOR.md, signature. */
const key = (characters: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[!-~]{${String(characters)}}$`),
      `must be the ${String(characters)} characters shown in the seller portal, without spaces`,
    )

const storefronts = z
  .string()
  .default('de')
  .transform((list) => [...new Set(list.split(',').map((name) => name.trim().toLowerCase()))])
  .refine((list) => list.every((name) => /^[a-z]{2}$/.test(name)), {
    message: 'must be two-letter country codes with commas between, e.g. de,at',
  })

/** Kaufland's own lines of an account file. */
export const config = z.object({
  CLIENT_KEY: key(32).meta({
    secret: true,
    description: 'Client key of the seller account (32 characters): seller portal, settings, API.',
    example: '0123456789abcdef0123456789abcdef',
  }),
  SECRET_KEY: key(64).meta({
    secret: true,
    description: 'Secret key that belongs to the client key (64 characters). It signs each call and is never sent.',
    example: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  }),
  STOREFRONTS: storefronts.meta({
    secret: false,
    description:
      'Countries whose conversations and returns are read, comma list: de, at, cz, sk, pl, fr, it and what Kaufland adds.',
    example: 'de,at',
    default: 'de',
  }),
})

export type KauflandSettings = z.infer<typeof config>
