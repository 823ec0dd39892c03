import { Permanent, Retryable, type Fault } from '../domain/errors.ts'

const TIMEOUT_MS = 10_000

/**
 * Calls an address that an operator gave: GET, or POST of a JSON document. It takes 10 seconds at most and follows no redirection.
 * @throws Retryable or Permanent whose words hold no part of the address, since that is a secret
 */
export async function callHook(name: string, url: string, document?: unknown): Promise<void> {
  // Calls are rare: a connection kept from the last one has often been closed by the other side meanwhile.
  const connection = { connection: 'close' }
  const request =
    document === undefined
      ? { headers: connection }
      : {
          method: 'POST',
          headers: { ...connection, 'content-type': 'application/json' },
          body: JSON.stringify(document),
        }
  let status: number
  try {
    const answer = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    status = answer.status
    await answer.body?.cancel()
  } catch (error) {
    throw unreachable(name, error)
  }
  if (status >= 200 && status < 300) return
  const words = `The address of ${name} answers ${String(status)}. Nothing was taken there. It is tried again; check ${name}.`
  throw status >= 500 || status === 429 ? new Retryable(words) : new Permanent(words, { code: String(status) })
}

/** The cause is left out: its text repeats the address. */
function unreachable(name: string, error: unknown): Fault {
  const { cause } = error as { cause?: { code?: unknown } }
  const code = typeof cause?.code === 'string' ? cause.code : (error as Error).name
  return new Retryable(`The address of ${name} does not answer (${code}). It is tried again; check ${name}.`)
}
