import { userError } from '../errors.ts'
import type { Env } from '../env.ts'
import {
  bool,
  char,
  integer,
  many2one,
  select,
  text,
  type Field,
  type FieldType,
  type Fields,
  type Models,
  type Values,
} from '../model.ts'

/** What an administrator changes without code: fields of his own and views that build on others. */
export const custom: Models = {
  'ir.model.fields': {
    label: 'Fields',
    module: 'base',
    order: 'name, id',
    recName: 'field_description',
    fields: {
      name: char({ label: 'Field Name', required: true, default: 'x_' }),
      model_id: many2one('ir.model', { label: 'Model', required: true, cascade: true }),
      model: char({ label: 'Model Name', required: true, related: 'model_id.model' }),
      ttype: select(['boolean', 'char', 'date', 'datetime', 'float', 'integer', 'text'], {
        label: 'Field Type',
        required: true,
      }),
      field_description: char({ label: 'Field Label', required: true, default: '' }),
      help: text({ label: 'Field Help' }),
      state: select(
        [
          ['manual', 'Custom Field'],
          ['base', 'Base Field'],
        ],
        { label: 'Type', required: true, default: 'manual' },
      ),
      readonly: bool(),
      required: bool(),
      index: bool({ label: 'Indexed' }),
      copied: bool(),
    },
    prepare(_env, values) {
      if (!String(values['name']).startsWith('x_')) {
        throw userError("Custom fields must have a name that starts with 'x_'!")
      }
    },
    created: addField,
    unique: { fields: ['model_id', 'name'], message: 'Field names must be unique per model.' },
  },
  'ir.ui.view': {
    label: 'View',
    module: 'base',
    order: 'priority,name,id',
    fields: {
      name: char({ label: 'View Name', required: true }),
      model: char(),
      inherit_id: many2one('ir.ui.view', { label: 'Inherited View', cascade: true }),
      mode: select(
        [
          ['primary', 'Base view'],
          ['extension', 'Extension View'],
        ],
        { label: 'View inheritance mode', required: true, default: 'primary' },
      ),
      priority: integer({ label: 'Sequence', required: true, default: 16 }),
      arch: text({ label: 'View Architecture' }),
      active: bool({ default: true }),
    },
  },
}

/** Views of OCA's helpdesk that others build on. */
export const BASE_VIEWS = ['ticket_view_tree', 'ticket_view_form', 'helpdesk_ticket_view_search'] as const

/** From now on every record of the model has the field; it is empty where nothing was written. */
function addField(env: Env, id: number, given: Values): void {
  const model = env.sudo().value('ir.model.fields', id, 'model')
  // A sandbox has models of its own.
  const fields = env.model(String(model)).fields as Fields & Record<string, Field>
  fields[String(given['name'])] = {
    type: String(given['ttype']) as FieldType,
    label: String(given['field_description']),
    readonly: given['readonly'] === true,
  }
}
