import type { AccountName } from '../domain/ids.ts'

export const DEFAULT_TIMEOUT_MS = 30_000
export const DEFAULT_MAX_BYTES = 10_000_000

/** One request of a connector. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute address; its host must be allowed. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Whole time for the exchange; default 30 s. */
  readonly timeoutMs?: number
  /** Answers larger than this are refused; default 10 MB. */
  readonly maxBytes?: number
  /** A repeated call would do no harm: a cut connection is Retryable, not Unknown. Default: true for GET. */
  readonly idempotent?: boolean
  /** Any public https host is allowed (file addresses); never sends credentials. */
  readonly foreignHost?: 'public-https'
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
}

/** Outgoing HTTP of one account: limited hosts, rate limit, timeouts. Answers of any status are returned; only a failed exchange throws (Retryable or Unknown). */
export interface Http {
  /** Whose traffic this is, for sentences to people. */
  readonly account?: AccountName
  request(request: HttpRequest): Promise<HttpResponse>
}
