import { Permanent } from '../domain/errors.ts'
import type { OdooBridge } from './bridge.ts'

const known = new WeakMap<OdooBridge, Map<string, boolean>>()

/** Whether this Odoo has the model and shows it to the service: for what only adds to a fact. Asked once. */
export async function mayRead(bridge: OdooBridge, model: string): Promise<boolean> {
  const answers = known.get(bridge) ?? new Map<string, boolean>()
  known.set(bridge, answers)
  const before = answers.get(model)
  if (before !== undefined) return before
  const may = (await bridge.fields(model)).size > 0 && (await allowed(bridge, model))
  answers.set(model, may)
  return may
}

async function allowed(bridge: OdooBridge, model: string): Promise<boolean> {
  try {
    return (await bridge.call(model, 'has_access', [[], 'read'])) === true
  } catch (error) {
    // An older Odoo asks otherwise; what is not known to be allowed is left out.
    if (error instanceof Permanent) return false
    throw error
  }
}
