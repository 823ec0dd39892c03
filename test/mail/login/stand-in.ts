import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A stand-in for a mail provider's login: device codes, codes by the browser, and renewals that replace what they are asked with. */
export interface LoginStandIn {
  readonly url: string
  /** What was asked for at the token's address, oldest first. */
  readonly asked: Record<string, string>[]
  /** The person confirms, declines, or has not done anything yet. */
  person: 'waits' | 'confirms' | 'declines'
  /** Somebody withdrew the access. */
  withdrawn: boolean
  /** Answers with this status and no words. */
  broken: number | undefined
  /** Means of renewal that are still good. */
  readonly good: Set<string>
}

export async function loginStandIn(): Promise<LoginStandIn> {
  const asked: Record<string, string>[] = []
  const good = new Set<string>()
  const challenges = new Map<string, string>()
  let numbered = 0
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in')
      const say = (status: number, document: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
      }
      if (standIn.broken !== undefined) return void response.writeHead(standIn.broken).end('<html>')
      if (pathname.endsWith('/devicecode')) {
        say(200, {
          device_code: 'D-1',
          user_code: 'ABCD-EFGH',
          verification_uri: 'https://example.com/device',
          expires_in: 900,
          interval: 5,
        })
        return
      }
      if (/\/auth(orize)?$/.test(pathname)) {
        const code = `C-${String((numbered += 1))}`
        challenges.set(code, searchParams.get('code_challenge') ?? '')
        const back = new URL(searchParams.get('redirect_uri') ?? '')
        back.searchParams.set('state', searchParams.get('state') ?? '')
        if (standIn.person === 'declines') back.searchParams.set('error', 'access_denied')
        else back.searchParams.set('code', code)
        response.writeHead(302, { location: back.href }).end()
        return
      }
      const form = Object.fromEntries(new URLSearchParams(body))
      asked.push(form)
      const grant = (): void => {
        const refresh = `R-${String((numbered += 1))}`
        good.add(refresh)
        say(200, {
          access_token: `A-${String(numbered)}`,
          expires_in: 3600,
          refresh_token: refresh,
          token_type: 'Bearer',
        })
      }
      switch (form['grant_type']) {
        case 'refresh_token':
          if (standIn.withdrawn || !good.delete(form['refresh_token'] ?? '')) say(400, { error: 'invalid_grant' })
          else grant()
          return
        case 'authorization_code': {
          const proof = createHash('sha256')
            .update(form['code_verifier'] ?? '')
            .digest('base64url')
          if (challenges.get(form['code'] ?? '') === proof) grant()
          else say(400, { error: 'invalid_grant' })
          return
        }
        default:
          if (standIn.person === 'waits') say(400, { error: 'authorization_pending' })
          else if (standIn.person === 'declines') say(400, { error: 'authorization_declined' })
          else grant()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const standIn: LoginStandIn = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    good,
    person: 'waits',
    withdrawn: false,
    broken: undefined,
  }
  return standIn
}
