import { expect } from 'vitest'
import { withAddon } from '../../../../src/odoo/sandbox/addon/addon.ts'
import { assemble, STANDARD } from '../../../../src/odoo/sandbox/registry.ts'
import { searchRead } from '../help.ts'
import type { Case } from '../subject.ts'

type Described = Record<string, { type: string; relation?: string; required: boolean; string: string }>

/** The sandbox knows a part of Odoo's fields; what it knows must be as in Odoo. */
export const fields: readonly Case[] = [
  {
    promise: 'every field of the sandbox is in Odoo, of the same type, pointing to the same model, required alike',
    async run({ rpc, addon }) {
      const sandbox: string[] = []
      const odoo: string[] = []
      for (const [model, { fields: known, label }] of Object.entries(
        assemble(addon ? withAddon(STANDARD) : STANDARD),
      )) {
        const attributes = ['type', 'relation', 'required', 'string']
        const described = (await rpc(model, 'fields_get', [], { attributes })) as Described
        const [name] = await searchRead(rpc, 'ir.model', [['model', '=', model]], ['name'])
        sandbox.push(`${model} ${label}`)
        odoo.push(`${model} ${String(name?.['name'])}`)
        for (const [field, { type, relation = '', required = false }] of Object.entries(known)) {
          sandbox.push(`${model}.${field} ${type} ${relation} ${String(required)}`)
          const found = described[field]
          odoo.push(
            found === undefined
              ? `${model}.${field} is missing`
              : `${model}.${field} ${found.type} ${found.relation ?? ''} ${String(found.required)}`,
          )
        }
      }
      expect(sandbox).toEqual(odoo)
    },
  },
]
