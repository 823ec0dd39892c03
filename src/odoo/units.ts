import { z } from 'zod'
import type { OdooBridge } from './bridge.ts'
import { mayRead } from './readable.ts'
import { id, number, oneLine, text } from './records.ts'
import { onceAMinute } from './remembered.ts'

const UNIT = 'uom.uom'
const unitRow = z.object({ id, name: text, factor: number })

/** Names of the units that are more or less than a piece: packs, dozens, kilograms, metres. */
const unitsOf = onceAMinute(async (bridge): Promise<ReadonlyMap<number, string>> => {
  if (!(await mayRead(bridge, UNIT)) || !(await bridge.fields(UNIT)).has('factor')) return new Map()
  const rows = await bridge.rows(UNIT, unitRow, [['factor', '!=', 1]])
  return new Map(rows.map((row) => [row.id, oneLine(row.name ?? '')]))
})

/**
 * What was sold, with its unit where that is no piece: two packs of six must not read as two, since twelve arrive.
 * @returns the name of an article in a unit
 */
export async function inUnits(bridge: OdooBridge): Promise<(name: string, unit: number | undefined) => string> {
  const units = await unitsOf(bridge)
  return (name, unit) => {
    const found = units.get(unit ?? 0) ?? ''
    return found === '' || name.includes(found) ? name : `${name} (${found})`
  }
}
