import { hmacSha256 } from '../../src/kit/sign.ts'

export interface SignedCall {
  readonly method: string
  /** Scheme, host, path and query exactly as sent. */
  readonly uri: string
  /** Exactly as sent; empty when there is none. */
  readonly body: string | Uint8Array
  /** Unix seconds; accepted within five minutes of the marketplace's clock. */
  readonly timestamp: number
}

/**
 * Signature of a call: HMAC-SHA256 over method, address, body and time, one a line, in lower-case hex.
 * Source: Kaufland's PHP samples (page getting-started), checked against a published vector: BEHAVIOR.md, signature.
 * @param secretKey the 64 characters as text, not decoded
 */
export function sign({ method, uri, body, timestamp }: SignedCall, secretKey: string): string {
  const signed = [`${method}\n${uri}\n`, body, `\n${String(timestamp)}`].map((part) => Buffer.from(part))
  return hmacSha256(secretKey, Buffer.concat(signed), 'hex')
}
