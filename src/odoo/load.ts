import { z } from 'zod'
import { Permanent } from '../domain/errors.ts'
import { parsed, type OdooBridge } from './bridge.ts'
import { missingRight, shortened } from './faults.ts'
import { inHalves, Refused } from './halves.ts'

/** One cell of an import: text, number, or false for empty (and for "no"). */
export type Cell = string | number | false
/** An import takes "yes" as text only (tried). */
export const YES = '1'
/** A record as import rows: its own row, then rows that hold only further lines of a one-to-many. */
export type ImportRecord = readonly (readonly Cell[])[]

export interface Loaded {
  /** Odoo's ids by position of the record; a refused record has none. */
  readonly ids: ReadonlyMap<number, number>
  readonly refused: readonly { readonly index: number; readonly reason: string }[]
}

const ROWS_AT_ONCE = 200
const BYTES_AT_ONCE = 8_000_000

/** Faults come as HTTP 200 with `ids: false`. */
const answer = z.object({
  ids: z.union([z.array(z.number().int()), z.literal(false)]),
  messages: z.array(z.object({ type: z.string(), message: z.string() })),
})

export interface LoadOptions {
  /** The group that lets a user create this model, named when the right is missing. */
  readonly group: string
  /**
   * Looks which of these records exist after all: somebody else may have made them in the meantime, and some models refuse
   * the second import (tried: `mail.message`). Resolves to Odoo's ids by position.
   */
  readonly existing?: (indices: readonly number[]) => Promise<ReadonlyMap<number, number>>
  /** What it means when Odoo takes none of several records; default: a fault of its settings. */
  readonly allRefused?: 'fault' | 'listed'
}

/**
 * Creates many records in one transaction per batch by Odoo's `load`, keyed by external id: safe to repeat.
 * An existing external id would be written over, so callers first search which records exist.
 * @param fields columns as `load` names them (`id` = external id, `x_id/.id` = database id)
 * @throws Misconfigured when the user may not create the model, or Odoo takes none of several records
 */
export async function load(
  bridge: OdooBridge,
  model: string,
  fields: readonly string[],
  records: readonly ImportRecord[],
  { group, existing, allRefused = 'fault' }: LoadOptions,
): Promise<Loaded> {
  const ids = new Map<number, number>()
  const refused: { index: number; reason: string }[] = []
  const numbered = records.map((record, index) => ({ record, index }))
  for (const batch of batches(numbered, ({ record }) => size(record))) {
    const attempt = async (items: readonly (typeof batch)[number][]): Promise<true | Refused> => {
      const open = items.filter(({ index }) => !ids.has(index))
      if (open.length === 0) return true
      const made = await importOnce(bridge, model, fields, open)
      if (!(made instanceof Refused)) return note(ids, open, made)
      if (items === batch) await mayCreate(bridge, model, group)
      for (const [index, id] of (await existing?.(open.map(({ index }) => index))) ?? []) ids.set(index, id)
      return open.every(({ index }) => ids.has(index)) ? true : made
    }
    const sorted = await inHalves(bridge, { what: model, items: batch, attempt, allRefused })
    refused.push(...sorted.refused.map(({ item, reason }) => ({ index: item.index, reason })))
  }
  return { ids, refused }
}

function note(ids: Map<number, number>, items: readonly { readonly index: number }[], made: readonly number[]): true {
  items.forEach(({ index }, position) => ids.set(index, made[position] ?? 0))
  return true
}

/** Cuts into batches of at most 200 items and about 8 MB. */
export function batches<T>(items: readonly T[], bytesOf: (item: T) => number): T[][] {
  const cut: T[][] = []
  let open: T[] = []
  let bytes = 0
  for (const item of items) {
    const more = bytesOf(item)
    if (open.length > 0 && (open.length >= ROWS_AT_ONCE || bytes + more > BYTES_AT_ONCE)) {
      cut.push(open)
      open = []
      bytes = 0
    }
    open.push(item)
    bytes += more
  }
  if (open.length > 0) cut.push(open)
  return cut
}

async function importOnce(
  bridge: OdooBridge,
  model: string,
  fields: readonly string[],
  items: readonly { readonly record: ImportRecord }[],
): Promise<readonly number[] | Refused> {
  const data = items.flatMap(({ record }) => record)
  const { ids, messages } = parsed(answer, await bridge.batch(model, 'load', [fields, data]), `${model}.load`)
  if (ids !== false) {
    if (ids.length === items.length) return ids
    throw new Permanent(`Odoo's ${model}.load made ${String(ids.length)} of ${String(items.length)} records.`, {
      code: 'shape',
    })
  }
  const reason = messages.find(({ type }) => type === 'error')?.message
  return new Refused(shortened(reason ?? 'Odoo gave no reason.'))
}

/** Odoo says a missing right like any other refusal: asked apart, it stops everything instead of every record. */
async function mayCreate(bridge: OdooBridge, model: string, group: string): Promise<void> {
  if ((await bridge.call(model, 'has_access', [[], 'create'])) === false) throw missingRight(model, 'create', group)
}

function size(record: ImportRecord): number {
  let bytes = 0
  for (const row of record) for (const cell of row) bytes += typeof cell === 'string' ? cell.length : 8
  return bytes
}
