import { onTestFinished } from 'vitest'
import { startSandbox } from '../../../connectors/kaufland/sandbox.ts'
import type { KauflandSandbox } from '../../../connectors/kaufland/sandbox.ts'
import { sign } from '../../../connectors/kaufland/sign.ts'
import { instant } from '../../../src/domain/time.ts'

const now = instant('2026-11-20T10:00:00Z')

/** Kaufland's stand-in, whose clock stands still. */
export async function sandbox(): Promise<KauflandSandbox> {
  const started = await startSandbox({ now: () => now })
  onTestFinished(() => started.close())
  return started
}

/** A signed call, without our client between. */
export async function call(kaufland: KauflandSandbox, method: string, path: string, body = '') {
  const uri = `${kaufland.baseUrl}${path}`
  const timestamp = Date.parse(now) / 1000
  const response = await fetch(uri, {
    method,
    headers: {
      'user-agent': 'test',
      'shop-client-key': kaufland.settings['CLIENT_KEY'] ?? '',
      'shop-timestamp': String(timestamp),
      'shop-signature': sign({ method, uri, body, timestamp }, kaufland.settings['SECRET_KEY'] ?? ''),
    },
    ...(body && { body }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) }
}
