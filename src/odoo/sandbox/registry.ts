import { withChatter } from './chatter.ts'
import { char, datetime, integer, many2one, type Fields, type Model, type Models } from './model.ts'
import { account } from './models/account.ts'
import { base } from './models/base.ts'
import { custom } from './models/custom.ts'
import { catalogue } from './models/catalogue.ts'
import { helpdesk } from './models/helpdesk.ts'
import { mail } from './models/mail.ts'
import { sale } from './models/sale.ts'
import { merge } from './merge.ts'
import { stock } from './models/stock.ts'
import { users } from './models/users.ts'

/** Odoo 19 with Sales, Inventory, Delivery, Invoicing and OCA's helpdesk. */
export const STANDARD: Models = {
  ...base,
  ...users,
  ...custom,
  ...mail,
  ...helpdesk,
  ...merge,
  ...catalogue,
  ...sale,
  ...stock,
  ...account,
}

/** Models with what every model has and, where they have one, their chatter. */
export function assemble(models: Models): Models {
  return withChatter(Object.fromEntries(Object.entries(models).map(([name, model]) => [name, logged(name, model)])))
}

const LOGGED: Fields = {
  create_uid: many2one('res.users', { label: 'Created by', readonly: true }),
  create_date: datetime({ label: 'Created on', readonly: true }),
  write_uid: many2one('res.users', { label: 'Last Updated by', readonly: true }),
  write_date: datetime({ label: 'Last Updated on', readonly: true }),
}

function logged(name: string, model: Model): Model {
  return {
    ...model,
    fields: {
      id: integer({ label: 'ID', readonly: true }),
      display_name: char({ compute: (env, row) => env.nameOf(name, row.id) }),
      ...model.fields,
      ...(model.unlogged === true ? {} : LOGGED),
    },
  }
}
