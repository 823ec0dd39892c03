import { instant } from '../../src/domain/time.ts'
import type { Sandbox, SandboxOptions } from '../../src/kit/sandbox.ts'
import { serveSandbox } from '../../src/kit/sandbox-server.ts'
import { BASE_PATH, kauflandApi } from './sandbox-api.ts'
import { SandboxState } from './sandbox-state.ts'
import type { KauflandMessage } from './sandbox-state.ts'

export interface KauflandSandbox extends Sandbox {
  writes(message: KauflandMessage): string
}

/** Keys that only this stand-in knows. */
const keys = { clientKey: 'sandbox'.padEnd(32, '0'), secretKey: 'sandbox'.padEnd(64, '1') }

/** Starts a local stand-in of the Seller API with tickets, messages, files and order units. */
export async function startSandbox({
  port,
  now = () => instant(new Date()),
}: SandboxOptions): Promise<KauflandSandbox> {
  const state = new SandboxState(now)
  const server = await serveSandbox({ ...(port !== undefined && { port }), now, answer: kauflandApi(state, keys, now) })
  return {
    baseUrl: `${server.origin}${BASE_PATH}`,
    settings: { CLIENT_KEY: keys.clientKey, SECRET_KEY: keys.secretKey, STOREFRONTS: 'de' },
    writes: (message) => state.writes(message),
    closes: (conversation, by) => {
      state.closes(conversation, by)
    },
    conversations: () => state.conversations(),
    fail: server.fail,
    requests: server.requests,
    close: server.close,
  }
}
