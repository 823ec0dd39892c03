import type { z } from 'zod'
import type { ParcelEvent } from '../domain/parcel-event.ts'
import type { Clock } from '../domain/time.ts'
import type { Http } from './http.ts'
import type { SandboxFault } from './sandbox.ts'
import type { Instant } from '../domain/time.ts'

/** What a carrier is, as data. */
export interface CarrierManifest {
  readonly label: string
  /** Production base address with its path. */
  readonly baseUrl: string
  readonly allowedHosts: readonly string[]
  /** Calls keep this distance. */
  readonly secondsBetweenCalls: number
  /** How many calls a day a new key has, and in which time zone its day ends. */
  readonly dailyCalls: number
  readonly dayZone: string
  /** Tracking data must be deleted so long after delivery; absent = no rule. */
  readonly keepDays?: number
  /** Where that is written. */
  readonly source: string
}

/** What a look at a parcel gave; `unknown` = the carrier does not know the reference (yet). */
export type ParcelLookUp =
  { readonly kind: 'known'; readonly events: readonly ParcelEvent[] } | { readonly kind: 'unknown' }

/** A carrier, opened. Throws only Faults. */
export interface OpenCarrier {
  /** One call: what happened to a parcel so far, the newest event last. */
  events(reference: string): Promise<ParcelLookUp>
}

export interface CarrierPorts {
  readonly http: Http
  readonly clock: Clock
  readonly baseUrl: string
}

/** A carrier as it declares itself in `connectors/<name>/index.ts`. */
export interface CarrierDeclaration<Settings = unknown> {
  readonly name: string
  readonly manifest: CarrierManifest
  readonly config: z.ZodType<Settings>
  /** Whether a carrier of this name in Odoo is this one. */
  matches(carrierInOdoo: string): boolean
  readonly open: (settings: Settings, ports: CarrierPorts) => OpenCarrier
  /** A local stand-in server, loaded only by demo and tests. */
  readonly sandbox?: () => Promise<(options: CarrierSandboxOptions) => Promise<CarrierSandbox>>
}

export interface CarrierSandboxOptions {
  /** 0 = the system chooses. */
  readonly port?: number
  readonly now?: () => Instant
}

/** A local stand-in of a carrier, with state. */
export interface CarrierSandbox {
  /** Fits the carrier's base address. */
  readonly baseUrl: string
  /** The lines of `.env` that fit this stand-in. */
  readonly settings: Readonly<Record<string, string>>
  /** Something happens to a parcel. */
  happens(event: ParcelEvent): void
  fail(fault: SandboxFault): void
  /** Requests answered so far, `METHOD /path`. */
  requests(): readonly string[]
  close(): Promise<void>
}

/** Declares a carrier; the type of its settings stays inside. */
export function carrier<Settings>(declaration: CarrierDeclaration<Settings>): CarrierDeclaration {
  return declaration as unknown as CarrierDeclaration
}
