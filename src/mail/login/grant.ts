import { z } from 'zod'
import { Misconfigured, Permanent, Retryable } from '../../domain/errors.ts'
import { type Clock, plusSeconds } from '../../domain/time.ts'
import type { Http, HttpResponse } from '../../kit/http.ts'
import type { Token } from '../../kit/tokens.ts'
import { faultOf } from '../../kit/translate.ts'
import type { Provider } from './providers.ts'

/** Who asks, as registered at the provider. */
export interface Client {
  readonly id: string
  readonly secret?: string
}

export interface GrantPorts {
  readonly http: Http
  readonly clock: Clock
  readonly provider: Provider
  readonly client: Client
  /** Whose mailbox it is, for sentences. */
  readonly account: string
}

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(3600),
  refresh_token: z.string().min(1).optional(),
})

const refused = z.object({ error: z.string() })

const deviceCode = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.string().min(1).optional(),
  // Google's name for it.
  verification_url: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive(),
  interval: z.coerce.number().positive().default(5),
})

/** What a person does on another device. */
export interface DeviceCode {
  readonly code: string
  readonly page: string
  /** Seconds until it ends. */
  readonly seconds: number
}

/**
 * Access by a code that a person types at the provider's page, on any device (RFC 8628).
 * @param show tells the person; called once
 * @param wait resolves after so many milliseconds
 * @throws Permanent when the person declines or the code ends; Misconfigured when the provider does not know the client
 */
export async function byDeviceCode(
  ports: GrantPorts,
  { show, wait }: { readonly show: (code: DeviceCode) => void; readonly wait: (ms: number) => Promise<void> },
): Promise<Token> {
  const { provider, client, clock } = ports
  if (provider.deviceUrl === undefined) {
    throw new Misconfigured(
      `${provider.label} gives out no codes for mailboxes. Nothing was changed. Use: marketplace-care authorize ${ports.account} --browser`,
    )
  }
  const asked = await post(ports, provider.deviceUrl, { client_id: client.id, scope: provider.scope })
  const given = read(deviceCode, success(asked, ports, 'a code'), ports)
  const page = given.verification_uri ?? given.verification_url ?? provider.authorizeUrl
  show({ code: given.user_code, page, seconds: given.expires_in })
  const until = plusSeconds(clock.now(), given.expires_in)
  let interval = given.interval
  while (clock.now() < until) {
    await wait(interval * 1000)
    const answer = await post(ports, provider.tokenUrl, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: given.device_code,
      ...identity(client),
    })
    const error = errorIn(answer)
    if (error === undefined) return tokenIn(answer, ports)
    if (error === 'slow_down') interval += 5
    else if (error !== 'authorization_pending') throw declined(error, ports)
  }
  throw declined('expired_token', ports)
}

/** Where a person grants access in the browser; the provider leads back to `redirectUri` with a code. */
export function authorizeAddress(
  { provider, client }: GrantPorts,
  asked: { readonly redirectUri: string; readonly state: string; readonly challenge: string; readonly user: string },
): string {
  const url = new URL(provider.authorizeUrl)
  const query = {
    client_id: client.id,
    response_type: 'code',
    redirect_uri: asked.redirectUri,
    scope: provider.scope,
    state: asked.state,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
    login_hint: asked.user,
    ...provider.extra,
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** Access by the code that came back to `redirectUri` (RFC 6749 4.1.3 with RFC 7636). */
export async function byCode(
  ports: GrantPorts,
  { code, redirectUri, verifier }: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
): Promise<Token> {
  const answer = await post(ports, ports.provider.tokenUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...identity(ports.client),
  })
  const error = errorIn(answer)
  if (error !== undefined) throw declined(error, ports)
  return tokenIn(answer, ports)
}

/**
 * The next access, by what the last one left for it. Providers that give the means of renewal only once replace it; others leave it out.
 * @throws Misconfigured when the access was withdrawn
 */
export async function renewed(ports: GrantPorts, before: Token): Promise<Token> {
  const answer = await post(ports, ports.provider.tokenUrl, {
    grant_type: 'refresh_token',
    refresh_token: before.refresh ?? '',
    scope: ports.provider.scope,
    ...identity(ports.client),
  })
  const error = errorIn(answer)
  if (error !== undefined) throw withdrawn(error, ports)
  const token = tokenIn(answer, ports)
  return token.refresh === undefined && before.refresh !== undefined ? { ...token, refresh: before.refresh } : token
}

const identity = ({ id, secret }: Client): Record<string, string> => ({
  client_id: id,
  ...(secret === undefined ? {} : { client_secret: secret }),
})

/** Asking twice does no harm: the provider answers the second with another token. */
function post({ http }: GrantPorts, url: string, form: Readonly<Record<string, string>>): Promise<HttpResponse> {
  return http.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    idempotent: true,
    maxBytes: 100_000,
  })
}

/** The provider's own word for why not; undefined = it granted. Other faults (5xx, 429) are none of its words. */
function errorIn(answer: HttpResponse): string | undefined {
  if (answer.status < 400 || answer.status >= 500 || answer.status === 429) return undefined
  const { data } = refused.safeParse(json(answer))
  return data?.error ?? String(answer.status)
}

function tokenIn(answer: HttpResponse, ports: GrantPorts): Token {
  const {
    access_token: access,
    expires_in: seconds,
    refresh_token: refresh,
  } = read(granted, success(answer, ports, 'a token'), ports)
  return {
    access,
    expiresAt: plusSeconds(ports.clock.now(), seconds),
    ...(refresh === undefined ? {} : { refresh }),
  }
}

function success(answer: HttpResponse, ports: GrantPorts, what: string): unknown {
  if (answer.status >= 200 && answer.status < 300) return json(answer)
  const error = errorIn(answer)
  if (error !== undefined) throw declined(error, ports)
  throw faultOf(
    answer,
    {
      marketplace: ports.provider.label,
      account: ports.account,
      what: `asking for ${what}`,
      renewKey: 'Check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET',
      idempotent: true,
    },
    ports.clock.now(),
  )
}

function read<Shape>(schema: z.ZodType<Shape>, answer: unknown, { provider, account }: GrantPorts): Shape {
  const { data } = schema.safeParse(answer)
  if (data !== undefined) return data
  throw new Retryable(
    `${provider.label} answers with something else than RFC 6749 says, for the mailbox of ${account}. Nothing was kept. It is tried again by itself; if this stays, check OAUTH_TENANT.`,
    { systemic: true },
  )
}

function json(answer: HttpResponse): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(answer.bytes))
  } catch {
    // A page in place of an answer: the schema says what is missing.
    return undefined
  }
}

/** Words of RFC 6749 5.2 and RFC 8628 3.5 for which the person, not the settings, is the reason. */
const BY_PERSON: Readonly<Record<string, string>> = {
  access_denied: 'the access was declined',
  authorization_declined: 'the access was declined',
  expired_token: 'nobody confirmed in time',
  bad_verification_code: 'the code is not known there',
}

function declined(error: string, { provider, account }: GrantPorts): Permanent | Misconfigured {
  const person = BY_PERSON[error]
  if (person !== undefined) {
    return new Permanent(
      `${provider.label}: ${person}. Nothing was kept. Try again: marketplace-care authorize ${account}`,
      { code: error },
    )
  }
  return new Misconfigured(
    `${provider.label} refuses to let the service into the mailbox of ${account} (${word(error)}). Nothing was kept. Check OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET and OAUTH_TENANT, and what the client is allowed to ask for.`,
  )
}

const withdrawn = (error: string, { provider, account }: GrantPorts): Misconfigured =>
  new Misconfigured(
    `${provider.label} renews the access to the mailbox of ${account} no more (${word(error)}). No mail is read or sent there. Let the service in anew: marketplace-care authorize ${account}`,
  )

/** Only words of the protocol's form: nothing else of an answer is shown. */
const word = (error: string): string => (/^[a-z0-9_]{1,40}$/i.test(error) ? error : 'refused')
