import OdooAwait from 'odoo-await'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Misconfigured, Permanent, Retryable } from '../domain/errors.ts'
import type { Clock, Instant } from '../domain/time.ts'
import { baseAddress, Exchange } from './exchange.ts'
import { Contended, NO_SUCH } from './faults.ts'
import { JsonRpc } from './jsonrpc.ts'
import { Json2 } from './json2.ts'
import { isRepeatable } from './methods.ts'
import { chunks, many2one, time } from './records.ts'
import { callName, type Credentials, type OdooCall, type Transport } from './transport.ts'

export interface BridgeOptions extends Credentials {
  readonly url: string
  /** auto = JSON-2 with an API key on Odoo 19 and later, else JSON-RPC. */
  readonly transport?: 'auto' | 'jsonrpc' | 'json2'
  /** Name or id of the company to work in; absent = the user's own. */
  readonly company?: string
  readonly clock: Clock
  readonly log?: Logger
  /** Whole time of one call; default 30,000. Batches may take four times as long. */
  readonly timeoutMs?: number
  /** Larger answers are refused; default 64 MB. */
  readonly maxAnswerBytes?: number
}

/** A domain as Odoo takes it. */
export type Domain = readonly unknown[]

export interface ReadOptions {
  readonly order?: string
  readonly limit?: number
  /** Default: archived records are read too. */
  readonly archived?: 'included' | 'hidden'
}

/** Error texts and times come the same whoever the user is: SEAMS "What is whose in Odoo". */
const CONTEXT = { tz: 'UTC', lang: 'en_US' }
/**
 * What keeps a creation from writing to the chatter, following or mailing; the last but one keeps an activity from mailing its
 * user, the last keeps a buyer's HTML file from being shown as a page of this Odoo.
 */
export const SILENT = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  mail_activity_quick_update: true,
  attachments_mime_plainxml: true,
}

const RETRIES = 3
const READ_AT_ONCE = 1000
const version = z.object({ version_info: z.tuple([z.number()]).rest(z.unknown()), version: z.string() })

/** Odoo's methods over JSON-RPC or JSON-2: odoo-await's helpers on a transport with typed errors, retries and counts. */
export class OdooBridge extends OdooAwait {
  uid = 0
  readonly clock: Clock
  /** Base address without credentials, no slash at the end. */
  readonly address: string
  readonly database: string
  private readonly options: BridgeOptions
  private readonly exchange: Exchange
  private readonly timeoutMs: number
  private readonly counts = new Map<string, number>()
  private readonly fieldNames = new Map<string, Promise<ReadonlySet<string>>>()
  private company: Promise<number> | undefined
  private chosen: Promise<Transport> | undefined
  private versionRead: Promise<string> | undefined

  /** Opens nothing yet: the first call logs in. */
  constructor(options: BridgeOptions) {
    // The base class keeps what it is given in plain sight; it needs the address only.
    super({ baseUrl: baseAddress(options.url).href, db: options.db, username: '', password: '' })
    this.options = options
    this.clock = options.clock
    this.database = options.db
    this.timeoutMs = options.timeoutMs ?? 30_000
    this.exchange = new Exchange(options.url, { maxBytes: options.maxAnswerBytes ?? 64_000_000 })
    const { origin, pathname } = new URL(options.url)
    this.address = `${origin}${pathname}`.replace(/\/$/, '')
  }

  /** Proves the credentials. Resolves to the user's id. */
  override async connect(): Promise<number> {
    const transport = await this.transport()
    this.uid = await transport.login()
    return this.uid
  }

  /**
   * Calls a method with odoo-await's convention: `[positional arguments, named arguments]`.
   * Collisions in Odoo's database are repeated up to three times.
   * @throws Retryable, Permanent, Unknown (an unrepeatable call whose answer was lost), Misconfigured
   */
  override async execute_kw(model: string, method: string, params: readonly unknown[] = []): Promise<unknown> {
    const [args = [], kwargs = {}] = params
    if (!Array.isArray(args)) throw new TypeError(`${model}.${method}: positional arguments must be a list`)
    return this.call(model, method, args, kwargs as Record<string, unknown>)
  }

  /** As `execute_kw`, with positional and named arguments apart. */
  async call(
    model: string,
    method: string,
    args: readonly unknown[] = [],
    kwargs: Readonly<Record<string, unknown>> = {},
    options: { readonly timeoutMs?: number } = {},
  ): Promise<unknown> {
    const given = (kwargs['context'] ?? {}) as Record<string, unknown>
    const company = this.options.company === undefined ? {} : { allowed_company_ids: [await this.companyId()] }
    const call: OdooCall = {
      model,
      method,
      args,
      kwargs: { ...kwargs, context: { ...CONTEXT, ...company, ...given } },
      timeoutMs: options.timeoutMs ?? this.timeoutMs,
      repeatable: isRepeatable(method),
    }
    const transport = await this.transport()
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.measured(transport, call)
      } catch (error) {
        if (!(error instanceof Contended) || failures >= RETRIES) throw error
        await this.pause(failures)
      }
    }
  }

  /** A call that moves a whole batch: four times the usual time. */
  async batch(model: string, method: string, args: readonly unknown[], context: object = SILENT): Promise<unknown> {
    return this.call(model, method, args, { context }, { timeoutMs: this.timeoutMs * 4 })
  }

  /**
   * Reads the fields that the schema names, archived records included. Fields that are optional in the schema
   * are asked for where this Odoo has them and lets the user read them.
   * @throws Permanent when Odoo's answer has another shape
   */
  async rows<Schema extends z.ZodObject>(
    model: string,
    schema: Schema,
    domain: Domain,
    options: ReadOptions = {},
  ): Promise<z.infer<Schema>[]> {
    const kwargs = {
      fields: await this.readable(model, schema),
      ...(options.order === undefined ? {} : { order: options.order }),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      ...(options.archived === 'hidden' ? {} : { context: { active_test: false } }),
    }
    const rows = await this.call(model, 'search_read', [domain], kwargs).catch((error: unknown) => {
      if (error instanceof Permanent) this.forget(model)
      throw error
    })
    return parsed(z.array(schema), rows, `${model}.search_read`)
  }

  /** Records by id, in groups of 1,000; deleted and unreadable ones are missing. */
  async byIds<Schema extends z.ZodObject>(
    model: string,
    schema: Schema,
    ids: Iterable<number>,
  ): Promise<z.infer<Schema>[]> {
    const found: z.infer<Schema>[] = []
    for (const part of chunks([...new Set(ids)], READ_AT_ONCE)) {
      found.push(...(await this.rows(model, schema, [['id', 'in', part]], { order: 'id' })))
    }
    return found
  }

  /** Names of the fields that the user may read; empty when Odoo has no such model. What is there is asked once. */
  async fields(model: string): Promise<ReadonlySet<string>> {
    const known = this.fieldNames.get(model)
    if (known !== undefined) return known
    const asked = this.readFields(model)
    this.fieldNames.set(model, asked)
    const names = await asked.catch((error: unknown) => {
      this.forget(model)
      throw error
    })
    // A module may be installed while we run.
    if (names.size === 0) this.forget(model)
    return names
  }

  /** Asks for the fields of a model anew: a module may have been removed. */
  forget(model: string): void {
    this.fieldNames.delete(model)
  }

  /** Id of an external id that the user may see; undefined = there is none. */
  async byXmlid(xmlid: string): Promise<number | undefined> {
    const [module, ...name] = xmlid.split('.')
    try {
      const reference = [module, name.join('.')]
      const found = await this.call('ir.model.data', 'check_object_reference', reference, {
        context: { active_test: false },
      })
      const [, id] = parsed(z.tuple([z.string(), z.union([z.number(), z.literal(false)])]), found, 'external id')
      return id === false ? undefined : id
    } catch (error) {
      // Odoo answers an unknown external id with a ValueError.
      if (error instanceof Permanent && error.code === 'ValueError') return undefined
      throw error
    }
  }

  /** Odoo's own time, to the second. */
  async now(): Promise<Instant> {
    const answer = await this.call('mail.message', 'default_get', [['date']])
    return parsed(z.object({ date: time }), answer, 'the time').date
  }

  /** Odoo's version, e.g. `19.0`. */
  async serverVersion(): Promise<string> {
    this.versionRead ??= this.readVersion().catch((error: unknown) => {
      this.versionRead = undefined
      throw error
    })
    return this.versionRead
  }

  /** A page that Odoo shows to anybody, e.g. the log-in page. */
  async page(path: string, query: Readonly<Record<string, string>>): Promise<string> {
    const ask = { method: 'GET' as const, path, query, timeoutMs: this.timeoutMs, repeatable: true, what: path }
    return (await this.exchange.send(ask)).text
  }

  async transport(): Promise<Transport> {
    this.chosen ??= this.choose().catch((error: unknown) => {
      this.chosen = undefined
      throw error
    })
    return this.chosen
  }

  /** Id of the company to work in. */
  async companyId(): Promise<number> {
    this.company ??= this.findCompany().catch((error: unknown) => {
      this.company = undefined
      throw error
    })
    return this.company
  }

  /** Calls since the last reset, repeated ones counted again. */
  calls(): { readonly total: number; readonly by: Readonly<Record<string, number>> } {
    const by = Object.fromEntries([...this.counts].sort())
    return { total: Object.values(by).reduce((sum, count) => sum + count, 0), by }
  }

  resetCalls(): void {
    this.counts.clear()
  }

  close(): void {
    this.exchange.close()
  }

  /** Waits before a repetition: 0.1 to 0.3 s, doubled each time, spread so that rivals part. */
  async pause(failures: number): Promise<void> {
    await this.clock.sleep(Math.round((100 + Math.random() * 200) * 2 ** failures))
  }

  private async measured(transport: Transport, call: OdooCall): Promise<unknown> {
    const name = callName(call)
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    const started = performance.now()
    try {
      return await transport.call(call)
    } finally {
      this.options.log?.debug({ call: name, ms: Math.round(performance.now() - started) }, 'odoo')
    }
  }

  /** Asks the transport itself: every other call waits for this one. */
  private async findCompany(): Promise<number> {
    const name = this.options.company
    const transport = await this.transport()
    const how = { context: CONTEXT, limit: 2 }
    const read = { method: 'search_read', timeoutMs: this.timeoutMs, repeatable: true }
    if (name === undefined) {
      const kwargs = { ...how, fields: ['company_id'] }
      const args = [[['id', '=', await this.connect()]]]
      const rows = await this.measured(transport, { ...read, model: 'res.users', args, kwargs })
      const [user] = parsed(z.array(z.object({ company_id: many2one })), rows, "the user's company")
      return user?.company_id?.id ?? 1
    }
    const domain = /^\d+$/.test(name) ? ['id', '=', Number(name)] : ['name', '=', name]
    const kwargs = { ...how, fields: ['name'] }
    const rows = await this.measured(transport, { ...read, model: 'res.company', args: [[domain]], kwargs })
    const [found, second] = parsed(z.array(z.object({ id: z.number() })), rows, 'the company')
    if (found !== undefined && second === undefined) return found.id
    throw new Misconfigured(
      'Odoo shows the service user no company, or several, named by ODOO_COMPANY. Nothing is read. Write the exact name or the id, and let the user into that company.',
    )
  }

  private async choose(): Promise<Transport> {
    const { transport = 'auto', apiKey } = this.options
    const wanted = transport === 'auto' ? await this.best(apiKey) : transport
    return wanted === 'json2'
      ? new Json2(this.exchange, this.options, this.timeoutMs)
      : new JsonRpc(this.exchange, this.options, this.timeoutMs)
  }

  private async best(apiKey: string | undefined): Promise<'jsonrpc' | 'json2'> {
    if (apiKey === undefined) return 'jsonrpc'
    return Number.parseInt(await this.serverVersion(), 10) >= 19 ? 'json2' : 'jsonrpc'
  }

  private async readVersion(): Promise<string> {
    const what = '/web/version'
    const answer = await this.exchange.send({
      method: 'GET',
      path: what,
      timeoutMs: this.timeoutMs,
      repeatable: true,
      what,
    })
    if (answer.status >= 500) {
      throw new Retryable(`Odoo at ${this.exchange.host} answers ${String(answer.status)}. It is tried again.`, {
        systemic: true,
      })
    }
    try {
      const { version_info: info } = version.parse(JSON.parse(answer.text))
      return `${String(info[0])}.${String(info[1] ?? 0)}`
    } catch (cause) {
      throw new Misconfigured(
        `${this.exchange.host} does not say which Odoo it is (status ${String(answer.status)}). Check ODOO_URL, then: marketplace-care doctor`,
        { cause },
      )
    }
  }

  private async readable(model: string, schema: z.ZodObject): Promise<string[]> {
    const wanted = Object.entries(schema.shape as Record<string, z.ZodType>)
    if (!wanted.some(([, type]) => type.safeParse(undefined).success)) return wanted.map(([name]) => name)
    const known = await this.fields(model)
    return wanted.filter(([name, type]) => known.has(name) || !type.safeParse(undefined).success).map(([name]) => name)
  }

  private async readFields(model: string): Promise<ReadonlySet<string>> {
    try {
      const answer = await this.call(model, 'fields_get', [], { attributes: ['type'] })
      return new Set(Object.keys(parsed(z.record(z.string(), z.unknown()), answer, `${model}.fields_get`)))
    } catch (error) {
      if (error instanceof Permanent && error.code === NO_SUCH) return new Set()
      throw error
    }
  }
}

/** @throws Permanent naming the place, never the value */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Permanent(`Odoo's answer to ${what} has an unexpected shape at ${issue?.path.join('.') ?? '?'}.`, {
    code: 'shape',
  })
}
