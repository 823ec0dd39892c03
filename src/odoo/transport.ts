/** One call of a model's method, positional arguments and named ones as Odoo's `execute_kw` takes them. */
export interface OdooCall {
  readonly model: string
  readonly method: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
  readonly repeatable: boolean
}

/** A way to call Odoo's methods. Throws only Faults. */
export interface Transport {
  readonly kind: 'jsonrpc' | 'json2'
  /** Proves the credentials. Resolves to the user's id. */
  login(): Promise<number>
  /** An answer without result (Python's None) is null. */
  call(call: OdooCall): Promise<unknown>
}

export interface Credentials {
  readonly db: string
  readonly user?: string
  readonly password?: string
  readonly apiKey?: string
}

export const callName = (call: Pick<OdooCall, 'model' | 'method'>): string => `${call.model}.${call.method}`
