import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * HMAC-SHA256 of a text or of bytes as they go over the line.
 * @param key as text, the way the marketplace shows it; not decoded
 */
export function hmacSha256(key: string, signed: string | Uint8Array, as: 'hex' | 'base64'): string {
  return createHmac('sha256', key).update(signed).digest(as)
}

/**
 * Whether a signature that came is the one that was expected. How long it takes tells nothing about where they differ.
 * @param given undefined = none came
 */
export function isSigned(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
