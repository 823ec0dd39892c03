import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const COOKIE = 'marketplace_care_session'
const LIFE_SECONDS = 12 * 3600

/** Who is logged in: a signed cookie, nothing kept here. */
export interface Sessions {
  /** Compares in constant time. */
  accepts(password: string): boolean
  /** Value of Set-Cookie for a new session. */
  begin(options: { readonly https: boolean }): string
  /** Value of Set-Cookie that ends it. */
  end(): string
  /** Whether this Cookie header carries a session that is ours and not over. */
  holds(cookies: string | undefined): boolean
}

/**
 * @param password a changed one ends all sessions
 * @param secret signs; undefined = random, so that sessions end with the process
 * @param nowMs time in milliseconds
 */
export function createSessions(password: string, secret: string | undefined, nowMs: () => number): Sessions {
  const key = createHmac('sha256', secret ?? randomBytes(32))
    .update(`console ${password}`)
    .digest()
  const sign = (expires: string): string => createHmac('sha256', key).update(expires).digest('base64url')
  const cookie = (value: string, seconds: number): string =>
    `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${String(seconds)}`

  return {
    accepts: (given) => equal(given, password),
    begin({ https }) {
      const expires = String(nowMs() + LIFE_SECONDS * 1000)
      return cookie(`${expires}.${sign(expires)}`, LIFE_SECONDS) + (https ? '; Secure' : '')
    },
    end: () => cookie('', 0),
    holds(cookies) {
      const [expires, signature] = (valueOf(cookies) ?? '').split('.')
      if (expires === undefined || signature === undefined) return false
      return equal(signature, sign(expires)) && Number(expires) > nowMs()
    },
  }
}

/** Hashes first, so that lengths tell nothing. */
function equal(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

function valueOf(cookies: string | undefined): string | undefined {
  const ours = cookies?.split(';').find((cookie) => cookie.trim().startsWith(`${COOKIE}=`))
  return ours?.trim().slice(COOKIE.length + 1)
}
