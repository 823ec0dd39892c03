import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
/** Tells this use of the secret from its others, and this way of sealing from later ones. */
const PURPOSE = 'marketplace-care tokens 1'

export interface Sealer {
  seal(text: string): Uint8Array
  /** Undefined = sealed with another secret, for another name, or changed since. */
  open(sealed: Uint8Array): string | undefined
}

/** Encrypts by a key derived from a secret; what is sealed for one name cannot be opened for another (AES-256-GCM). */
export function sealing(secret: string): (name: string) => Sealer {
  let derived: Buffer | undefined
  // Slow on purpose, for secrets that people made up; done once, and only where something is sealed.
  const key = (): Buffer => (derived ??= scryptSync(secret, PURPOSE, KEY_BYTES))
  return (name) => ({
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key(), nonce).setAAD(Buffer.from(name))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
    },
    open(sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv(ALGORITHM, key(), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-TAG_BYTES))
      const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
      try {
        return Buffer.concat([opened, decipher.final()]).toString('utf8')
      } catch {
        // The only thing it says is that the tag does not fit.
        return undefined
      }
    },
  })
}
