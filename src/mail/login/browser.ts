import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Permanent } from '../../domain/errors.ts'
import type { Token } from '../../kit/tokens.ts'
import { authorizeAddress, byCode, type GrantPorts } from './grant.ts'

const random = (): string => randomBytes(32).toString('base64url')

/**
 * Access by the browser on this machine: the provider leads back to an address of this process on loopback (RFC 8252 7.3), with a proof
 * that nobody else can use the code (RFC 7636).
 * @param user the mailbox, filled in at the provider's page
 * @param port of the address on this machine; 0 = any free one
 * @param show tells the person which page to open
 * @param signal ends the wait
 */
export async function byBrowser(
  ports: GrantPorts,
  {
    user,
    port,
    show,
    signal,
  }: {
    readonly user: string
    readonly port: number
    readonly show: (page: string) => void
    readonly signal: AbortSignal
  },
): Promise<Token> {
  const state = random()
  const verifier = random()
  const code = Promise.withResolvers<string>()
  // Whoever waits first takes the failure; without anybody it must not end the process.
  code.promise.catch(() => undefined)
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname !== '/') return void response.writeHead(404).end()
    if (!same(searchParams.get('state') ?? '', state)) return void response.writeHead(400).end(PAGE('Not asked for.'))
    const given = searchParams.get('code')
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    if (given === null) {
      response.end(PAGE('The access was not granted. Nothing was changed.'))
      code.reject(
        new Permanent(
          `${ports.provider.label}: the access was declined. Nothing was kept. Try again: marketplace-care authorize ${ports.account} --browser`,
          { code: 'access_denied' },
        ),
      )
    } else {
      response.end(PAGE('Granted. You can close this page and go back to the terminal.'))
      code.resolve(given)
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const ended = (): void => {
    code.reject(
      new Permanent(
        `${ports.provider.label}: nobody confirmed in time. Nothing was kept. Try again: marketplace-care authorize ${ports.account} --browser`,
        { code: 'expired_token' },
      ),
    )
  }
  signal.addEventListener('abort', ended, { once: true })
  try {
    const redirectUri = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    show(authorizeAddress(ports, { redirectUri, state, challenge, user }))
    return await byCode(ports, { code: await code.promise, redirectUri, verifier })
  } finally {
    signal.removeEventListener('abort', ended)
    server.close()
    server.closeAllConnections()
  }
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const PAGE = (text: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Marketplace Care</title><body style="font:16px/1.5 system-ui;margin:15vh auto;max-width:28rem"><p>${text}</p>`
